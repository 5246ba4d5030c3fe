"""Ranges of time, with each end written as a day or an instant."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hearsay.errors import UsageError

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")


def parse_since(text: str) -> datetime:
    """Return the instant at which a range begins; a day begins at its first moment, in UTC.

    Raises ValueError with the value.
    """
    try:
        at = datetime.fromisoformat(text.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is neither a day such as 2026-01-30 nor a time such as 2026-01-30T12:00Z"
        ) from None


def parse_until(text: str) -> datetime:
    """Return the instant before which a range ends; a day is included to its last moment, in UTC.

    Raises ValueError with the value.
    """
    at = parse_since(text)
    try:
        return at + timedelta(days=1) if _DAY.fullmatch(text.strip()) else at
    except OverflowError:
        raise ValueError(f"{text!r} is later than the last date of Python, 9999-12-31") from None


@dataclass(frozen=True, slots=True)
class Between:
    """A range of time for pages. `is_dated_only` leaves out pages without a date."""

    since: datetime | None = None
    until: datetime | None = None
    is_dated_only: bool = False


def read_between(written: Mapping[str, str | bool | None]) -> Between:
    """Return the range in the parameters since, until and dated_only of a command or a flow. Raises UsageError."""
    since, until = written.get("since"), written.get("until")
    is_dated_only = bool(written.get("dated_only"))
    try:
        return Between(
            parse_since(str(since)) if since else None, parse_until(str(until)) if until else None, is_dated_only
        )
    except ValueError as error:
        raise UsageError(f"a range of time: {error}") from error
