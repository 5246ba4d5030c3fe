"""The words beside a date decide between publication and change, in every language."""

import re

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract.metadata.date_labels import Meaning, find_labels
from hearsay.pipelines.language import Language
from tests.specimens.pages import extracted, page, paragraphs, specimens

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})")
_LINES = [
    (code, line, published, changed)
    for code, lines in specimens("updates").items()
    for line, (published, changed) in lines.items()
]


def _page(code: str, above: str) -> str:
    """Return a page in a language; a language without an article of its own has the English one."""
    return page(code if code in specimens("articles") else "en", above=above, lang=code)


def _minute(at: object) -> str:
    return str(at).replace(" ", "T")[:16]


@pytest.mark.parametrize(("code", "line", "published", "changed"), _LINES)
def test_line_with_both_words(code: str, line: str, published: str, changed: str) -> None:
    """The first date of a line is often that of the change; taken for the publication it moves the story by days."""
    article = extracted(_page(code, above=f'<div class="meta">{line}</div>'))
    assert (_minute(article.published.at), _minute(article.modified_at)) == (published, changed)


@pytest.mark.parametrize(("code", "line", "published", "changed"), _LINES)
def test_time_tags_behind_both_words(code: str, line: str, published: str, changed: str) -> None:
    """A time tag says nothing of its meaning: the words stand before or behind it."""
    tagged = _DATE.sub(r'<time datetime="\1T\2:00+01:00">\1</time>', line)
    spans = "".join(f"<span>{part}</span>" for part in tagged.split(" | "))
    for markup in (f"<p>{tagged}</p>", f"<div>{spans}</div>"):
        article = extracted(_page(code, above=markup))
        assert (_minute(article.published.at), _minute(article.modified_at)) == (published, changed)
        assert article.published.basis == "time-tag"


@pytest.mark.parametrize(("code", "line", "published", "changed"), [item for item in _LINES if " | " in item[1]])
def test_labels_in_elements_of_their_own(code: str, line: str, published: str, changed: str) -> None:
    """Content systems write a label and its date into two elements, as terms and descriptions."""
    items = "".join(f"<dt>{_DATE.sub('', part)}</dt><dd>{_dates(part)}</dd>" for part in line.split(" | "))
    article = extracted(_page(code, above=f"<dl>{items}</dl>"))
    assert (_minute(article.published.at), _minute(article.modified_at)) == (published, changed)


def _dates(part: str) -> str:
    return " ".join(match[0] for match in _DATE.finditer(part))


@pytest.mark.parametrize("language", [item for item in languages() if item.code != "und"], ids=lambda item: item.code)
def test_every_language_has_words_of_both_kinds(language: Language) -> None:
    """A language without these words loses the publication wherever a change stands first."""
    assert language.words("published/published_words")
    assert language.words("published/updated_words")
    assert language.code in specimens("updates")


@pytest.mark.parametrize("code", sorted(specimens("updates")))
def test_change_alone_is_kept_as_text(code: str) -> None:
    """Many outlets show only the last change: the reader of the warehouse must see that the date is one."""
    line = next(line for line in specimens("updates")[code] if " | " in line or len(line) < 60)
    label = _updated_label(code, line)
    article = extracted(_page(code, above=f'<div class="meta">{label} 2025-03-10 08:15</div>'))
    assert article.published.text == f"{label} 2025-03-10 08:15"
    assert _minute(article.modified_at) == "2025-03-10T08:15"


def _updated_label(code: str, line: str) -> str:
    labels = find_labels(line, languages())
    changed = [line[label.start : label.end] for label in labels if label.meaning is Meaning.CHANGED]
    assert changed, (code, line)
    return max(changed, key=len)


@pytest.mark.parametrize(
    ("line", "published", "changed"),
    [
        ("27/02/2025 01:57 | Updated 01/03/2025 19:20", "2025-02-27T01:57", "2025-03-01T19:20"),
        ("Published 2025-03-11 09:05, updated 14:30", "2025-03-11T09:05", "2025-03-11T14:30"),
        ("Published/updated: 2025-03-11 09:05", "2025-03-11T09:05", "None"),
        ("2025-03-11 - 2025-03-17", "None", "None"),
        ("Deadline: 2025-03-11", "None", "None"),
        ("14. - 2025-03-11", "None", "None"),
        ("Reviewed by Ines Halvorsen on 2025-03-11. Published 2025-03-04", "2025-03-04T00:00", "2025-03-11T00:00"),
    ],
)
def test_other_lines(line: str, published: str, changed: str) -> None:
    """Days of events, ranges of days and bare times of a change stand in the same places."""
    article = extracted(page("en", above=f'<div class="meta">{line}</div>', lang="en-GB"))
    assert (_minute(article.published.at), _minute(article.modified_at)) == (published, changed)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/n1/2025/0311/c1004-40300019.html", "2025-03-11"),
        ("/zwxx/202503/t20250311_123456.html", "2025-03-11"),
        ("/view/AKR20250311123400001", "2025-03-11"),
        ("/2025-03/11/a.html", "2025-03-11"),
        ("/news/20250311/a", "2025-03-11"),
        ("/news/202503/11/a", "2025-03-11"),
        ("/news/20250311143000/", "2025-03-11"),
        ("/2025/mar/11/a", "2025-03-11"),
        ("/news/2025/3/11/a", "2025-03-11"),
        ("/releases/29-10-2024", "2024-10-29"),
        ("/releases/03-10-2024", None),
        ("/articles/s12884-023-02136-8", None),
        ("/story/120250311", None),
        ("/story/a2025031199", None),
        ("/story/20251311", None),
        ("/story/20250230", None),
        ("/2025/0101/a", None),
        ("/id/AB12320250311", None),
    ],
)
def test_days_in_addresses(path: str, day: str | None) -> None:
    """Outlets in China and Korea give the day only in the address; a number of an article may look like a day."""
    published = extracted(page("en"), url=f"https://blatt.example{path}").published
    assert (str(published.at.date()) if published.at else None) == day
    assert published.basis == ("url" if day else "none")


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        ('<p itemprop="datePublished" content="2025-03-11 10:31:00">March 2025</p>', "2025-03-11T10:31"),
        ('<blockquote class="post"><time datetime="2024-04-21T04:40:00Z">Apr 21, 2024</time></blockquote>', "None"),
        ("<p>On 2025-03-01 the council meets with all of the clubs of the lake to talk of boats.</p>", "None"),
    ],
)
def test_places_of_dates(markup: str, published: str) -> None:
    """Quoted posts and sentences have dates of their own."""
    assert _minute(extracted(page("en", above=markup)).published.at) == published


def test_tag_of_a_change_alone_is_no_publication() -> None:
    """The text of such a tag has no word, and is the day of the change all the same."""
    tag = '<time itemprop="dateModified" datetime="2025-03-10T06:02:26Z">2025-03-10</time>'
    article = extracted(page("en", above=f"<p>{tag}</p>"))
    assert article.published.basis != "time-tag"
    assert _minute(article.modified_at) == "2025-03-10T06:02"


def test_date_above_the_headline_comes_before_the_list_of_other_articles() -> None:
    """The tag nearest to the headline is the article's; the next one behind may be that of a list."""
    markup = page("en", above='<time datetime="2025-03-02T09:00:00Z">2 March</time>')
    moved = markup.replace(
        "<article>", '<article><small><time datetime="2025-03-01T09:00:00Z">1 March</time></small>'
    )
    cut = moved.replace('<time datetime="2025-03-02T09:00:00Z">2 March</time>', "")
    other = '<div><time datetime="2025-03-09T09:00:00Z">9 March</time></div></main>'
    article = extracted(cut.replace("</article></main>", f"</article>{other}"))
    assert _minute(article.published.at) == "2025-03-01T09:00"


def test_dates_of_events_are_no_publication() -> None:
    """A list of events has a date in each item, the first of them directly behind the headline."""
    items = "".join(
        f'<li><div class="date">2025-03-{day:02}</div><h2><a href="/e">Fair</a></h2></li>' for day in (9, 10)
    )
    assert extracted(page("en", above=f"<ul>{items}</ul>")).published.at is None


def test_general_date_of_the_head_yields_to_an_earlier_visible_day() -> None:
    """Systems write the time of the last change into `meta name="date"`."""
    head = '<meta name="date" content="2025-03-11T14:32:06+02:00">'
    article = extracted(page("de", head=head, above='<div class="meta">2025-03-07</div>'))
    assert _minute(article.published.at) == "2025-03-07T00:00"


def test_publication_in_utc_takes_the_zone_of_a_local_time() -> None:
    """The day of an evening's article in America is the day after in UTC."""
    nodes = [
        '{"@type": "NewsArticle", "headline": "A", "datePublished": "2025-03-09T01:49:09Z"}',
        '{"@type": "Thing", "datePublished": "2025-03-08 17:49:09"}',
    ]
    head = "".join(f'<script type="application/ld+json">{node}</script>' for node in nodes)
    article = extracted(page("en", head=head))
    assert str(article.published.at) == "2025-03-08 17:49:09-08:00"


def test_a_long_line_of_two_dates_leaves_the_text() -> None:
    """A line with the publication and the change is no first paragraph, however many numbers it has."""
    line = "Objavljeno 4. ožujka 2025. u 18:20 | Ažurirano 5. ožujka 2025. u 09:05"
    article = extracted(page("hr", above=f"<p>{line}</p>"))
    assert article.text.split("\n") == paragraphs("hr")
    assert line in [item.text for item in article.removed]


def test_a_date_line_of_another_calendar_leaves_the_text() -> None:
    """A year of the Minguo calendar has three digits; the line is a date even where its year is not read."""
    article = extracted(page("zh-TW", above="<div>114年3月4日 下午6:20</div>"))
    assert article.text.split("\n") == paragraphs("zh-TW")
