"""Which blocks of a page make the text: boxes out, missed lists and sections in, briefs and script-built pages."""

import json

import pytest

from hearsay.pipelines.records import Rejection
from tests.specimens.pages import extracted, headline, outcome, page, paragraphs


@pytest.mark.parametrize(
    "box",
    [
        '<div class="email-share"><p>Your email has been sent.</p><ul><li>Enter the code below.</li></ul></div>',
        '<div class="audio-player"><span>Listen</span> <span>(5 min)</span></div>',
        '<div class="imageCaption"><p>The lake above the town in spring, with boats of the rowing club.</p></div>',
        '<section class="newsletter-box"><p>All the news of the valley, each morning at six.</p></section>',
    ],
)
def test_boxes_with_a_known_name(box: str) -> None:
    """A player, a form or a caption inside the article is no sentence of it, and is not lost without a word."""
    article = extracted(page("en", inside=box))
    assert article.text.splitlines() == paragraphs("en")
    assert "furniture" in {item.reason for item in article.removed}


def test_pull_quotes() -> None:
    """A sentence in big letters says a second time what a paragraph says."""
    said = "“We counted the cracks twice,” said Ada Quill."
    quote = '<blockquote class="pullquote">“We counted the cracks twice”<cite>Ada Quill</cite></blockquote>'
    article = extracted(page("en", inside=f"<p>{said}</p>{quote}"))
    assert article.text.count("counted the cracks") == 1
    assert "pull quote" in {item.reason for item in article.removed}


def test_a_name_on_the_text_itself() -> None:
    """Some pages give the whole text the class of a box."""
    first, *rest = paragraphs("en")
    text = "".join(f"<p>{line}</p>" for line in (first, *rest))
    markup = f'<html lang="en"><body><h1>{headline("en")}</h1><div class="gallery social">{text}</div></body></html>'
    assert extracted(markup).text.splitlines() == [first, *rest]


@pytest.mark.parametrize("code", ["en", "ja", "ko", "th", "zh"])
def test_briefs(code: str) -> None:
    """A brief under 250 characters would run together with headline, byline and date."""
    texts = "".join(f"<p>{line}</p>" for line in paragraphs(code)[:2])
    above = '<p class="author">Nora Feld</p><div class="date">2025-03-11 14:30</div>'
    markup = (
        f'<html lang="{code}"><head><title>{headline(code)}</title></head><body><main><article>'
        f"<h1>{headline(code)}</h1>{above}{texts}</article></main></body></html>"
    )
    assert extracted(markup).text.splitlines() == paragraphs(code)[:2]


def script_page(body: object, title: str = headline("en")) -> str:
    data = json.dumps({"props": {"pageProps": {"article": {"headline": title, "body": body}}}})
    return (
        f'<html lang="en"><head><title>{headline("en")}</title></head><body><div id="app"><nav><a href="/">News</a>'
        f'</nav></div><script type="application/json">{data}</script></body></html>'
    )


@pytest.mark.parametrize("as_object", [True, False])
def test_the_article_in_a_script(as_object: bool) -> None:
    """A page that a script builds has its text in JSON beside the headline."""
    body = [{"type": "paragraph", "content": f"<b>{text}</b>"} if as_object else text for text in paragraphs("en")]
    assert extracted(script_page(body)).text.splitlines() == paragraphs("en")


def test_other_texts_in_a_script() -> None:
    """Without the page's headline, texts in a script may be of another article; the reason says what to do."""
    rejection = outcome(script_page(paragraphs("en"), title="Something else altogether about ferries"))
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, "script" in rejection.detail) == ("no_text", True)


def test_all_headings_of_a_long_page() -> None:
    """A live blog has a heading for each of hundreds of posts."""
    posts = "".join(
        f"<h2>Ward {number} declares</h2><p>The officer of ward {number} said it had {number + 900} votes.</p>"
        for number in range(400)
    )
    markup = f'<html lang="en"><body><article><h1>{headline("en")}</h1>{posts}</article></body></html>'
    assert sum(line.endswith("declares") for line in extracted(markup).text.splitlines()) == 400
