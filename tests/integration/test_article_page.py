"""An article's page from a real warehouse: search, content, and no markup from strangers."""

import re
from datetime import timedelta

import pytest

from hearsay.errors import UsageError
from hearsay.explore.article_page import show_article
from tests.integration.test_publish import publish
from tests.made_pages import NOON, page

SCRIPT = "<script>alert(1)</script>"


def id_of(made):
    assert made.article_id is not None
    return made.article_id


def test_an_article_is_found_by_id_address_and_title(warehouse):
    """A person may have any of the three at hand."""
    made = page()
    publish(warehouse, [made, page(2, url="https://harbour.example/other", title="Another story")])
    for given in (id_of(made)[:10], str(made.version_id), str(made.article.url), "PORT to pay"):
        current, shown = show_article(warehouse, given, 1)
        assert current.article["article_id"] == made.article_id, given
        assert "<h1>Port to pay</h1>" in shown


def test_what_names_no_article_or_two_says_so_and_how_to_go_on(warehouse):
    """A guess would show the wrong article."""
    publish(warehouse, [page(), page(2, url="https://harbour.example/other", title="Port to pay more")])
    with pytest.raises(UsageError, match="FROM articles"):
        show_article(warehouse, "no such title", 1)
    with pytest.raises(UsageError, match="names 2 articles"):
        show_article(warehouse, "port to pay", 1)


def test_the_page_holds_every_claim_and_every_word(warehouse):
    """An editor checks a row against the text, the speaker and the content."""
    made = page()
    publish(warehouse, [made])
    _, shown = show_article(warehouse, id_of(made), 1)
    text = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", shown[shown.index("<article") : shown.index("</article>")])
    assert " ".join(text.split()) == " ".join(made.article.text.split())
    assert "= Mara Voss" in shown


def test_versions_stand_side_by_side(warehouse):
    """An editor opens a second version to see the corrections."""
    first = page()
    second = page(text="“We will not pay,” Mara Voss said. “Soon.” The harbour of Osmere stays shut.")
    publish(warehouse, [first])
    later = NOON + timedelta(days=1)
    publish(warehouse, [page(text=second.article.text, seen_at=later)], run="run-2")
    _, shown = show_article(warehouse, id_of(first), 1)
    assert "<ins>not </ins>" in shown or "<ins> not</ins>" in shown
    assert "Version 1 and version 2" in shown


def test_markup_of_a_page_is_shown_and_never_run(warehouse):
    """Titles, texts and addresses come from strangers."""
    made = page(title=f"Port {SCRIPT}", text=f"{SCRIPT} “We will pay,” Mara Voss said.", url="javascript:alert(1)")
    publish(warehouse, [made])
    _, shown = show_article(warehouse, id_of(made), 1)
    assert "<script" not in shown
    assert 'href="javascript' not in shown
    assert "&lt;script&gt;" in shown
