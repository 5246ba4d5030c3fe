import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearsay.pipelines.reader.trained import MODEL
from hearsay.pipelines.reader.windows import SHAPES, WINDOW, lay_out, load_tokenizer, pack_windows, split_words

TOKENIZER = load_tokenizer(MODEL / "tokenizer.json")
SEPARATOR = TOKENIZER.token_to_id("[SEP]")
TEXTS = st.lists(
    st.sampled_from(
        ["word ", "Zelenskyy’s ", "ﬁne ", "日本語", "😀 ", "e\u0301 ", "\n", "\n\n", "“Yes,” ", "it", "\u00ad"]
    ),
    max_size=900,
).map("".join)


@pytest.mark.parametrize(
    "name", ["Adébáyọ̀", "Ṣàngó", "Q̃ara", "क्षेत्र", "नीति", "น้ำ", "שָׁלוֹם", "M̄ori", "e\u0301te\u0301"]
)
def test_a_word_ends_behind_its_marks(name: str) -> None:
    """Some letters have no form with the mark inside; a span that ends before the mark shows another letter."""
    text = f"The mayor, {name}, said that {name} {name}."
    words = split_words(text, TOKENIZER)
    assert not [end for end in words.ends.tolist() if end < len(text) and unicodedata.combining(text[end])]


@given(TEXTS)
@settings(deadline=None, max_examples=60)
def test_every_word_is_kept_once_and_in_order(text: str) -> None:
    """Windows may overlap, but the kept words must be the text, and no window may exceed the encoder's limit."""
    words = split_words(text, TOKENIZER)
    windows = list(pack_windows(words))
    assert [at for w in windows for at in range(w.keep_first, w.keep_last)] == list(range(len(words)))
    for window in windows:
        assert window.first <= window.keep_first <= window.keep_last <= window.last
        laid_out = lay_out(words, window)
        assert len(laid_out.pieces) == len(laid_out.features)
        assert len(laid_out.pieces) <= WINDOW or window.last == window.first + 1
        kept = words.pieces[words.first[window.keep_first : window.keep_last]]
        assert laid_out.pieces[laid_out.places].tolist() == kept.tolist()


@given(TEXTS)
@settings(deadline=None, max_examples=60)
def test_a_mark_stands_between_paragraphs_and_nowhere_else(text: str) -> None:
    """The encoder was trained with a mark at the end of a paragraph; the mark belongs to no word."""
    words = split_words(text, TOKENIZER)
    owned = [at for first, after in zip(words.first, words.after, strict=True) for at in range(first, after)]
    marks = sorted(set(range(len(words.pieces))) - set(owned))
    assert words.pieces[marks].tolist() == [SEPARATOR] * (
        len(set(words.paragraphs.tolist())) - 1 if len(words) else 0
    )
    assert words.features[marks].tolist() == [0] * len(marks)
    for at in marks:
        word = int((words.after == at).argmax())
        assert words.paragraphs[word] < words.paragraphs[word + 1]


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=200)
def test_words_point_into_the_text_as_it_is(text: str) -> None:
    """The tokenizer folds case, accents and width; offsets must point into the text before folding."""
    words = split_words(text, TOKENIZER)
    before = 0
    for start, end in zip(words.starts.tolist(), words.ends.tolist(), strict=True):
        assert before <= start < end <= len(text)
        assert text[start:end].strip()
        before = end


def test_ligatures_accents_and_emoji_keep_their_offsets() -> None:
    """Characters that become several pieces, or none, must not shift the offsets behind them."""
    text = "The oﬃcial said 😀 it’s naïve, São Paulo’s mayor."
    words = split_words(text, TOKENIZER)
    written = [text[s:e] for s, e in zip(words.starts.tolist(), words.ends.tolist(), strict=True)]
    for word in ("oﬃcial", "said", "naïve", "São", "Paulo", "mayor"):
        assert word in written


def test_a_window_is_full_of_whole_paragraphs() -> None:
    """The tagger needs the text around a sentence; only a paragraph longer than a window is cut."""
    text = "\n".join(["One two three four five."] * 100)
    words = split_words(text, TOKENIZER)
    for window in pack_windows(words):
        assert window.first == window.keep_first
        assert window.last == window.keep_last
        assert window.last == len(words) or words.paragraphs[window.last - 1] < words.paragraphs[window.last]


def test_a_long_paragraph_is_seen_in_windows_that_overlap() -> None:
    """No word but the first and the last may be judged at the edge of its window."""
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
    """No piece of a window shows a quotation mark that was opened long before."""
    words = split_words(text, TOKENIZER)
    assert [int(feature > SHAPES) for feature in words.features[words.first]] == quoted
