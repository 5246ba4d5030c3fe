"""Written dates: for machines, for readers, relative to the time of reading."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from dateparser.date import DateDataParser

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract.metadata.date_expressions import read_visible_date
from hearsay.pipelines.extract.metadata.dates import Written, is_future, read_machine_date
from hearsay.pipelines.extract.metadata.relative_dates import relative_date

READ_AT = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2026-03-01T10:20:30+02:00", "2026-03-01T10:20:30+02:00", "second"),
        ("2026-03-01T10:20:30.123Z", "2026-03-01T10:20:30.123000+00:00", "second"),
        ("2026-03-01T10:20:30-0700", "2026-03-01T10:20:30-07:00", "second"),
        ("2026-03-01T10:20Z", "2026-03-01T10:20:00+00:00", "minute"),
        ("2026-03-01 10:20", "2026-03-01T10:20:00+00:00", "minute"),
        ("2026-03-01T00:00:00+02:00", "2026-03-01T00:00:00+00:00", "day"),  # Systems write a day as midnight.
        ("2026-03-01", "2026-03-01T00:00:00+00:00", "day"),
        ("2026/3/1", "2026-03-01T00:00:00+00:00", "day"),
        ("20260301", "2026-03-01T00:00:00+00:00", "day"),
        ("2026-03", "2026-03-01T00:00:00+00:00", "month"),
        ("2026", "2026-01-01T00:00:00+00:00", "year"),
        ("Sun, 01 Mar 2026 10:20:30 +0000", "2026-03-01T10:20:30+00:00", "second"),
        ("Sun, 01 Mar 2026 10:20 +0000", "2026-03-01T10:20:00+00:00", "minute"),
        ("1772360430", "2026-03-01T10:20:30+00:00", "second"),
        ("1772360430000", "2026-03-01T10:20:30+00:00", "second"),
    ],
)
def test_machine_dates(text: str, at: str, precision: str) -> None:
    """The precision must be the written precision: a bare day with an invented midnight moves stories in time."""
    written = read_machine_date(text)
    assert written is not None
    assert (written.at.isoformat(), written.precision) == (at, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-02-30",
        "2026-02-30T10:20",
        "0001-01-01",
        "0001-01-01T10:20:30",
        "Sat, 01 Mar 1492 10:20:30 +0000",
        "1970-01-01T00:00:00Z",
        "0000000001",
        "12345",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Placeholders of publishing systems (year 1, the epoch) are not dates."""
    assert read_machine_date(text) is None


@pytest.mark.parametrize(
    ("text", "language", "month_first", "day", "precision"),
    [
        ("By Jane Doe | March 1, 2026", "en", True, "2026-03-01", "day"),
        ("1st March 2026", "en", False, "2026-03-01", "day"),
        ("Published 3/1/2026", "en", True, "2026-03-01", "day"),
        ("01/03/2026", "en", False, "2026-03-01", "day"),
        ("Stand: 01.03.2026, 13:22 Uhr", "de", False, "2026-03-01", "minute"),
        ("Le 1 mars 2026 à 12:03", "fr", False, "2026-03-01", "minute"),
        ("1 de marzo de 2026", "es", False, "2026-03-01", "day"),
        ("2026年3月1日", "ja", False, "2026-03-01", "day"),
        ("Published 2026-03-01T10:20:30Z", "en", False, "2026-03-01", "second"),
        ("1 March 2026, 10:20", "en", False, "2026-03-01", "minute"),
    ],
)
def test_visible_dates(text: str, language: str, month_first: bool, day: str, precision: str) -> None:
    """Readers' dates depend on language and order; the same digits are another day across the Atlantic."""
    written = read_visible_date(text, (language,), month_first, languages())
    assert written is not None
    assert (written.at.date().isoformat(), written.precision) == (day, precision)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("March 1, 2026 3:15 pm PDT", "2026-03-01T22:15"),
        ("1 Mar 2026 15:15 CEST", "2026-03-01T13:15"),
        ("1 March 2026 15:15 BST", "2026-03-01T14:15"),
        ("March 1, 2026 at 9:05 AM EST", "2026-03-01T14:05"),
        ("Sun, 1 Mar 2026 15:15:00 GMT", "2026-03-01T15:15"),
        ("1 March 2026 at 8.15pm", "2026-03-01T20:15"),
    ],
)
def test_clocks_and_zones(text: str, instant: str) -> None:
    """A reader of mail headers would lose 'pm', and take a zone that it does not know for UTC."""
    written = read_visible_date(text, ("en",), True, languages())
    assert written is not None
    assert written.at.astimezone(UTC).isoformat(timespec="minutes").removesuffix("+00:00") == instant


@pytest.mark.parametrize("month", sorted(languages().default.table("published/month_names")))
def test_days_with_the_name_of_a_month_are_those_of_dateparser(month: str) -> None:
    """Such days are read without dateparser, which is slower; the days must not differ."""
    parser = DateDataParser(languages=["en"], settings={"PARSERS": ["absolute-time"], "DATE_ORDER": "MDY"})
    for form in ("{month} {day}, 2026", "{day} {month} 2026", "{month}. {day}, 1999", "{day} {month}, 2026"):
        for day in (1, 9, 13, 28):
            expression = form.format(month=month.title(), day=day)
            written = read_visible_date(f"Published {expression}", ("en",), True, languages())
            parsed = parser.get_date_data(expression).date_obj
            assert parsed is not None
            assert written == Written(parsed.replace(tzinfo=UTC), "day", False, expression)


@pytest.mark.parametrize("text", ["© 2026 The Examiner", "12 March 1492", "31 February 2026"])
def test_what_is_no_visible_date(text: str) -> None:
    """A copyright line once dated a page to the first of January; a battle's day is not a publication day."""
    assert read_visible_date(text, ("en",), True, languages()) is None


@pytest.mark.parametrize(
    ("text", "expression", "back", "precision"),
    [
        ("Published about 2 hours ago 4 min read", "about 2 hours ago", timedelta(hours=2), "hour"),
        ("25 minutes ago", "25 minutes ago", timedelta(minutes=25), "minute"),
        ("Posted 3 days ago", "3 days ago", None, "day"),
    ],
)
def test_relative_dates(text: str, expression: str, back: timedelta | None, precision: str) -> None:
    """A relative date is as exact as its unit, and has no value without the time of reading."""
    relative = relative_date(text, ("en",), languages())
    assert relative is not None
    assert relative.text == expression
    written = relative.resolve(READ_AT)
    assert written is not None
    assert written.precision == precision
    assert written.at == (READ_AT - back if back else datetime(2026, 3, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("expression", "at", "precision"),
    [
        ("1 week ago", "2026-03-01", "month"),
        ("2 weeks ago", "2026-02-01", "month"),
        ("1 month ago", "2026-02-01", "month"),
        ("2 years ago", "2024-01-01", "year"),
    ],
)
def test_what_is_counted_in_weeks_and_more_has_no_day(expression: str, at: str, precision: str) -> None:
    """'Two weeks ago' is fourteen to twenty days ago: such a publication date is no reference for 'yesterday'."""
    relative = relative_date(expression, ("en",), languages())
    assert relative is not None
    written = relative.resolve(READ_AT)
    assert written is not None
    assert (written.at.date().isoformat(), written.precision) == (at, precision)


def test_a_time_that_no_calendar_holds_is_none() -> None:
    """A page may contain a time outside of the calendar, which must not raise."""
    relative = relative_date("9999 years ago", ("en",), languages())
    assert relative is not None
    assert relative.resolve(READ_AT) is None


def test_german_relative_date() -> None:
    """The rule must not be limited to English."""
    relative = relative_date("Aktualisiert vor 2 Stunden", ("de", "en"), languages())
    assert relative is not None
    assert relative.text == "vor 2 Stunden"


def test_future_allows_for_an_unwritten_zone() -> None:
    """A day in Auckland begins thirteen hours before the same day in UTC, so a bare day may be that far ahead."""
    east = read_machine_date("2026-03-11")
    zoned = read_machine_date("2026-03-10T15:00:00Z")
    assert east is not None
    assert zoned is not None
    assert not is_future(east, READ_AT)
    assert is_future(zoned, READ_AT)
    assert not is_future(zoned, None)
    assert not is_future(zoned, datetime(2026, 3, 10, 17, tzinfo=timezone(timedelta(hours=1))))
