"""Text around and between a page's paragraphs: subtitles, layout tables, boxes; one small page for each."""

from datetime import UTC, datetime

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.records import Article, Capture, Removed

TITLE = "Ferry line drops its night service after nine years"
DEK = "The last boat leaves on Friday, and nobody knows how the bakers will get home"
PARAGRAPHS = (
    "The ferry line will drop its night service at the end of the week, its director told the town on Tuesday.",
    "Bakers and nurses make up most of the passengers, according to a count that the line made in the spring.",
    "The mayor, Ada Quill, said that the town had offered to pay for two of the five boats and had heard nothing.",
    "A spokesman for the line said that the offer had come too late and that the crews had already been moved.",
)


def page(head: str = "", before: str = "", between: str = "", author: str = "") -> str:
    first, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="en"><head><title>{TITLE}</title>{head}</head><body><article>'
        f"<h1>{TITLE}</h1>{before}{author}{first}{between}{''.join(rest)}</article></body></html>"
    )


def article(markup: str) -> Article:
    fetched_at = datetime(2026, 5, 5, 12, 0, tzinfo=UTC)
    url = "https://www.example.org/town/night-ferry"
    capture = Capture("c" * 32, "s" * 64, markup.encode(), "given", url, None, fetched_at, 200, "text/html")
    extracted = extract_article(capture, Limits(), languages())
    assert isinstance(extracted, Article), extracted
    return extracted


@pytest.mark.parametrize(
    ("head", "before"),
    [
        ("", f'<p class="article-standfirst">{DEK}</p>'),
        ("", f'<p class="article-standfirst">{DEK}.</p>'),
        ("", f'<p class="vorspann">{DEK}</p>'),
        (f'<meta name="description" content="{DEK}">', f"<p>{DEK}</p>"),
        (f'<meta property="og:description" content="{DEK}">', f"<h2>{DEK}</h2>"),
    ],
)
def test_subtitle_is_told_from_the_text(head: str, before: str) -> None:
    """A subtitle at the head of the body is read as the first paragraph, and its claims as the reporter's."""
    extracted = article(page(head, before))
    assert (extracted.subtitle or "").rstrip(".") == DEK
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert "subtitle" in {item.reason for item in extracted.removed if item.part == "head"}


@pytest.mark.parametrize(
    "description", [PARAGRAPHS[0], PARAGRAPHS[0][:60], "Something else altogether about ferries"]
)
def test_first_paragraph_is_no_subtitle(description: str) -> None:
    """Descriptions often repeat the first paragraph; a subtitle from a description would remove that paragraph."""
    extracted = article(page(f'<meta name="description" content="{description}">'))
    assert extracted.subtitle is None
    assert extracted.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe, Staff writer<br>Tuesday, May 5, 2026",
        "Von Jane Doe<br>Dienstag, 5. Mai 2026",
        "By Jane Doe<br>May 5, 2026",
    ],
)
def test_byline_and_date_above_the_text_go(line: str) -> None:
    """Old pages have byline and date as a plain paragraph, with the weekday and the month before the day."""
    extracted = article(page(author=f"<p>{line}</p>"))
    assert extracted.authors == ("Jane Doe",)
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert [item.reason for item in extracted.removed] == ["title repeated", "byline", "date"]


def table_page(story: str) -> str:
    return (
        f'<html><head><title>{TITLE}</title></head><body><table width="760"><tr><td colspan="3">'
        '<a href="/">Home</a> | <a href="/news">News</a> | <a href="/sports">Sports</a></td></tr>'
        "<tr><td>Markets<br>Corn 4.31<br>Beans 10.88</td>"
        f'<td><h1>{TITLE}</h1>{story}</td><td>Advertisement</td></tr><tr><td colspan="3">Best viewed at 800 by 600.'
        "</td></tr></table></body></html>"
    )


@pytest.mark.parametrize(
    "wrap", ["{}", "<table><tr><td>{}</td></tr></table>", "<table><tbody><tr><td>{}</td></tr></tbody></table>"]
)
def test_article_in_a_layout_table(wrap: str) -> None:
    """Pages laid out with tables came out as rows between bars, including menu and market prices."""
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    assert article(table_page(wrap.format(story))).text == "\n".join(PARAGRAPHS)


def test_table_of_data_stays_a_table() -> None:
    """Only a cell with paragraphs makes a table a layout table: figures belong together in their rows."""
    rows = "<tr><th>Year</th><th>Boats</th></tr><tr><td>2017</td><td>14</td></tr><tr><td>2026</td><td>5</td></tr>"
    lines = article(page(between=f"<table>{rows}</table>")).text.splitlines()
    assert [line for line in lines if line.startswith("|")] == [
        "| Year | Boats |",
        "|---|---|",
        "| 2017 | 14 |",
        "| 2026 | 5 |",
    ]


def test_newsletter_box_in_the_middle_is_cut() -> None:
    """The field for an address identifies the box, because its words vary."""
    box = '<section><h3>Get the Tide Table</h3><p>One letter a week.</p><form><input type="email"></form></section>'
    extracted = article(page(between=box))
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert Removed("body", "newsletter box", "Get the Tide Table") in extracted.removed


@pytest.mark.parametrize(
    "line", ["Read more: The island that sold its harbour", "Lesen Sie auch: Der letzte Fährmann"]
)
def test_pointer_to_another_article_is_cut(line: str) -> None:
    """A pointer to another article separates a quotation from the sentence that continues it."""
    extracted = article(page(between=f"<p>{line}</p>"))
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert Removed("body", "boilerplate", line) in extracted.removed


@pytest.mark.parametrize(
    "line",
    [
        "Read more than one timetable and you will see, she said, that the boats are late since the autumn.",
        "“Sign up for what?” asked Quill.",
    ],
)
def test_sentence_that_begins_like_a_pointer_stays(line: str) -> None:
    """Markers match beginnings; a paragraph with a similar beginning must not be lost."""
    assert line in article(page(between=f"<p>{line}</p>")).text.splitlines()


def test_box_around_most_of_the_text_is_no_box() -> None:
    """If a form's block contains most of the page's words, a cut would remove the article."""
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:2])
    markup = (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>{story}"
        '<form><input type="email"></form></div></body></html>'
    )
    assert article(markup).text == "\n".join(PARAGRAPHS[:2])
