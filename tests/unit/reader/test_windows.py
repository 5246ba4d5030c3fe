import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reader.trained import MODEL
from pipelines.reader.windows import SHAPES, WINDOW, lay_out, load_tokenizer, pack_windows, split_words

TOKENIZER = load_tokenizer(MODEL / "tokenizer.json")
TEXTS = st.lists(
    st.sampled_from(
        ["word ", "Zelenskyy’s ", "ﬁne ", "日本語", "😀 ", "e\u0301 ", "\n", "\n\n", "“Yes,” ", "it", "\u00ad"]
    ),
    max_size=900,
).map("".join)


@given(TEXTS)
@settings(deadline=None, max_examples=60)
def test_every_word_is_kept_once_and_in_order(text: str) -> None:
    """Windows may overlap; what they keep is the text, and none is longer than the encoder can see."""
    words = split_words(text, TOKENIZER)
    windows = list(pack_windows(words))
    assert [at for w in windows for at in range(w.keep_first, w.keep_last)] == list(range(len(words)))
    for window in windows:
        assert window.first <= window.keep_first <= window.keep_last <= window.last
        batch = lay_out(words, [window])
        assert batch.pieces.shape[1] <= WINDOW or window.last == window.first + 1
        kept = words.pieces[words.first[window.keep_first : window.keep_last]]
        assert batch.pieces[0, batch.places[:, 1]].tolist() == kept.tolist()


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=200)
def test_words_point_into_the_text_as_it_is(text: str) -> None:
    """The tokenizer folds case, accents and width; offsets are those of the text before it did."""
    words = split_words(text, TOKENIZER)
    before = 0
    for start, end in zip(words.starts.tolist(), words.ends.tolist(), strict=True):
        assert before <= start < end <= len(text)
        assert text[start:end].strip()
        before = end


def test_ligatures_accents_and_emoji_keep_their_offsets() -> None:
    """Characters that become several pieces, or pieces that become none, must not shift what follows."""
    text = "The oﬃcial said 😀 it’s naïve, São Paulo’s mayor."
    words = split_words(text, TOKENIZER)
    found = [text[s:e] for s, e in zip(words.starts.tolist(), words.ends.tolist(), strict=True)]
    for word in ("oﬃcial", "said", "naïve", "São", "Paulo", "mayor"):
        assert word in found


def test_a_window_is_full_of_whole_paragraphs() -> None:
    """The tagger sees what a reader sees around a sentence; only a paragraph longer than a window is cut."""
    text = "\n".join(["One two three four five."] * 100)
    words = split_words(text, TOKENIZER)
    for window in pack_windows(words):
        assert window.first == window.keep_first
        assert window.last == window.keep_last
        assert window.last == len(words) or words.paragraphs[window.last - 1] < words.paragraphs[window.last]


def test_a_long_paragraph_is_seen_in_windows_that_overlap() -> None:
    """No word of it is judged at the edge of what was seen, but the first and the last."""
    words = split_words("word " * 1000, TOKENIZER)
    windows = list(pack_windows(words))
    assert len(windows) > 1000 // WINDOW
    for window in windows[1:]:
        assert window.keep_first - window.first >= 8
    for window in windows[:-1]:
        assert window.last - window.keep_last >= 8


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("He said “we go” now", [0, 0, 1, 1, 1, 1, 0]), ("It’s ‘so’ it", [0, 0, 0, 1, 1, 1, 0])],
)
def test_words_know_whether_a_quotation_is_open(text: str, quoted: list[int]) -> None:
    """A mark opened long before the window is seen by no piece of it."""
    words = split_words(text, TOKENIZER)
    assert [int(feature > SHAPES) for feature in words.features[words.first[:-1]]] == quoted
