"""Extraction knows the words of the languages that it is given, and no others."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.language import Language, Languages, load_languages
from hearsay.pipelines.records import Article, Capture

FETCHED_AT = datetime(2026, 5, 5, 12, tzinfo=UTC)
PARAGRAPHS = (
    "The town library will open on Sundays from the first week of March, the council decided on Thursday evening.",
    "Ada Quill, who runs the house, said that two more people would be needed and that both had been found.",
    "The opposition voted against the plan because nobody had said where the money for the heating would come from.",
)
ENGLISH = ("By Ada Quill", "Share this", "Related articles")
TOY = ("Yb Ada Quill", "Erahs siht", "Detaler selcitra")
"""Byline, button and label of a list in two languages."""
TOY_WORDS = {
    "bylines/prefixes": "yb",
    "furniture/head_markers": "erahs siht",
    "furniture/tail_markers": "detaler selcitra",
}


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A language with three words for pages."""
    folder = tmp_path_factory.mktemp("languages") / "qt"
    for name, entry in TOY_WORDS.items():
        path = folder / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{entry}\n", encoding="utf-8")
    (folder / "language.toml").write_text('name = "Toy"\n', encoding="utf-8")
    return folder


def extracted(words: tuple[str, str, str], known: Languages) -> Article:
    """Return the article of a page whose furniture is in some words."""
    byline, button, label = (f"<p>{text}</p>" for text in words)
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    markup = f"<html><body><article><h1>Town library opens</h1>{byline}{button}{body}{label}</article></body></html>"
    capture = Capture("c" * 32, "s" * 64, markup.encode(), "given", None, None, FETCHED_AT, 200, "text/html")
    article = extract_article(capture, Limits(), known)
    assert isinstance(article, Article), article
    return article


def test_words_of_a_new_language_need_only_its_folder(toy: Path) -> None:
    """A new language is a folder; the languages that were known stay known."""
    known = load_languages(toy)
    for words in (TOY, ENGLISH):
        article = extracted(words, known)
        assert article.authors == ("Ada Quill",)
        assert article.text == "\n".join(PARAGRAPHS)


def test_words_of_a_language_that_is_not_given_are_text(toy: Path) -> None:
    """Words that stayed in the code would be found on a page whatever languages are given."""
    for words, known in ((TOY, languages()), (ENGLISH, Languages([Language(toy)])), (ENGLISH, Languages([]))):
        article = extracted(words, known)
        assert article.authors == ()
        assert article.text == "\n".join([*words[:2], *PARAGRAPHS, words[2]])


def test_lists_of_pages_are_split_by_language() -> None:
    """A word of one language in another's list would be sought for, and kept up, by the wrong people."""
    codes = {language.code: language for language in languages()}
    assert "a cura di" in codes["it"].words("bylines/prefixes")
    assert "aus" in codes["de"].words("bylines/prefixes")
    assert {"a cura di", "aus"}.isdisjoint(codes["en"].words("bylines/prefixes"))
    assert languages().read_codes == ("en",)
