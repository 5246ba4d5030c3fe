"""Scores before and behind "according to"."""

from pathlib import Path

import numpy as np
import pytest

from hearsay.pipelines.language import Language, LanguageError
from hearsay.pipelines.reader.according_to import boost_according_to, cue_pieces
from hearsay.pipelines.reader.tags import ROLES, bio
from hearsay.pipelines.reader.trained import MODEL, TrainedReader
from hearsay.pipelines.reader.windows import load_tokenizer, split_words
from tests.english import ENGLISH

TOKENIZER = load_tokenizer(MODEL / "tokenizer.json")
CUES = cue_pieces(TOKENIZER.token_to_id, ENGLISH)
TAGS = bio(ROLES)


def changes(text: str) -> dict[str, str]:
    """Return the tags whose scores changed, each with + or - before it, by word."""
    words = split_words(text, TOKENIZER)
    scores = np.zeros((len(words), len(TAGS)), dtype=np.float32)
    changed = boost_according_to(scores, words, CUES)
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


def test_a_cue_that_the_reader_cannot_see_is_refused(tmp_path: Path) -> None:
    """A word of several pieces would never be found, without a message."""
    (tmp_path / "xx" / "reader").mkdir(parents=True)
    (tmp_path / "xx" / "language.toml").write_text('name = "Toy"\n', encoding="utf-8")
    (tmp_path / "xx" / "reader" / "source_cues.txt").write_text("# cues\nzzykkle to\n", encoding="utf-8")
    with pytest.raises(LanguageError, match="'zzykkle' is not a single word piece"):
        cue_pieces(TOKENIZER.token_to_id, Language(tmp_path / "xx"))


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
    (attribution,) = TrainedReader(ENGLISH).read(text).attributions
    assert [text[s.start : s.end] for s in attribution.source] == [source]
    assert [text[s.start : s.end] for s in attribution.content] == [content]
