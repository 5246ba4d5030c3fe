"""Headlines, slugs and plain-text captures in scripts other than Latin, and in languages other than English."""

from html import escape

import pytest

from hearsay.pipelines.extract.metadata.slugs import is_named_after
from tests.specimens.pages import ADDRESS, extracted, headline, page, paragraphs, specimens

TITLES = specimens("titles")
OUTLETS, SECTIONS = TITLES["outlet_names"], TITLES["section_names"]
TITLE_TAGS = [(code, tag, title) for code in OUTLETS for tag, title in TITLES[code].items()]
SLUGS = [(code, slug, is_own) for code, slugs in specimens("slugs").items() for slug, is_own in slugs.items()]
MENUS = [(code, menu["lines"]) for code, menu in specimens("menus").items()]


@pytest.mark.parametrize(("code", "tag", "title"), TITLE_TAGS)
def test_title_tag(code: str, tag: str, title: str) -> None:
    """A title tag loses the outlet's name and its section; a headline keeps its own colons and dashes."""
    section = f'<meta property="article:section" content="{SECTIONS[code]}">' if code in SECTIONS else ""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs(code))
    markup = (
        f'<html lang="{code}"><head><meta charset="utf-8"><title>{escape(tag)}</title>'
        f'<meta property="og:site_name" content="{OUTLETS[code]}">{section}</head>'
        f"<body><article>{body}</article></body></html>"
    )
    assert extracted(markup).title == title


@pytest.mark.parametrize("code", list(specimens("articles")))
def test_lone_heading(code: str) -> None:
    """The only h1 of a page is its headline although the title tag has the outlet's name alone."""
    markup = page(code).replace(f"<title>{escape(headline(code))}</title>", "<title>Blatt</title>")
    assert extracted(markup).title == headline(code)


@pytest.mark.parametrize(("code", "slug", "is_own"), SLUGS)
def test_slug(code: str, slug: str, is_own: bool) -> None:
    """A slug in Latin letters is recognized as the headline's, however the site transliterates."""
    assert is_named_after(f"https://blatt.example/n/{slug}", headline(code)) is is_own


@pytest.mark.parametrize(("code", "slug"), [(code, slug) for code, slug, is_own in SLUGS if is_own])
def test_canonical_address_in_transliteration(code: str, slug: str) -> None:
    """A canonical address that is named after the headline is credible beside a page address with a number."""
    canonical = f"https://blatt.example/n/{slug}"
    article = extracted(page(code, head=f'<link rel="canonical" href="{canonical}">'))
    assert article.canonical_url == canonical


@pytest.mark.parametrize(("code", "menu"), MENUS)
@pytest.mark.parametrize("gap", ["\n\n", "\n"], ids=["blank lines", "no blank lines"])
@pytest.mark.parametrize("below", ["same", "other", "none"])
def test_navigation_in_plain_text(code: str, menu: list[str], gap: str, below: str) -> None:
    """Navigation above and below the text is not in the text, whatever the script."""
    foot = {"same": menu, "other": [*menu[1:], "Copyright"], "none": []}[below]
    capture = gap.join(["\n".join(menu), headline(code), *paragraphs(code), "\n".join(foot)])
    article = extracted(capture.encode(), url=ADDRESS)
    assert article.text.splitlines() == paragraphs(code)
    assert article.title == headline(code)


@pytest.mark.parametrize(
    ("heading", "declared", "title"),
    [
        ("Dam wall to be mended", "Everything about the lake", "Dam wall to be mended"),
        ("The lake | Opinion", "The lake | Opinion", "The lake | Opinion"),
        ("Drained lake will harm us all | Opinion", "Drained lake will harm us all", "Drained lake will harm us all"),
        (
            "Five weeks without a lake: what to know",
            "Five weeks without a lake",
            "Five weeks without a lake: what to know",
        ),
        (
            "<time>Dec 18 2025</time> Five weeks without a lake",
            "Five weeks without a lake",
            "Five weeks without a lake",
        ),
        ("A word from our founder to all readers", "Everything about the lake", "Everything about the lake"),
    ],
)
def test_heading_and_declared_title(heading: str, declared: str, title: str) -> None:
    """The address decides between an h1 and another declared title; parts are cut where a sign sets them off."""
    node = f'{{"@type": "NewsArticle", "headline": "{declared}"}}'
    markup = (
        f'<html lang="en"><head><title>{declared}</title><meta property="og:title" content="{declared}">'
        f'<script type="application/ld+json">{node}</script></head><body><article><h1>{heading}</h1>'
        + "".join(f"<p>{text}</p>" for text in paragraphs("en"))
        + "</article></body></html>"
    )
    assert extracted(markup, url="https://blatt.example/n/dam-wall-mended").title == title
