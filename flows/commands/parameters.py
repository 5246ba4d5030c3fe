"""Types of option values; each value is checked when the command line is parsed."""

from datetime import datetime
from typing import Any

import click


class Instant(click.ParamType[datetime]):
    """An instant with its time zone, in ISO 8601."""

    name = "ISO-8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the instant; refuse other text with an error that quotes the value."""
        from hearsay.pipelines.sources.source import parse_instant

        try:
            return parse_instant(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Moment(click.ParamType[str]):
    """A day or an instant, as text. As the end of a range a day means its last moment, as the start its first."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text unchanged; refuse other text with an error that quotes the value."""
        from hearsay.flows.config.ranges import parse_since

        try:
            parse_since(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


class Column(click.ParamType[tuple[str, str]]):
    """A field and the column of a dump that holds its values."""

    name = "FIELD=NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return the field and the column; refuse other text with an error that quotes the value."""
        field, equals, column = str(value).partition("=")
        if not (field and equals and column):
            self.fail(f"{value!r} is not written as FIELD=NAME, such as html=content", param, ctx)
        return field, column
