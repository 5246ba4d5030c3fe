"""Headline, authors and date of pages with bad declarations; one small page for each rule."""

from datetime import UTC, datetime

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.records import Article, Capture

URL = "https://www.example.org/town/bakery"
TITLE = "Bakers of the old town ask for a night bus"
PARAGRAPHS = (
    "The bakers of the old town have asked for a bus that runs at three in the morning, when their work begins.",
    "A letter with forty names was given to the mayor, Ada Quill, who said that she would talk to the bus line.",
    "The line has said before that no driver could be found for the hours between midnight and five o'clock.",
)


def page(head: str = "", before: str = "", after: str = "", title: str = TITLE, heading: str | None = None) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | Example Gazette</title>{head}</head><body>'
        f"<main><article>{heading or f'<h1>{TITLE}</h1>'}{before}{text}{after}</article></main></body></html>"
    )


def article(markup: str) -> Article:
    fetched_at = datetime(2026, 5, 5, 12, 0, tzinfo=UTC)
    capture = Capture("c" * 32, "s" * 64, markup.encode(), "given", URL, None, fetched_at, 200, "text/html")
    extracted = extract_article(capture, Limits(), languages())
    assert isinstance(extracted, Article), extracted
    return extracted


def linked(text: str, kind: str = "NewsArticle") -> str:
    return f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "{TITLE}", {text}}}</script>'


PUBLISHER = '"publisher": {"@type": "Organization", "name": "Example Gazette"}'


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ('[{"@type": "Organization", "name": "Example Gazette"}]', ("Example Gazette",)),
        (
            '[{"@type": "Person", "name": "Jane Doe"}, {"@type": "Organization", "name": "Example Gazette"}]',
            ("Jane Doe",),
        ),
        ('[{"@type": "Person", "name": "Jane Doe"}, {"@type": "Organization", "name": "ABC"}]', ("Jane Doe", "ABC")),
    ],
    ids=["the outlet alone", "the outlet beside a person", "an agency beside a person"],
)
def test_organisations_as_authors(authors: str, expected: tuple[str, ...]) -> None:
    """The outlet is an author only if the page names no person; an agency always is."""
    assert article(page(linked(f'"author": {authors}, {PUBLISHER}'))).authors == expected


@pytest.mark.parametrize(
    ("head", "before", "after", "expected"),
    [
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Doe">',
            "",
            "",
            "Jane Doe",
        ),
        ("", '<front-box id="authors"><b>Jane Doe</b></front-box>', "", "Jane Doe"),
        ("", '<p class="small">By TPN, in <a href="/news">News</a></p>', "", "TPN"),
        ("", "", "<p>Written by <a href='https://poe.example.net'>Max Poe</a></p>", "Max Poe"),
        ("", "", "<p>Article written by:</p><h3>Jane Doe</h3>", "Jane Doe"),
        ("", "", '</article><div class="sidebar"><p class="author-name">Jane Doe</p></div>', "Jane Doe"),
    ],
    ids=["label of a card", "custom element", "initials behind by", "by and a link", "label and name", "side box"],
)
def test_byline_in_odd_places(head: str, before: str, after: str, expected: str) -> None:
    """If the usual places are empty, the name is in the place where readers look."""
    assert article(page(head, before, after)).authors == (expected,)


def test_several_marked_names_at_the_side_are_no_authors() -> None:
    """Two side boxes with names show the authors of other articles, or the staff."""
    boxes = "".join(f'<p class="author-name">{name}</p>' for name in ("Jane Doe", "Max Poe"))
    assert article(page(after=f'</article><div class="sidebar">{boxes}</div>')).authors == ()


TEMPLATE = '"datePublished": "2026-04-20T10:00:05Z", "dateModified": "2026-04-20T10:00:00Z"'


@pytest.mark.parametrize(
    ("kind", "before", "day"),
    [
        ("BlogPosting", '<p class="date">April 2, 2026</p>', 2),
        ("NewsArticle", '<p class="date">April 2, 2026</p>', 20),
        ("BlogPosting", '<p class="date">Updated April 2, 2026</p>', 20),
        ("BlogPosting", '<p class="date">April 28, 2026</p>', 20),
        ("BlogPosting", "", 20),
    ],
    ids=["seen before it", "a newsroom's own", "seen as a change", "seen after it", "none seen"],
)
def test_day_of_a_template_gives_way_to_the_byline(kind: str, before: str, day: int) -> None:
    """Site generators write the time of the last build; no article is published after its last change."""
    published = article(page(linked(TEMPLATE, kind), before)).published
    assert published.at is not None
    assert (published.at.month, published.at.day) == (4, day)


@pytest.mark.parametrize(
    ("heading", "before"),
    [
        (f"<h3>blog | April 2, 2026</h3><h1>{TITLE}</h1>", ""),
        (f"<h1>{TITLE}</h1>", "2 April 2026"),
    ],
    ids=["before the headline", "bare text"],
)
def test_date_in_odd_places(heading: str, before: str) -> None:
    """Small sites write the date above the headline, or outside of any element."""
    published = article(page(heading=heading, before=before)).published
    assert (published.at, published.basis) == (datetime(2026, 4, 2, tzinfo=UTC), "byline")


@pytest.mark.parametrize(
    ("head", "title", "heading", "expected"),
    [
        (
            "",
            "Other words",
            f'<h1><span class="overline">Old town</span><i aria-hidden="true"> - </i>{TITLE}</h1>',
            TITLE,
        ),
        (
            f'<meta property="og:title" content="Old town: {TITLE}">',
            f"Old town: {TITLE}",
            f'<h1><span class="overline">Old town:</span> {TITLE}</h1>',
            f"Old town: {TITLE}",
        ),
        (linked('"url": "/x"').replace(TITLE, "Bakers ask for night bus"), "Bakers ask for night bus", None, TITLE),
        ("", f"{TITLE} | MÃ¼LLERâ€™S", f"<h1>Night bus</h1><h2>{TITLE}</h2>", TITLE),
    ],
    ids=["kicker apart", "kicker declared", "shortened in the head", "heading of lower rank"],
)
def test_headline_as_the_reader_saw_it(head: str, title: str, heading: str | None, expected: str) -> None:
    """The head of a page is written for machines: with kickers, shortened, with a misspelt outlet name."""
    assert article(page(head, title=title, heading=heading)).title == expected


@pytest.mark.parametrize(
    ("head", "heading", "expected"),
    [
        (f'<meta property="og:title" content="{TITLE}">', f"<h1>Old town | {TITLE}</h1>", TITLE),
        (f'<meta property="og:title" content="{TITLE}">', f"<h1>{TITLE} (12 comments)</h1>", TITLE),
        ('<meta property="og:site_name" content="Example Gazette">', f"<h1>Example Gazette | {TITLE}</h1>", TITLE),
    ],
    ids=["kicker before a bar", "count behind", "outlet before a bar"],
)
def test_headline_alone(head: str, heading: str, expected: str) -> None:
    """Other text of a template in the article's heading is not part of its headline."""
    assert article(page(head, heading=heading)).title == expected


def test_a_lead_that_stands_apart_comes_first() -> None:
    """The lead is the article's first paragraph, wherever the template puts it, and must not be repeated."""
    lead = "The bakers of the old town want to come to work by bus at night, and have told the mayor so in a letter."
    head = f'<meta name="description" content="{lead}">'
    header = f"<header><h1>{TITLE}</h1><div>{lead}</div></header><main>"
    assert article(page(head, heading=" ").replace("<main>", header)).text == "\n".join((lead, *PARAGRAPHS))
    assert article(page(head, before=f"<p>{lead}</p>")).text.count(lead) == 1


def test_a_byline_that_names_more_than_the_head_counts() -> None:
    """Heads often declare only the first author."""
    head = '<meta name="author" content="Jane Doe">'
    assert article(page(head, '<p class="byline">By Jane Doe and Max Poe</p>')).authors == ("Jane Doe", "Max Poe")


def test_a_byline_behind_the_headline_wins_over_an_account() -> None:
    """Heads name the editor, or the account of the person who put the article on the page."""
    head = '<meta name="author" content="Jane Doe">'
    assert article(page(head, '<p class="byline">By Max Poe</p>')).authors == ("Max Poe",)
    assert article(page(head, '<div class="teaser">By Max Poe</div>')).authors == ("Jane Doe",)


def test_a_moment_is_told_in_the_outlets_own_zone() -> None:
    """Heads give the time in UTC; a story from half past midnight belongs to the outlet's local day."""
    head = '<meta property="article:published_time" content="2026-04-01T22:30:00Z">'
    local = '<time datetime="2026-04-02T00:30:00+02:00">2 April</time>'
    published = article(page(head, local)).published
    assert published.at is not None
    assert published.at.isoformat() == "2026-04-02T00:30:00+02:00"


def test_a_date_that_is_only_that_of_a_change_says_so() -> None:
    """If the page has no other date, the date of a change is kept with its words."""
    published = article(page(before='<p class="date">Updated on April 2, 2026</p>')).published
    assert (published.at, published.basis) == (datetime(2026, 4, 2, tzinfo=UTC), "byline")
    assert published.text == "Updated on April 2, 2026"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ('{"@type": "Person", "givenName": "Jane", "familyName": "Doe"}', ("Jane Doe",)),
        ('{"@type": "Person", "byline": "By Jane Doe and Max Poe"}', ("Jane Doe", "Max Poe")),
        ('{"@id": "#jane"}, "about": {"@id": "#jane", "@type": "Person", "name": "Jane Doe"}', ("Jane Doe",)),
    ],
    ids=["name in two parts", "byline", "reference"],
)
def test_an_author_whose_name_is_not_called_name(author: str, expected: tuple[str, ...]) -> None:
    """schema.org has several ways to name a person, and outlets use all of them."""
    assert article(page(linked(f'"author": {author}'))).authors == expected


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ("harbour; council", ("harbour", "council")),
        ("harbour; 98be933f-38cf-4fba-b6c6-ad438e82010a; council", ("harbour", "council")),
        ("harbour; 0a1b2c3d4e5f60718293; council", ("harbour", "council")),
        ("harbour; type: listicle; locale: US; Day: Friday; council", ("harbour", "council")),
        ("Andor: season two; harbour", ("Andor: season two", "harbour")),  # A title with a colon is a keyword.
    ],
)
def test_tags_are_for_people(keywords: str, expected: tuple[str, ...]) -> None:
    """Systems put their numbers and switches among the keywords; in a count of keywords they come first."""
    assert article(page(head=f'<meta name="news_keywords" content="{keywords}">')).tags == expected


def test_codes_run_together_are_no_tag() -> None:
    """Agencies publish their subject codes as one keyword."""
    assert article(page(head=linked('"keywords": ["AER,AIR,AIRL", "Ports"]'))).tags == ("Ports",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Ports", "Ports"), ("Uncategorized", None), ("Example Gazette", None), ("undefined", None)],
)
def test_section_is_one(name: str, expected: str | None) -> None:
    """A placeholder for a missing section and the outlet's name are not sections."""
    head = (
        f'<meta property="article:section" content="{name}"><meta property="og:site_name" content="Example Gazette">'
    )
    assert article(page(head=head)).section == expected


def test_site_name_ends_with_a_word() -> None:
    """Templates leave a bar after the name if no text follows."""
    assert (
        article(page(head='<meta property="og:site_name" content="Example Gazette |">')).site_name
        == "Example Gazette"
    )
