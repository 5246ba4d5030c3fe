"""Lines inside and outside an article's text; one small page for each rule."""

from datetime import UTC, datetime

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.extract.body.boxes import Surroundings
from hearsay.pipelines.extract.body.head_lines import Heading, without_head
from hearsay.pipelines.extract.body.tail_lines import without_tail
from hearsay.pipelines.records import Article, Capture, Removed

URL = "https://www.example.org/town/library-hours"
TITLE = "Town library opens on Sundays after a vote of the council"
PARAGRAPHS = (
    "The town library will open on Sundays from the first week of March, the council decided on Thursday evening.",
    "Ada Quill, who runs the house, said that two more people would be needed and that both had been found.",
    "The opposition voted against the plan because nobody had said where the money for the heating would come from.",
    "Readers can bring back what they borrowed at any hour, as the box at the side door is never locked at night.",
)


def page(
    before: str = "", between: str = "", after: str = "", head: str = "", title: str = f"<h1>{TITLE}</h1>"
) -> str:
    first, second, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="en"><head><title>{TITLE}</title>{head}</head><body><main><article>'
        f"{title}{before}{first}{second}{between}{''.join(rest)}{after}</article></main></body></html>"
    )


def article(markup: str, media_type: str = "text/html") -> Article:
    fetched_at = datetime(2026, 5, 5, 12, 0, tzinfo=UTC)
    capture = Capture("c" * 32, "s" * 64, markup.encode(), "given", URL, None, fetched_at, 200, media_type)
    extracted = extract_article(capture, Limits(), languages())
    assert isinstance(extracted, Article), extracted
    return extracted


def reasons(extracted: Article, part: str) -> set[str]:
    return {item.reason for item in extracted.removed if item.part == part}


LEAD = "The house stays open on seven days a week. Two people will be hired before the spring."


@pytest.mark.parametrize(
    "description", [LEAD, f"{LEAD[:60]}…", f"{LEAD[:60]}..."], ids=["whole", "cut with a sign", "cut with dots"]
)
def test_lead_in_the_header_is_the_first_paragraph(description: str) -> None:
    """Trafilatura omits text in the page's header, and thereby every claim of the lead."""
    header = f'<header><h1>{TITLE}</h1><p class="intro">{LEAD}</p></header>'
    extracted = article(page(head=f'<meta name="description" content="{description}">', title=header))
    assert extracted.text.splitlines() == [LEAD, *PARAGRAPHS]


def test_lead_that_trafilatura_finds_is_not_put_in_twice() -> None:
    """The lead is in the article itself as often as in its header."""
    extracted = article(page(before=f"<p>{LEAD}</p>", head=f'<meta name="description" content="{LEAD}">'))
    assert extracted.text.splitlines() == [LEAD, *PARAGRAPHS]


def test_wrapper_of_the_whole_text_is_no_lead() -> None:
    """A cut description matches every element that begins with the first paragraph, even the element around all."""
    head = f'<meta name="description" content="{PARAGRAPHS[0][:70]}…">'
    extracted = article(page(head=head).replace("<p>", "<div><p>", 1).replace("</article>", "</div></article>"))
    assert extracted.text == "\n".join(PARAGRAPHS)


def test_heading_between_paragraphs_is_kept() -> None:
    """Without their headings, the answers of an interview and the items of a list lose their subject."""
    extracted = article(page(between="<h2>Where the money comes from</h2>"))
    assert extracted.text.splitlines() == [*PARAGRAPHS[:2], "Where the money comes from", *PARAGRAPHS[2:]]


def test_line_feeds_of_the_markup_do_not_break_a_paragraph() -> None:
    """Hard-wrapped markup is one paragraph to a reader; preformatted text keeps its lines."""
    wrapped = page().replace(" will open on Sundays", "\n\n   will open\n\ton Sundays")
    assert article(wrapped).text == "\n".join(PARAGRAPHS)
    code = "open(library)\nclose(library)\nlock(library)"
    lines = article(page(between=f"<pre><code>{code}</code></pre>")).text.splitlines()
    assert "open(library)" in lines
    assert "close(library)" in lines


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("3 min read", "date"),
        ("May 5, 2026 // 4 min read", "date"),
        ("Updated 15.59 | Published 14.14", "date"),
        ("Share this article", "boilerplate"),
        ("Table of contents", "boilerplate"),
        ("Photo: Jane Doe", "credit"),
        ("Town archive/Collection via Getty Images", "credit"),
        ("This article contains affiliate links. If you buy by them, we may earn a commission.", "disclosure"),
    ],
)
def test_what_stands_above_the_first_paragraph_goes(line: str, reason: str) -> None:
    """Buttons, credits and reading times would be read as the first sentence, and their names as people."""
    extracted = article(page(before=f"<p>{line}</p>"))
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert reason in reasons(extracted, "head")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("<p>Sign up for our newsletter and get the news of the town each morning.</p>", "boilerplate"),
        ("<p>For more from the town and the valley around it, sign up to the weekly newsletter.</p>", "subscription"),
        ("<p>Have you seen something? Write to desk@example.org and tell the reporters about it.</p>", "contact"),
        ("<p>Max Poe of the county's paper contributed to this report from the valley.</p>", "credit"),
        ("<p>ABC/mpo</p>", "credit"),
        (
            "<p>Related stories</p><ul><li>The pool closes earlier</li><li>The bridge stays shut</li></ul>",
            "list of links",
        ),
        (
            "<p>Jane Doe is a reporter who writes about schools, libraries and the council of the town.</p>",
            "about the author",
        ),
    ],
)
def test_what_follows_the_last_paragraph_goes(lines: str, reason: str) -> None:
    """The last lines name people and places outside the story."""
    extracted = article(page(after=lines, head='<meta name="author" content="Jane Doe">'))
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert reason in reasons(extracted, "tail")


@pytest.mark.parametrize(
    "line",
    [
        "“We asked for a newsletter and a sign that people can subscribe to,” said a reader who had come early.",
        "The council will look at the numbers again in the autumn and may then close the house on Mondays.",
        "Jane Doe was the first reader through the door, and she said that she had waited for it since the summer.",
    ],
)
def test_last_sentence_of_the_story_stays(line: str) -> None:
    """A sentence of the story stays, even with a listed word or a name."""
    extracted = article(page(after=f"<p>{line}</p>", head='<meta name="author" content="Max Poe">'))
    assert extracted.text.splitlines() == [*PARAGRAPHS, line]


def test_lines_that_are_links_alone_go_at_both_ends() -> None:
    """Paths and teasers are cut, with or without a label; a final link to another site may be a source and stays."""
    around = Surroundings(links=frozenset({"town", "thereport"}), own_links=frozenset({"thepoolclosesearlier"}))
    kept, head = without_head(["Town", *PARAGRAPHS], Heading(None, None, ()), around, languages())
    assert (kept, head) == ([*PARAGRAPHS], [Removed("head", "link", "Town")])
    lines = [*PARAGRAPHS, "The report", "MORE: The pool closes earlier", "The pool closes earlier"]
    kept, tail = without_tail(lines, (), around, languages())
    assert kept == [*PARAGRAPHS, "The report"]
    assert {item.reason for item in tail} == {"link"}


def test_link_to_another_article_between_paragraphs_goes() -> None:
    """Such lines are headlines of other stories; links in a sentence and lists of links to other sites stay."""
    other = '<p><a href="/town/pool">Pool closes earlier in the winter</a></p>'
    extracted = article(page(between=other))
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert Removed("body", "link", "Pool closes earlier in the winter") in extracted.removed
    source = '<p><a href="https://archive.example.net/report">The report on the heating of all houses</a></p>'
    assert "The report on the heating of all houses" in article(page(between=source)).text


def test_article_below_300_nested_elements_is_found() -> None:
    """libxml2 stops at a depth of 256 by default, and drops the article with the rest."""
    deep = page().replace("<main>", "<main>" + "<div>" * 300).replace("</main>", "</div>" * 300 + "</main>")
    assert article(deep).text == "\n".join(PARAGRAPHS)


def test_capture_without_consent_lists_and_repeated_lines() -> None:
    """Consent notices have longer sentences than many articles; menus and teasers occur twice."""
    consent = [
        "We use cookies on this site so that your visit is remembered and so that pages open faster the next time.",
        "Necessary cookies are kept in your browser, as they are essential for the working of this site's pages.",
        "Third-party cookies that tell how this site is used are stored only with your consent, by the way.",
    ]
    teaser = "* The pool closes earlier in the winter and nobody knows until when"
    lines = [
        teaser,
        *consent,
        TITLE,
        "By Jane Doe",
        *PARAGRAPHS,
        "Related stories",
        teaser,
        "* The bridge stays shut",
    ]
    extracted = article("\n".join(lines), "text/plain")
    assert extracted.text == "\n".join(PARAGRAPHS)
    assert (extracted.title, extracted.authors) == (TITLE, ("Jane Doe",))
    assert len(extracted.removed) + len(PARAGRAPHS) + 1 == len(lines)
