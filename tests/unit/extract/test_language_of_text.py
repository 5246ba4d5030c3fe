"""The language of a text: what the text shows counts more than what its page declares."""

from html import escape

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract.metadata.language import iso_639_1, text_language
from tests.specimens.pages import extracted, headline, page, paragraphs, specimens

ARTICLES = [code for code in specimens("articles") if "-" not in code]
TEXTS = [
    (code, text, declared)
    for code, texts in specimens("languages").items()
    for text, declarations in texts.items()
    for declared in declarations
]


@pytest.mark.parametrize(("code", "text", "declared"), TEXTS)
def test_text_decides(code: str, text: str, declared: str) -> None:
    """A wrong code, a wrong declaration and a quotation in English do not change the language of an article."""
    assert text_language(text, iso_639_1(declared), languages()) == code


@pytest.mark.parametrize("code", ARTICLES)
@pytest.mark.parametrize("is_declared", [True, False])
def test_short_article(code: str, is_declared: bool) -> None:
    """An article of three paragraphs is told with its declaration and without."""
    assert extracted(page(code, lang="" if is_declared else None)).language == code


@pytest.mark.parametrize("code", [code for code in ARTICLES if code != "en"])
def test_article_declared_english(code: str) -> None:
    """Templates declare English on pages of every language; such an article must not get to the English reader."""
    assert extracted(page(code, lang="en")).language == code


@pytest.mark.parametrize("code", ARTICLES)
def test_headline_keeps_declaration(code: str) -> None:
    """A few words do not refute a right declaration."""
    assert text_language(headline(code), code, languages()) == code


def test_paragraphs_vote() -> None:
    """A long English statement in a declared German article, without quotation marks, leaves the article German."""
    first, second, third = paragraphs("de")
    statement = " ".join(paragraphs("en")[:2])
    body = "".join(f"<p>{escape(text)}</p>" for text in (first, statement, second, third))
    markup = f'<html lang="de"><body><article><h1>{escape(headline("de"))}</h1>{body}</article></body></html>'
    assert extracted(markup).language == "de"


def test_bosnian_declaration_is_kept() -> None:
    """Ijekavian forms beside eastern words do not refute a declaration as Bosnian."""
    text = (
        "Vijeće je u srijedu reklo da će hiljade gostiju tokom sljedeće sedmice i avgusta ostati kod kuće, "
        "prije svega djeca."
    )
    assert text_language(text, "bs", languages()) == "bs"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de-AT", "de"),
        ("deu", "de"),
        ("pt_BR", "pt"),
        ("zh-Hant", "zh"),
        ("English", "en"),
        ("german", "de"),
        ("kr", "ko"),
        ("jp", "ja"),
        ("cn", "zh"),
        ("cz", "cs"),
        ("ua", "uk"),
        ("gr", "el"),
        ("dk", "da"),
        ("vn", "vi"),
        ("nb-NO", "no"),
        ("nn", "no"),
        ("iw", "he"),
        ("in", "id"),
        ("se", "se"),
        ("en, fr", "en"),
        ("xx", None),
        ("default", None),
        ("", None),
        (None, None),
    ],
)
def test_language_tags(tag: str | None, code: str | None) -> None:
    """Tags are understood in all the forms that sites write; what is no language is none."""
    assert iso_639_1(tag) == code


@pytest.mark.parametrize(("text", "code"), [("Ja.", None), ("4711", None), ("도쿄", "ko"), ("Αθήνα", "el")])
def test_too_short_to_tell(text: str, code: str | None) -> None:
    """Without a declaration a word is told by its script alone."""
    assert text_language(text, None, languages()) == code
