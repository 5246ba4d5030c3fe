"""Ranges of time as users write them: a day, or a moment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hearsay.errors import UsageError

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")


def parse_since(text: str) -> datetime:
    """The moment at which a range begins; that of a day is its first. Raises ValueError with the value."""
    try:
        at = datetime.fromisoformat(text.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is no day such as 2026-01-30, nor a time such as 2026-01-30T12:00Z") from None


def parse_until(text: str) -> datetime:
    """The moment at which a range ends, which is not in it any more; a day is in it to its last moment, in UTC.

    Raises ValueError with the value.
    """
    at = parse_since(text)
    try:
        return at + timedelta(days=1) if _DAY.fullmatch(text.strip()) else at
    except OverflowError:
        raise ValueError(f"{text!r} is beyond the years that can be told") from None


@dataclass(frozen=True, slots=True)
class Between:
    """What was asked for beside the sources: from when, until when, and whether what does not tell is left out."""

    since: datetime | None = None
    until: datetime | None = None
    is_dated_only: bool = False


def read_between(written: Mapping[str, str | bool | None]) -> Between:
    """The range of a command's or a flow's parameters since, until and dated_only. Raises UsageError."""
    since, until = written.get("since"), written.get("until")
    is_dated_only = bool(written.get("dated_only"))
    try:
        return Between(
            parse_since(str(since)) if since else None, parse_until(str(until)) if until else None, is_dated_only
        )
    except ValueError as error:
        raise UsageError(f"a range of time: {error}") from error
