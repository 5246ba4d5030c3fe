"""Labels of charts: strangers choose them, and each must stay in its row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearsay.explore.charts.labels import UNSHOWN, clean, shorten, width


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("harbour.example", "harbour.example"),
        ("日本新聞.example", "日本新聞.example"),
        ("العربية.example", "العربية.example"),
        ("a\u202eb", f"a{UNSHOWN}b"),  # what follows would be shown backwards
        ("a\u2066b\u2069", f"a{UNSHOWN}b{UNSHOWN}"),
        ("a\x00\x1b[31mb", f"a{UNSHOWN}{UNSHOWN}[31mb"),
        ("a\n\t b\u00a0c", "a b c"),
        ("\ud800", UNSHOWN),  # half a character cannot be written as UTF-8
        ("Zoe\u0301" + "\u0301" * 60, "Zoe" + "\u0301" * 3),
        ("<b>&amp;", "<b>&amp;"),  # the template escapes, and only once
    ],
)
def test_a_label_is_shown_as_the_text_that_it_is(label, shown):
    """A label must not change how the rest of the page is shown."""
    assert clean(label) == shown


def test_a_long_label_keeps_its_start_and_its_end():
    """Five addresses of one publisher begin alike; cut at the end they would all read the same."""
    first, second = (f"the-evening-advertiser-of-osmere-{town}.example" for town in ("ayr", "ely"))
    assert shorten(first, 15) != shorten(second, 15)
    assert shorten(first, 15).startswith("the-evening")
    assert shorten(first, 15).endswith(".example")
    assert shorten("short.example", 15) == "short.example"


@given(st.text(), st.floats(2, 40))
def test_a_shortened_label_has_room(label, most_ems):
    """Wide letters and letters of other scripts must not make a label wider than its gutter."""
    shown = shorten(label, most_ems)
    assert width(shown) <= most_ems
    assert shown == "".join(c for c in shown if c.isprintable())
