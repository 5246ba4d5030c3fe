"""The stated canonical address decides which article a page is; a wrong address merges or splits articles."""

import pytest

from hearsay.pipelines.addresses import clean_address
from hearsay.pipelines.extract.metadata.canonical import find_addresses, is_credible
from hearsay.pipelines.extract.page.html_page import Page, load_page

OWN = "https://www.news.example/islands/ferry-inquiry-opens-101234"
TITLE = "Ferry inquiry opens in Osmere"


@pytest.mark.parametrize(
    ("stated", "own"),
    [
        ("https://news.example/islands/ferry-inquiry-opens-101234", OWN),
        ("http://m.news.example/islands/ferry-inquiry-opens-101234/amp", OWN),
        ("https://www.news.example/islands/inquiry-into-sinking-begins-101234", OWN),  # The article's number.
        ("https://www.news.example/a/101234", OWN),
        ("https://www.news.example/islands/ferry-inquiry-opens", OWN),  # Words of its name.
        (
            "https://www.news.example/story/ferry-inquiry-opens",
            "https://www.news.example/?p=77",
        ),  # The title.
        ("https://www.news.example/story/991234", "https://www.news.example/article.php?id=77"),
        ("https://www.news.example/ferry", "https://www.news.example/ferry?ico=mosaic"),
        ("https://www.news.example/ferry-inquiry", "https://www.news.example/ferry-inquiry?from=12"),
        ("https://www.news.example/islands/ferry-inquiry-opens-101234", f"https://web.archive.org/web/2026/{OWN}"),
        ("https://www.news.example/story", None),  # Nothing contradicts the address.
    ],
)
def test_credible_statements(stated, own):
    """Credible statements join copies of an article that have different addresses."""
    assert is_credible(stated, clean_address(own) if own else None, TITLE)


@pytest.mark.parametrize(
    ("stated", "own"),
    [
        ("https://www.news.example/", OWN),
        ("https://www.news.example/index.html", OWN),
        ("https://www.news.example/islands", OWN),  # The section.
        ("https://www.news.example/islands/", "https://www.news.example/islands/ferry"),
        ("https://www.other.example/islands/ferry-inquiry-opens-101234", OWN),
        ("https://ana.blogspot.com/2026/03/ferry.html", "https://bo.blogspot.com/2026/03/ferry.html"),
        ("https://www.news.example/story", "https://www.news.example/story?id=77"),  # An address for every story.
        ("https://www.news.example/2019/01/hello-world", OWN),  # A template's example.
        ("https://www.news.example/story/222222", "https://www.news.example/story/111111"),
        ("https://www.news.example/", None),
    ],
)
def test_statements_that_are_not_believed(stated, own):
    """Templates state one address for all their pages; each article would become a version of the last."""
    assert not is_credible(stated, own, TITLE)


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        ('<link rel="canonical" href="/islands/ferry-inquiry-opens-101234?utm_source=x">', f"{OWN}?amp=1", OWN),
        ('<link rel="CANONICAL nofollow" href="../islands/ferry-inquiry-opens-101234">', f"{OWN}?x=1", OWN),
        (
            '<base href="https://www.news.example/islands/"><link rel="canonical" href="ferry-inquiry-opens-101234">',
            "https://www.news.example/t/101234",
            OWN,
        ),
        # The second statement counts if the first is not credible.
        (
            f'<link rel="canonical" href="https://www.news.example/"><meta property="og:url" content="{OWN}">',
            "https://m.news.example/s?id=5",
            OWN,
        ),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry inquiry opens in Osmere",'
            f'"mainEntityOfPage": {{"@type": "WebPage", "@id": "{OWN}"}}}}</script>',
            None,
            OWN,
        ),
        # The object of a teaser is not that of the page.
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Trams will cost more",'
            '"url": "https://www.news.example/trams-will-cost-more"}</script>',
            None,
            None,
        ),
        ('<link rel="canonical" href=""><link rel="canonical" href="http://[bad/">', OWN, OWN),
        ('<link rel="canonical" href="/relative">', None, None),
    ],
)
def test_where_the_statement_is_read(head, url, expected):
    """The order is `link rel=canonical`, og:url, JSON-LD; each address is resolved as in a browser."""
    page = load_page(f"<html><head>{head}</head><body><h1>{TITLE}</h1><p>x</p></body></html>", url)
    assert isinstance(page, Page)
    assert find_addresses(page, TITLE).canonical_url == expected


def test_the_outlet_of_a_cached_copy_is_the_page_s_own():
    """The archive did not write the statement."""
    page = load_page("<html><body><p>x</p></body></html>", f"https://web.archive.org/web/20260401000000id_/{OWN}")
    assert isinstance(page, Page)
    addresses = find_addresses(page, TITLE)
    assert (addresses.canonical_url, addresses.domain) == (OWN, "news.example")
