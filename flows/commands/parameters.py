"""Kinds of values that options take, each checked as it is given."""

from datetime import datetime
from typing import Any

import click


class Instant(click.ParamType[datetime]):
    """A moment with its zone, in ISO 8601."""

    name = "ISO-8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Refuse what is none, with the value."""
        from hearsay.pipelines.sources import parse_instant

        try:
            return parse_instant(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Moment(click.ParamType[str]):
    """A day or a moment, checked here and passed on as it was written: a day means another thing at each end."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what is none, with the value."""
        from hearsay.flows.config.ranges import parse_since

        try:
            parse_since(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


class Column(click.ParamType[tuple[str, str]]):
    """Which column of a dump holds what: a pair of field and column."""

    name = "FIELD=NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Refuse what is none, with the value."""
        field, equals, column = str(value).partition("=")
        if not (field and equals and column):
            self.fail(f"{value!r} is not written as FIELD=NAME, such as html=content", param, ctx)
        return field, column
