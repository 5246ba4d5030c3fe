"""Versions side by side: both texts are complete, and unchanged words are unmarked."""

from hypothesis import given
from hypothesis import strategies as st

from hearsay.explore.revisions import GONE, NEW, SAME, compare_texts

TEXTS = st.lists(st.text(st.sampled_from("ab ,.“é"), max_size=20), max_size=6).map("\n".join)


def side(rows, name):
    return [text for row in rows if (text := "".join(run.text for run in getattr(row, name)))]


@given(TEXTS, TEXTS)
def test_both_texts_are_there_whole_and_in_order(before, after):
    """A lost or moved line would look like a correction of the outlet."""
    rows = compare_texts(before, after)
    assert side(rows, "before") == [line for line in before.split("\n") if line.strip()]
    assert side(rows, "after") == [line for line in after.split("\n") if line.strip()]


def test_a_corrected_number_is_all_that_is_marked():
    """The mark leads the eye to the changed word."""
    (row,) = compare_texts("The ferry sailed for 17 days with it.", "The ferry sailed for 41 days with it.")
    assert [run.text for run in row.before if run.kind == GONE] == ["17"]
    assert [run.text for run in row.after if run.kind == NEW] == ["41"]


def test_a_new_paragraph_stands_against_nothing():
    """An added paragraph does not rewrite the next paragraph."""
    rows = compare_texts("First.\nLast.", "First.\nSomething else came in between them.\nLast.")
    assert [(bool(row.before), bool(row.after)) for row in rows] == [(True, True), (False, True), (True, True)]
    assert [row.is_same for row in rows] == [True, False, True]


def test_long_texts_are_not_compared_word_by_word():
    """Comparison takes quadratic time, and a web page may have a megabyte in a line."""
    rows = compare_texts("a " * 200_000, "b " * 200_000)
    assert [run.kind for row in rows for run in (*row.before, *row.after)] == [GONE, NEW]
    assert SAME not in {run.kind for row in rows for run in row.before}
