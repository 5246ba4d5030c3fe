"""Scores before and behind "according to"."""

import numpy as np
import pytest

from hearsay.pipelines.reader.according_to import NOBODY, PIECES, boost_according_to
from hearsay.pipelines.reader.tags import ROLES, bio
from hearsay.pipelines.reader.trained import MODEL, TrainedReader
from hearsay.pipelines.reader.windows import load_tokenizer, split_words

TOKENIZER = load_tokenizer(MODEL / "tokenizer.json")
TAGS = bio(ROLES)


def changes(text: str) -> dict[str, str]:
    """Return the tags whose scores changed, each with + or - before it, by word."""
    words = split_words(text, TOKENIZER)
    scores = np.zeros((len(words), len(TAGS)), dtype=np.float32)
    changed = boost_according_to(scores, words)
    assert not scores.any()
    changed_tags: dict[str, str] = {}
    for word, tag in zip(*np.nonzero(changed), strict=True):
        name = text[words.starts[word] : words.ends[word]]
        changed_tags[name] = changed_tags.get(name, "") + ("+" if changed[word, tag] > 0 else "-") + TAGS[tag]
    return changed_tags


CUE = {"according": "+B-cue", "to": "+I-cue"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It is open, according to Tessa, who left.", CUE | {"Tessa": "+B-source-B-content"}),
        (
            "No. According to Tessa, nobody left.",
            {"According": "+B-cue", "to": "+I-cue", "Tessa": "+B-source-B-content", "nobody": "+B-content"},
        ),
        (
            "According to Tessa, head of sales, nobody left. So, he did.",
            {"According": "+B-cue", "to": "+I-cue", "Tessa": "+B-source-B-content"}
            | {"head": "+B-content", "nobody": "+B-content"},
        ),
        ("It ran according to plan, they left.", {"plan": "-B-content"}),
        ("It was done according to\nTessa.", {}),
        ("It was done according to", {}),
        ("according", {}),
        ("according to Tessa. Then, she left", CUE | {"Tessa": "+B-source-B-content"}),
        ("according to Tessa\nThen, she left", CUE | {"Tessa": "+B-source-B-content"}),
        ("according to Tessa,", CUE | {"Tessa": "+B-source-B-content"}),
        ("according to Tessa,\nshe left", CUE | {"Tessa": "+B-source-B-content"}),
    ],
)
def test_the_cue_its_source_and_the_content_behind_the_comma(text: str, wanted: dict[str, str]) -> None:
    assert changes(text) == wanted


def test_the_pieces_have_these_numbers() -> None:
    pieces = PIECES | NOBODY
    assert {piece: TOKENIZER.token_to_id(piece) for piece in pieces} == pieces


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "According to a draft seen by Meridian Now, the parties would end the sale of oil boilers in 2033.",
            "a draft seen by Meridian Now",
            "the parties would end the sale of oil boilers in 2033",
        ),
        (
            "According to the survey, the north wing could be closed until 2028.",
            "the survey",
            "the north wing could be closed until 2028",
        ),
        (
            "According to Lu Li-shih, a former instructor at the academy, the radar should be installed soon.",
            "Lu Li-shih, a former instructor at the academy",
            "the radar should be installed soon",
        ),
    ],
)
def test_an_unfamiliar_source_is_found(text: str, source: str, content: str) -> None:
    (attribution,) = TrainedReader().read(text).attributions
    assert [text[s.start : s.end] for s in attribution.source] == [source]
    assert [text[s.start : s.end] for s in attribution.content] == [content]
