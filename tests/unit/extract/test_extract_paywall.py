"""The paywall as the page declares it: None without a declaration or with a contradiction."""

import json

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.records import Article, Capture

URL = "https://gazette.example/harbour"
TEXT = "The council of Osmere voted on Tuesday to close the old harbour, the mayor said, and the work begins soon."


def paywalled(head: str = "", inside: str = "", paragraphs: int = 20, media_type: str = "text/html") -> bool | None:
    text = "".join(f"<p>{number}. {TEXT}</p>" for number in range(paragraphs))
    markup = f"<html><head>{head}</head><body><article><h1>Harbour closes</h1>{text}{inside}</article></body></html>"
    capture = Capture("c" * 32, "s" * 64, markup.encode(), "given", URL, None, None, 200, media_type)
    extracted = extract_article(capture, Limits(), languages())
    assert isinstance(extracted, Article), extracted
    return extracted.is_paywalled


def linked_data(*nodes: dict[str, object]) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def story(**properties: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": "Harbour closes", "url": URL, **properties}


WALLED = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paywall"}


@pytest.mark.parametrize(
    ("nodes", "answer"),
    [
        ([story(isAccessibleForFree=False)], True),
        ([story(isAccessibleForFree="False")], True),
        ([story(isAccessibleForFree="http://schema.org/False")], True),
        ([story(isAccessibleForFree=True)], False),
        ([story(isAccessibleForFree="true")], False),
        ([story(hasPart=WALLED)], True),
        ([story(hasPart=[WALLED])], True),
        ([story(hasPart={"@id": "#part"}), WALLED | {"@id": "#part"}], True),
        ([story(isAccessibleForFree=False, hasPart=[WALLED])], True),
        ([{"@type": "WebPage", "isAccessibleForFree": False}], True),
        ([story()], None),
        ([story(isAccessibleForFree="")], None),
        ([story(isAccessibleForFree="perhaps")], None),
        ([story(isAccessibleForFree=True, hasPart=[WALLED])], None),  # The page contradicts itself.
        (
            [story(), {"@type": "NewsArticle", "headline": "Another", "isAccessibleForFree": False}],
            None,
        ),  # From a teaser.
        # Only the film is behind a paywall.
        ([story(hasPart={"@type": "VideoObject", "isAccessibleForFree": False})], None),
    ],
)
def test_schema_org(nodes: list[dict[str, object]], answer: bool | None) -> None:
    """Search engines ask outlets to mark paywalls with isAccessibleForFree of the article and its parts."""
    assert paywalled(linked_data(*nodes)) is answer


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        ('<meta property="article:content_tier" content="locked">', True),
        ('<meta property="og:article:content_tier" content="Locked">', True),
        ('<meta property="article:content_tier" content="free">', False),
        ('<meta property="article:content_tier" content="metered">', None),  # Free for some readers, so no answer.
        ('<meta name="article.access" content="paid">', True),
        ('<meta name="xyz:mhu-article_ispaidcontent" content="false">', False),
        ('<meta name="xyz:mhu-article_ispaidcontent" content="true">', True),
        ('<meta name="isPremium" content="0">', False),
        ('<meta itemprop="isAccessibleForFree" content="false">', True),
        ('<meta itemprop="isAccessibleForFree" content="true">', False),
        (
            '<meta itemprop="isAccessibleForFree" content="true"><meta itemprop="isAccessibleForFree" content="no">',
            None,
        ),
        ('<meta property="article:content_tier" content="free"><meta name="isPremium" content="1">', None),
        ('<meta name="description" content="paid premium subscribers">', None),
        ("", None),
    ],
)
def test_meta_tags(head: str, answer: bool | None) -> None:
    """Tiers and flags in the head count; two that contradict each other are no answer."""
    assert paywalled(head) is answer


def test_metered_beside_schema_org_is_what_that_says() -> None:
    """A metered article is marked as not free for search engines."""
    head = '<meta property="article:content_tier" content="metered">'
    assert paywalled(head + linked_data(story(isAccessibleForFree=False))) is True


MARK = "<div class='wall'><p>Subscribe to continue reading</p></div>"


def test_a_visible_mark_counts_where_the_text_breaks_off() -> None:
    """Without a declaration in the head, the wall itself is the only evidence."""
    assert paywalled(inside=MARK, paragraphs=3) is True


@pytest.mark.parametrize(
    ("inside", "paragraphs", "head"),
    [
        (MARK, 20, ""),  # The whole text is on the page.
        (f"<div hidden>{MARK}</div>", 3, ""),
        (f"<div style='display: none'>{MARK}</div>", 3, ""),
        (f"<aside>{MARK}</aside>", 3, ""),
        (f"<template>{MARK}</template>", 3, ""),
        (
            "<p>The paper asked its readers to subscribe to continue reading, which " + "many did " * 30 + ".</p>",
            3,
            "",
        ),
        (MARK, 3, '<meta property="article:content_tier" content="free">'),
    ],
)
def test_marks_that_say_nothing(inside: str, paragraphs: int, head: str) -> None:
    """Free articles have the same words in hidden boxes, at the side and in sentences."""
    assert paywalled(head, inside, paragraphs) is not True


def test_plain_text() -> None:
    """A text capture has no head, so only the wall itself is evidence."""

    def of(text: str) -> bool | None:
        capture = Capture("c" * 32, "s" * 64, text.encode(), "given", None, None, None, None, "text/plain")
        extracted = extract_article(capture, Limits(), languages())
        assert isinstance(extracted, Article)
        return extracted.is_paywalled

    assert of(f"Harbour closes\n\n{TEXT}\n\nSubscribe to continue reading\n") is True
    assert of(f"Harbour closes\n\n{TEXT}\n") is None
