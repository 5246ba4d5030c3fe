"""The date line of a page in each language, as newspapers print it."""

import re
from datetime import UTC, datetime
from html import escape

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract.metadata.date_lines import Reading, line_date, visible_date
from hearsay.pipelines.extract.metadata.dates import Written, is_future, read_machine_date
from hearsay.pipelines.records import Published
from tests.specimens.pages import CAPTURED_AT, extracted, page, specimens

LINES = [(code, line, date) for code, lines in specimens("dates").items() for line, date in lines.items()]
LENGTHS = {"year": 4, "month": 7, "day": 10, "hour": 13, "minute": 16, "second": 19}
DATE = re.compile(r"(?P<instant>none|[\dT:-]+?)(?P<zone>[+-]\d\d:\d\d)?(?P<relative>(?: relative)?)")
FEWEST_LINES = 150
FEWEST_LANGUAGES = 30


def form(published: Published) -> str:
    """Return a date in the form of the table, with its zone if one is written."""
    if published.at is None or published.precision is None:
        return "none"
    instant = published.at.isoformat()[: LENGTHS[published.precision]]
    return f"{instant} relative" if published.basis == "relative" else instant


def published_of(code: str, line: str) -> Published:
    """Return the date of a page with the line; without an article in the language, that of the line."""
    if code in specimens("articles"):
        return extracted(page(code, above=f'<p class="date">{escape(line)}</p>')).published
    written = line_date(line, reading(code, "en"))
    if not isinstance(written, Written) or is_future(written, CAPTURED_AT):
        return Published()
    return Published(written.at, "relative" if written.is_relative else "byline", written.precision, written.text)


@pytest.mark.parametrize(("code", "line", "date"), LINES)
def test_date_lines_are_read(code: str, line: str, date: str) -> None:
    """A reader of one language's lines leaves the pages of all others without a time."""
    published = published_of(code, line)
    match = DATE.fullmatch(date)
    assert match is not None, date
    assert form(published) == match["instant"] + match["relative"]
    if match["zone"]:
        assert published.at is not None
        assert published.at.isoformat().endswith(match["zone"])


def test_the_table_has_lines_of_many_languages() -> None:
    """A test over an empty table would pass."""
    assert len(LINES) >= FEWEST_LINES
    assert len({code for code, _, _ in LINES}) >= FEWEST_LANGUAGES


@pytest.mark.parametrize("code", ["tt", "ht", "sd", "tg", "oc", "mi", "jv", "xh", "zz", "kr"])
def test_pages_that_declare_an_unknown_language_are_read(code: str) -> None:
    """A library that does not know the language must not cost the page."""
    assert extracted(page("de", above="<p>11 March 2025</p>", lang=code)).text


@pytest.mark.parametrize(
    ("code", "declared", "line", "date"),
    [
        ("de", None, "03.11.2024", "2024-11-03"),
        ("de", "en", "03.11.2024", "2024-11-03"),
        ("es", None, "05/03/2025", "2025-03-05"),
        ("fr", "fr-CA", "02/03/2025", "2025-03-02"),
        ("es", "es-US", "02/03/2025", "2025-03-02"),
        ("fr", "en-US", "11 août 2024", "2024-08-11"),
        ("en", "en-US", "02/03/2025", "2025-02-03"),
        ("en", "en-PH", "02/03/2025", "2025-02-03"),
        ("en", "en-GB", "02/03/2025", "2025-03-02"),
        ("en", "en-AU", "02/03/2025", "2025-03-02"),
        ("en", "en-US", "02.03.2025", "2025-03-02"),
        ("en", "en-CA", "02/03/2025", "none"),
        ("en", "en", "02/03/2025", "none"),
        ("en", "en-CA", "02/27/2025", "2025-02-27"),
        ("en", "en-CA", "02/04/2025", "2025-02-04"),
        ("en", "en-US", "27/02/2025", "2025-02-27"),
        ("en", "en-CA", "27/02/2025", "2025-02-27"),
    ],
)
def test_the_order_of_day_and_month(code: str, declared: str | None, line: str, date: str) -> None:
    """The order follows the language of the text; a day that can be two days is no day."""
    assert form(extracted(page(code, above=f'<p class="date">{line}</p>', lang=declared)).published) == date


@pytest.mark.parametrize(
    ("address", "other", "date"),
    [
        ("https://blatt.example/a", "", "none"),
        ("https://blatt.example/a", "02/27/2025", "2025-02-03"),
        ("https://blatt.example/a", "27/02/2025", "2025-03-02"),
        ("https://blatt.co.uk/a", "", "2025-03-02"),
        ("https://blatt.gov/a", "", "2025-02-03"),
        ("https://blatt.io/a", "", "none"),
    ],
)
def test_what_decides_an_open_order(address: str, other: str, date: str) -> None:
    """English without a country has both orders: its address and its other dates decide, or nothing does."""
    lines = '<p class="date">02/03/2025</p>', f"<footer>{other}</footer>"
    assert form(extracted(page("en", above=lines[0], below=lines[1]), address).published) == date


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2568-03-11T14:30:00+07:00", "2025-03-11T14:30:00+07:00"),
        ("2568-03-11", "2025-03-11T00:00:00+00:00"),
        ("2567-02-29", "2024-02-29T00:00:00+00:00"),
        ("2025-3-11T14:30:00+02:00", "2025-03-11T14:30:00+02:00"),
    ],
)
def test_machine_dates_of_other_calendars(text: str, instant: str) -> None:
    """Systems set to the Buddhist era write its years in dates for machines as well."""
    written = read_machine_date(text)
    assert written is not None
    assert written.at.isoformat() == instant


def reading(*codes: str) -> Reading:
    """Return the context of a page in these languages."""
    return Reading(None, codes, None, CAPTURED_AT, languages())


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Von A. Ott | 11.03.2025, 14:30 Uhr | Lokales", "11.03.2025, 14:30 Uhr"),
        ("Ve středu 11. 3. 2025, 14:30", "11. 3. 2025, 14:30"),
        ("تاریخ انتشار: ۱۴۰۳/۱۲/۲۱ - ۱۴:۳۰", "۱۴۰۳/۱۲/۲۱ - ۱۴:۳۰"),
        ("民國一一四年三月十一日 松溪", "民國一一四年三月十一日"),
        ("Publié le 1ᵉʳ mars 2025 à 9 h 05 par Ana", "1ᵉʳ mars 2025 à 9 h 05"),
        ("11. Ma\u0308rz 2025", "11. Ma\u0308rz 2025"),
    ],
)
def test_the_written_date_is_kept(line: str, text: str) -> None:
    """The date is found in a folded text, and shown as the page has it."""
    written = visible_date(line, reading("de", "cs", "fa", "zh", "fr"))
    assert written is not None
    assert written.text == text


@pytest.mark.parametrize(
    "line",
    [
        "12.03.2025 12.04.2025",
        "11.03.2025 14:75",
        "11.03.2025 25:10",
        "11.03.2025: 4.300 Besucher",
        "11.03.2025 – 3.4.5",
    ],
)
def test_numbers_that_are_no_time_of_day(line: str) -> None:
    """A second date or a count behind a day is no clock."""
    written = visible_date(line, reading("de"))
    assert written is not None
    assert written.precision == "day"


def test_a_relative_date_without_a_time_of_the_fetch_is_text() -> None:
    """Without the time of reading, 'three hours ago' has no value."""
    context = Reading(None, ("de",), None, None, languages())
    assert line_date("vor 3 Stunden", context) == "vor 3 Stunden"


def test_a_language_without_lists_is_read_from_cldr() -> None:
    """Names of months and the words of 'hours ago' are known for languages without a folder."""
    written = visible_date("11 наурыз 2025", reading("kk"))
    assert written == Written(datetime(2025, 3, 11, tzinfo=UTC), "day", False, "11 наурыз 2025")
    relative = line_date("3 sagat mundan öň", reading("tk"))
    assert relative is None or isinstance(relative, Written)
