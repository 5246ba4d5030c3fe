"""The tables of specimens: their languages exist, and the documentation counts them."""

import pytest

from tests.specimens.known import COLUMNS, PAGE, known_markdown, with_known
from tests.specimens.pages import extracted, headline, page, paragraphs, specimens


def test_the_page_of_languages_is_up_to_date() -> None:
    """`make docs` writes the table."""
    text = PAGE.read_text(encoding="utf-8")
    assert with_known(text) == text


def test_each_kind_of_specimen_has_thirty_languages() -> None:
    """A kind that only a few languages have is a hole that readers of the table must see."""
    rows = [line.split(" | ") for line in known_markdown().splitlines()[2:]]
    for column, name in enumerate(COLUMNS, start=1):
        has = sum(row[column].strip(" |") not in ("–", "0") for row in rows)
        assert has >= (16 if name == "slugs" else 30), name


@pytest.mark.parametrize("code", sorted(specimens("articles")))
def test_an_article_of_each_language_is_whole(code: str) -> None:
    """Headline, three paragraphs and the language of a plain page are right in every language."""
    article = extracted(page(code))
    assert (article.title, article.text.split("\n")) == (headline(code), paragraphs(code))
    assert article.language == code.partition("-")[0]
