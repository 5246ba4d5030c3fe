"""Whole pages through the stage: each test is a small page with one property."""

from datetime import UTC, datetime

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.records import Article, Capture, Rejection
from hearsay.pipelines.versions import extractor_version

URL = "https://www.example.org/politics/2026/harbour-plan"
TITLE = "Council approves the harbour plan after a long night"
PARAGRAPHS = (
    "The city council approved the harbour plan early on Tuesday, after a debate that had lasted for eleven hours.",
    "The mayor, Ada Quill, said that the first cranes would be moved before the summer, if the courts allowed it.",
    "Opponents of the plan announced that they would appeal. They argue that the noise has never been measured.",
    "A spokesman for the port said that the measurements had been made in March and were open to everybody.",
)
FETCHED = datetime(2026, 5, 5, 12, 0, tzinfo=UTC)


def page(head: str = "", before: str = "", after: str = "", title: str = TITLE, lang: str = ' lang="en"') -> bytes:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return (
        f"<!doctype html><html{lang}><head><title>{title} | Example Gazette</title>{head}</head><body>"
        f"<main><article><h1>{title}</h1>{before}{body}{after}</article></main></body></html>"
    ).encode()


def capture(body: bytes, url: str | None = URL, fetched_at: datetime | None = FETCHED) -> Capture:
    return Capture("c" * 32, "s" * 64, body, "given", url, None, fetched_at, 200, "text/html")


def article(body: bytes, url: str | None = URL, fetched_at: datetime | None = FETCHED) -> Article:
    extracted = extract_article(capture(body, url, fetched_at), Limits(), languages())
    assert isinstance(extracted, Article), extracted
    return extracted


def linked(text: str) -> str:
    return f'<script type="application/ld+json">{{"@context": "https://schema.org", {text}}}</script>'


def test_plain_page() -> None:
    """The base case has only a headline and paragraphs, and must get no invented date or author."""
    extracted = article(page())
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert extracted.title == TITLE
    assert (extracted.authors, extracted.published.basis, extracted.published.at) == ((), "none", None)
    assert (extracted.language, extracted.domain, extracted.canonical_url) == ("en", "example.org", URL)
    assert extracted.extractor_version == extractor_version()


def test_metadata_from_linked_data() -> None:
    """JSON-LD is the richest source: complete names, the time with its zone, section and keywords."""
    head = linked(
        f'"@type": "NewsArticle", "headline": "{TITLE}", "datePublished": "2026-05-05T06:30:00+02:00",'
        '"dateModified": "2026-05-05T09:00:00+02:00",'
        '"articleSection": "Politics", "keywords": ["harbour", "council"],'
        '"author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Organization", "name": "Example Gazette"},'
        '{"@type": "Person", "name": "John Roe"}], "publisher": {"@type": "Organization", "name": "Example Gazette"}'
    )
    extracted = article(page(head))
    assert extracted.authors == ("Jane Doe", "John Roe")
    assert extracted.published.at == datetime(2026, 5, 5, 4, 30, tzinfo=UTC)
    assert (extracted.published.basis, extracted.published.precision) == ("json-ld", "second")
    assert extracted.published.text == "2026-05-05T06:30:00+02:00"
    assert extracted.modified_at == datetime(2026, 5, 5, 7, 0, tzinfo=UTC)
    assert (extracted.section, extracted.tags, extracted.site_name) == (
        "Politics",
        ("harbour", "council"),
        "Example Gazette",
    )


def test_authors_behind_a_reference() -> None:
    """Common publishing plugins put the author's object beside the article and refer to it by @id."""
    head = linked(
        '"@graph": [{"@type": "Article", "headline": "' + TITLE + '", "author": {"@id": "#p1"}},'
        '{"@id": "#p1", "@type": "Person", "name": "Jane Doe"}]'
    )
    assert article(page(head)).authors == ("Jane Doe",)


def test_broken_linked_data_is_left_out() -> None:
    """A page with broken JSON-LD still has its meta tags."""
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", </script><meta name="author" content="Jane Doe">'
    )
    assert article(page(head)).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    ("head", "before", "at", "basis", "precision"),
    [
        (
            '<meta property="article:published_time" content="2026-05-05T04:30Z">',
            "",
            "2026-05-05T04:30",
            "meta",
            "minute",
        ),
        ("", '<time datetime="2026-05-05T04:30:00Z">today</time>', "2026-05-05T04:30", "time-tag", "second"),
        ("", "<p class='dateline'>Published 5 May 2026</p>", "2026-05-05T00:00", "byline", "day"),
        ("", "<p class='dateline'>about 2 hours ago</p>", "2026-05-05T10:00", "relative", "hour"),
    ],
)
def test_where_the_date_was_read(head: str, before: str, at: str, basis: str, precision: str) -> None:
    """The basis shows how reliable a date is; the order of sources is from exact to vague."""
    extracted = article(page(head, before)).published
    assert extracted.at is not None
    assert (extracted.at.isoformat()[:16], extracted.basis, extracted.precision) == (at, basis, precision)


def test_date_in_the_address_is_the_last_resort() -> None:
    """Many addresses contain the day, but no time and no zone."""
    extracted = article(page(), "https://www.example.org/2026/05/04/harbour").published
    assert (extracted.at, extracted.basis, extracted.precision) == (datetime(2026, 5, 4, tzinfo=UTC), "url", "day")


@pytest.mark.parametrize(
    ("head", "before", "after"),
    [
        ("", "", "<p>© 2026 Example Gazette. All rights reserved.</p>"),
        ('<meta property="article:published_time" content="2026-06-30T04:30Z">', "", ""),  # After the fetch.
        ('<meta property="article:modified_time" content="2026-05-04T04:30Z">', "", ""),
        ("", "", "</article><footer><time datetime='2026-05-01'>1 May 2026</time></footer>"),
    ],
)
def test_no_date_is_invented(head: str, before: str, after: str) -> None:
    """A copyright year, a date in the future, a change and a footer's date are not publication dates."""
    extracted = article(page(head, before, after)).published
    assert (extracted.at, extracted.basis, extracted.precision) == (None, "none", "none")


def test_relative_date_without_a_fetch_time() -> None:
    """Without the time of reading, a relative date stays text and has no value."""
    extracted = article(page(before="<p class='dateline'>about 2 hours ago</p>"), fetched_at=None).published
    assert (extracted.at, extracted.basis, extracted.text) == (None, "none", "about 2 hours ago")


@pytest.mark.parametrize(
    "before",
    [
        '<p class="byline">By <a rel="author" href="/author/jane-doe">Jane Doe</a></p>',
        '<div class="meta"><a href="https://www.example.org/authors/jane-doe">Jane Doe</a></div>',
        '<span class="article-author">Jane Doe, Political Editor</span>',
        "<p>By Jane Doe</p>",
        '<div class="byline">By Jane DoePublished about 2 hours ago</div>',
    ],
)
def test_visible_bylines(before: str) -> None:
    """Half of all pages name their author only in visible text."""
    assert article(page(before=before)).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "after",
    [
        '<ul class="links"><li><a href="/user/max">Max Poe</a></li></ul>',
        '<section><h3>Readers</h3><p><a href="/people/max-poe">Max Poe</a></p></section>',
        '<ul><li><a href="/users/sign_up">Sign up</a></li></ul>',
    ],
)
def test_a_link_to_a_person_is_no_byline_anywhere_on_the_page(after: str) -> None:
    """Members, sources and menus are linked below an article as its authors are above it."""
    text = "<p>The ferry sails again on Monday, and the islanders have been told so.</p>" * 40
    assert article(page(after=text.replace("<p>", "<p><b>1</b><i>2</i><em>3</em>") + after)).authors == ()
    assert article(page(before='<p>By <a href="/user/jane">Jane Doe</a></p>', after=after)).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "line", ["Jane Doe, Harbour Reporter", "Jane Doe | Political Editor", "By Jane Doe in Lindenford"]
)
def test_the_byline_leaves_the_text(line: str) -> None:
    """A name with a job above the text would be read as a sentence."""
    head = '<meta name="author" content="Jane Doe">'
    assert article(page(head, f"<p>{line}</p>")).text == "\n".join(PARAGRAPHS)


def test_byline_of_a_comment_is_not_the_author() -> None:
    """Comment forms and related teasers use the same class names."""
    after = (
        '<div class="comments"><p class="comment-author">By Max Poe</p><p>I do not agree with any of it.</p></div>'
    )
    assert article(page(after=after)).authors == ()


def test_title_without_the_outlet() -> None:
    """The title tag contains the outlet's name; the headline does not."""
    body = page().replace(f"<h1>{TITLE}</h1>".encode(), b"")
    head = b'<meta property="og:site_name" content="Example Gazette"></head>'
    assert article(body.replace(b"</head>", head)).title == TITLE


def test_repeated_title_is_cut_and_kept_as_removed() -> None:
    """A title in the first line of the text would be read as its first sentence."""
    extracted = article(page(before=f"<p>{TITLE}</p>"))
    assert extracted.text.startswith(PARAGRAPHS[0])
    assert ("head", "title repeated") in {(item.part, item.reason) for item in extracted.removed}


def test_last_lines_of_boilerplate_are_cut() -> None:
    """Only known last lines are cut; the same words inside the text stay."""
    after = "<p>Subscribe to our newsletter for more stories like this one.</p>"
    extracted = article(page(after=after))
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert [item.text for item in extracted.removed if item.part == "tail"] == [after[3:-4]]
    inside = page(before=after)
    assert "Subscribe to our newsletter" in article(inside).text


def test_second_article_of_an_endless_page_is_cut() -> None:
    """Endless scrolling appends the next article, with other people's statements, to the saved page."""
    other = (
        "<article><h1>Quite another story about trams</h1>"
        + "<p>Trams will cost more from June on, said Bo.</p>" * 20
    )
    extracted = article(page().replace(b"</main>", f"{other}</article></main>".encode()))
    assert "Trams" not in extracted.text
    assert any(item.reason == "another article" for item in extracted.removed)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<link rel="canonical" href="https://www.example.org/harbour?utm_source=x#top">',
            "https://www.example.org/harbour",
        ),
        ('<link rel="canonical" href="/harbour">', "https://www.example.org/harbour"),
        ('<link rel="canonical" href="https://www.example.org/">', URL),  # An error of the template.
        ('<link rel="canonical" href="https://tracker.example.net/harbour">', URL),  # An address of another site.
        ('<link rel="canonical" href="javascript:void(0)">', URL),
        ('<meta property="og:url" content="https://amp.example.org/harbour">', "https://amp.example.org/harbour"),
    ],
)
def test_canonical_address(head: str, expected: str) -> None:
    """The canonical address is the article's identity: a wrong address merges or splits articles."""
    assert article(page(head)).canonical_url == expected


def test_language_of_the_text_wins_over_a_template() -> None:
    """Templates declare English for pages in any language."""
    text = (
        "<p>Der Stadtrat hat den Plan für den Hafen am Dienstag früh beschlossen, nach elf Stunden Debatte.</p>"
        "<p>Die Bürgermeisterin sagte, die ersten Kräne würden noch vor dem Sommer versetzt, wenn die Gerichte es"
        " erlaubten. Die Gegner des Plans kündigten an, dass sie Widerspruch einlegen werden.</p>"
    )
    body = f"<html lang='en'><head></head><body><article><h1>Hafenplan</h1>{text}</article></body></html>".encode()
    assert article(body).language == "de"


def test_deep_nesting_does_not_lose_the_article() -> None:
    """libxml2 drops everything below a depth of 256 by default."""
    for depth in (300, 2000):
        body = page().replace(b"<article>", b"<div>" * depth + b"<article>")
        assert article(body).text == "\n".join(PARAGRAPHS)


def test_too_deep_is_a_rejection() -> None:
    """libxml2 always stops at a depth of 2,048; that must be an outcome, not a crash."""
    extracted = extract_article(capture(b"<html><body>" + b"<div>" * 3000 + b"</body></html>"), Limits(), languages())
    assert isinstance(extracted, Rejection)


def test_nul_and_lone_surrogate_do_not_cut_the_text() -> None:
    """libxml2 silently ends a text at a NUL or a lone surrogate."""
    body = page().replace(b"eleven hours", b"eleven\x00 \xed\xa0\x80hours")
    assert article(body).text.endswith(PARAGRAPHS[-1])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "wrong_type"),
        (b'{"a": 1}', "wrong_type"),
        (b"<html><head><title>x</title></head><body></body></html>", "no_text"),
        (b"<html><body><p>Page not found.</p></body></html>", "too_short"),
        (b"<html>" + b"<a>x</a>" * 30_000, "too_many_elements"),
        (b"<html>" + b"x" * 5_000_001, "too_big"),
        (b"word\n" * 50_001, "too_many_lines"),
    ],
)
def test_rejections_are_named(body: bytes, reason: str) -> None:
    """Each input ends in an outcome with a reason to count and a sentence with the value."""
    extracted = extract_article(capture(body), Limits(), languages())
    assert isinstance(extracted, Rejection)
    assert extracted.reason == reason
    assert extracted.detail


def test_front_page_is_no_article() -> None:
    """A front page that is read as an article turns forty teasers into one text with forty subjects."""
    teasers = "".join(
        f"<div class='item'><h2><a href='/{n}'>Headline number {n} of this busy day</a></h2>"
        f"<p>The story number {n} tells what happened, in one plain sentence for those in a hurry.</p></div>"
        for n in range(20)
    )
    body = f"<html><head><title>Example Gazette</title></head><body><main>{teasers}</main></body></html>".encode()
    extracted = extract_article(capture(body, "https://www.example.org/"), Limits(), languages())
    assert isinstance(extracted, Rejection)
    assert extracted.reason == "not_an_article"


LINKS = "".join(
    f"<p><a href='/{n}'>Council votes on plan number {n} for the harbour of Osmere</a></p>" for n in range(30)
)
SECTION = "<p>All that we have written about the harbour, and about those who work there.</p>" * 8


@pytest.mark.parametrize(
    ("head", "body", "url", "why"),
    [
        ("", LINKS, URL, "a list of links"),
        (
            '<script type="application/ld+json">{"@type": "CollectionPage"}</script>',
            SECTION,
            "https://www.example.org/",
            "the address https://www.example.org/ is the root of a site; the JSON-LD declares a CollectionPage",
        ),
        (
            '<script type="application/ld+json">{"@type": "CollectionPage"}</script>'
            '<meta property="og:type" content="website">',
            SECTION,
            URL,
            "the JSON-LD declares a CollectionPage; og:type declares a website",
        ),
    ],
    ids=["links", "a whole site", "a website's section"],
)
def test_list_of_articles_is_no_article(head: str, body: str, url: str, why: str) -> None:
    """Each sign alone also occurs on articles; the reason names the signs of the page."""
    markup = f"<html><head>{head}</head><body><main>{body}</main></body></html>".encode()
    extracted = extract_article(capture(markup, url), Limits(), languages())
    assert isinstance(extracted, Rejection)
    assert extracted.reason == "not_an_article"
    assert why in extracted.detail


def test_login_page_is_no_article() -> None:
    """A saved log-in page must not load as the article that it protects."""
    form = (
        "<form><p>Please log in with your name and your password to go on reading this story and all others.</p>"
        "<input name=u><input type=password></form>"
    )
    extracted = extract_article(
        capture(f"<html><head></head><body><main>{form}</main></body></html>".encode()), Limits(), languages()
    )
    assert isinstance(extracted, Rejection)


def test_same_bytes_give_the_same_article() -> None:
    """Ids come from content; if extraction depended on earlier pages, a second run would give other ids."""
    first = article(page())
    article(page(title="Quite another page about the harbour"))
    assert article(page()) == first
