"""What stands behind "according to" is a source."""

import numpy as np
import pytest

from pipelines.reader.according_to import ACCORDING, TO, no_content_behind
from pipelines.reader.tags import ROLES
from pipelines.reader.trained import MODEL, TrainedReader
from pipelines.reader.windows import load_tokenizer, split_words

TOKENIZER = load_tokenizer(MODEL / "tokenizer.json")


@pytest.mark.parametrize(
    ("text", "barred"),
    [
        ("According to Tessa it is open.", [2]),
        ("It is open, ACCORDING TO Tessa, and according to Tom.", [6, 11]),
        ("It was done according to\nTessa.", []),
        ("It was done according to", []),
        ("according", []),
    ],
)
def test_no_content_begins_there(text: str, barred: list[int]) -> None:
    words = split_words(text, TOKENIZER)
    scores = np.zeros((len(words), 1 + 2 * len(ROLES)), dtype=np.float32)
    changed = no_content_behind(scores, words)
    assert [(int(word), int(tag)) for word, tag in zip(*np.nonzero(changed), strict=True)] == [(w, 5) for w in barred]
    assert not scores.any()


def test_the_words_have_these_numbers() -> None:
    assert [TOKENIZER.token_to_id(word) for word in ("according", "to")] == [ACCORDING, TO]


def test_an_unfamiliar_source_is_found() -> None:
    text = "According to a draft seen by Meridian Now, the parties would end the sale of oil boilers in 2033."
    (said,) = TrainedReader().read(text).attributions
    assert [text[s.start : s.end] for s in said.source] == ["a draft seen by Meridian Now"]
    assert [text[s.start : s.end] for s in said.content] == ["the parties would end the sale of oil boilers in 2033"]
