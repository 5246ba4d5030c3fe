"""The model that selects the article's lines in a plain-text capture."""

import numpy as np
import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract.plain_text.line_model import INTERCEPT, body_lines, likeliest_runs, line_weights
from hearsay.pipelines.extract.plain_text.line_signs import line_signs
from hearsay.pipelines.extract.plain_text.text_lines import read_lines

TEXT = "\n\n".join(["News", "Sport", *["The mayor said on Tuesday that the ferry would sail again in spring."] * 3])


def test_every_sign_has_its_weight() -> None:
    """A renamed sign, or a weight without a sign, would change the text silently."""
    assert set(line_weights()) == {*line_signs(read_lines(TEXT, languages()), languages()), INTERCEPT}


@pytest.mark.parametrize("text", ["x", "A\nb", "One line of a few words.", TEXT, "-\n-\n-", "日本\n" * 3])
def test_signs_are_numbers_for_every_line(text: str) -> None:
    """Shares of empty lines and logarithms of zero give invalid numbers."""
    lines = read_lines(text, languages())
    signs = line_signs(lines, languages())
    assert all(values.shape == (len(lines),) and np.isfinite(values).all() for values in signs.values())
    assert body_lines(lines, languages()).shape == (len(lines),)


@pytest.mark.parametrize(
    ("odds", "lengths", "expected"),
    [
        ([3, 3, 3], [20, 20, 20], [1, 1, 1]),
        ([-3, -3], [20, 20], [0, 0]),
        ([3, -0.5, 3], [20, 2, 20], [1, 1, 1]),  # A heading stays.
        ([3, -4, -4, 3], [20, 9, 9, 20], [1, 0, 0, 1]),  # A box is cut.
        ([-3, 0.5, -3], [9, 20, 9], [0, 0, 0]),  # One sentence in a menu is cut.
        ([-3, 3], [2, 20], [0, 1]),
        ([3, -3], [20, 2], [1, 0]),
    ],
)
def test_the_likeliest_runs_are_kept(odds: list[float], lengths: list[float], expected: list[int]) -> None:
    """A change between text and furniture must be worth its cost."""
    assert (
        likeliest_runs(np.array(odds, dtype=float), np.array(lengths, dtype=float)).astype(int).tolist() == expected
    )
