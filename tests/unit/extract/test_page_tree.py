"""The tree of a page: walks over its elements give what XPath gives."""

import pytest

from hearsay.pipelines.extract.metadata.placement import mark_search
from hearsay.pipelines.extract.page.html_page import Page, following, load_page, visible_text, whole_text

MARKUP = """<html><head><title>T</title></head><body><div><h1>A <b>title</b></h1> tail <p>one<br>two</p></div>
<script>var x = 1;</script><ul><li>three</li><li><p>four</p> five</li></ul><style>p {}</style><select><option>six
</select><my-part class="c">seven</my-part></body></html>"""


@pytest.fixture
def page() -> Page:
    """Return a page with scripts, a form, an element of its own name and nested blocks."""
    page = load_page(MARKUP, None)
    assert isinstance(page, Page)
    return page


@pytest.mark.parametrize("start", ["h1", "b", "p", "li", "script", "my-part"])
@pytest.mark.parametrize("tags", [("*",), ("p",), ("p", "li"), ("my-part",)])
def test_elements_after_an_element_are_those_of_the_axis(page: Page, start: str, tags: tuple[str, ...]) -> None:
    """The lazy walk replaces XPath's `following`, which finds all elements to the end of the page."""
    element = next(page.tree.iter(start))
    axis = element.xpath("following::*")
    assert list(following(element, *tags)) == [item for item in axis if tags == ("*",) or item.tag in tags]


def test_visible_text_leaves_out_scripts_and_styles(page: Page) -> None:
    """A script's text once became a byline; the text of a block without scripts is found by a shorter path."""
    assert visible_text(page.tree) == "T A title tail one two three four five six seven"
    assert visible_text(next(page.tree.iter("ul"))) == "three four five"
    assert "var x" in whole_text(page.tree)


@pytest.mark.parametrize("padding", ["", "x" * 300])
def test_marks_are_found_again(padding: str) -> None:
    """Answers for short marks are remembered, those for long marks are not; both must be the pattern's."""
    has_mark = mark_search("byline|author")
    for _ in range(2):
        assert has_mark(f"{padding} Post-Byline")
        assert not has_mark(f"{padding} headline")
