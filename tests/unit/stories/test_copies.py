"""Near-duplicates: edits of a wire story give a copy; a shared template or a shared footer does not."""

import random

import pytest

from hearsay.pipelines.stories.copies import Body, copy_similarity
from hearsay.pipelines.stories.keys import claim_bands, text_bands
from hearsay.pipelines.stories.words import facts, resemblance, shingles, split_sentences, split_words
from tests.specimens.pages import paragraphs

STORY = [
    f"The {noun} of {place} told {name} on day {number} that {thing} would cost {number + 3} million pounds."
    for number, (noun, place, name, thing) in enumerate(
        zip(
            (
                "mayor",
                "treasurer",
                "harbour master",
                "vicar",
                "builder",
                "teacher",
                "farmer",
                "judge",
                "nurse",
                "pilot",
            ),
            (
                "Osmere",
                "Pell",
                "Tarnhead",
                "Calder",
                "Skerry",
                "Merrow",
                "Averland",
                "Fenwick",
                "Whitcombe",
                "Renholm",
            ),
            ("Voss", "Obuya", "Holt", "Penn", "Ruiz", "Lund", "Sato", "Okoro", "Bell", "Diaz"),
            (
                "the sea wall",
                "a school",
                "the ferry",
                "its roof",
                "a mill",
                "the bridge",
                "a dam",
                "the trial",
                "a ward",
                "a jet",
            ),
            strict=True,
        )
    )
]
CHANGED_WORDS = {
    "zh": (("五周", "六周"), ("细小", "微小"), ("大部分", "主要"), ("节日", "假日"), ("小船", "游船")),
    "ja": (("五週間", "六週間"), ("細い", "小さな"), ("大半", "多く"), ("祝日", "休日"), ("ボート", "小舟")),
    "th": (("ห้า", "หก"), ("เล็ก", "บาง")),
    "ko": (("약 30억", "약 31억"),),
}
GOLDEN_OF_LANGUAGES = {"de": -5912804834197872832, "el": -7318918551705223732, "pl": 2945050157949587042}
GOLDEN_OF_LANGUAGES |= {"ru": -2228806739203537293, "vi": 4698910784694597617}
"""The first band of the text of some articles."""
TAIL = [
    "Read by half a million people every week, this newspaper stands on its own.",
    "Sign up to our newsletter to have the news at seven every single morning.",
    "Our reporters can be reached by letter, by telephone and on the usual networks.",
    "We correct our mistakes in print and online, and say that we have done so.",
    "Your subscription pays for local journalism in the whole of the region.",
]


def similarity(one, other):
    return copy_similarity(Body(" ".join(one)), Body(" ".join(other)))


@pytest.mark.parametrize(
    ("edited", "least"),
    [
        (STORY, 1.0),
        (STORY[:7], 0.69),  # cut from below, as wire stories are
        (STORY[3:] + STORY[:3], 1.0),  # another order
        ([*STORY[:7], *(f"Nobody in town had heard of plan {n}." for n in range(3))], 0.5),  # three rewritten
        ([line.replace("million pounds", "million pounds, it is said") for line in STORY], 0.6),  # each one touched
    ],
)
def test_edits_of_a_wire_story_leave_a_copy(edited, least):
    """Outlets shorten the same text, reorder it and rewrite some sentences."""
    found = similarity(STORY, edited)
    assert found is not None
    assert found >= least


def test_another_story_is_no_copy():
    """Other news must not be linked."""
    assert similarity(STORY[:5], STORY[5:]) is None


def test_reports_of_one_template_are_no_copies():
    """Weather, scores and prices have the same sentences every day with other facts."""
    report = "{a} beat {b} by {n} to {m}. The crowd of {o} saw it all. The table is brought up to date every night."
    filled = [
        report.format(a=a, b=b, n=n, m=m, o=o)
        for a, b, n, m, o in (("Osmere", "Pell", 3, 2, 4000), ("Calder", "Skerry", 1, 0, 900))
    ]
    assert similarity(filled[:1], filled[1:]) is None


def test_a_long_tail_in_common_makes_no_copy():
    """A short item above the outlet's own footer is mostly footer."""
    one = ["A fire broke out in Calder Street in Osmere at four.", "Seven people were brought to Pell by 12 boats."]
    other = ["A bank in Merrow lost 90 million to thieves from Skerry.", "Two people were seen in Fenwick at dawn."]
    assert resemblance(Body(" ".join([*one, *TAIL])).shingles, Body(" ".join([*other, *TAIL])).shingles) > 0.45
    assert similarity([*one, *TAIL], [*other, *TAIL]) is None


def test_copies_share_a_band_and_strangers_do_not():
    """Only texts with a common band are ever compared."""
    bands = set(text_bands(" ".join(STORY)))
    assert bands & set(text_bands(" ".join(STORY[:7])))
    assert not bands & set(text_bands(" ".join(TAIL)))


def test_resemblance_of_half_is_found_nearly_always():
    """The number of bands was chosen for this bound. The 200 pairs of random texts are the same in every run."""
    chance, met = random.Random(1), 0
    for _ in range(200):
        parts = [" ".join(f"w{chance.randrange(9999)}" for _ in range(12)) + "." for _ in range(20)]
        changed = parts[:14] + [" ".join(f"v{chance.randrange(9999)}" for _ in range(12)) + "." for _ in range(6)]
        met += bool(set(text_bands(" ".join(parts))) & set(text_bands(" ".join(changed))))
    assert met >= 197


def test_keys_are_what_they_were():
    """Keys are stored. If a library hashed differently, no copy would be found, and no error would show it."""
    assert text_bands(" ".join(STORY))[:2] == GOLDEN_TEXT
    assert claim_bands("the harbour of Osmere stays shut until May")[:2] == GOLDEN_CLAIM


GOLDEN_TEXT = (-2195418087209729887, -6820377754642041894)
GOLDEN_CLAIM = (5878217932605896959, 8847663481115384499)


def test_short_texts_have_no_bands():
    """Many pages share a caption."""
    assert text_bands("Photograph by Jo Penn.") == ()
    assert claim_bands("No comment.") == ()


def test_words_sentences_and_facts():
    """Texts are compared in these forms."""
    assert split_words("Voss’s “plan” cost £3.8m, he didn’t say") == (
        "voss",
        "plan",
        "cost",
        "3.8",
        "m",
        "he",
        "didn't",
        "say",
    )
    assert split_sentences("One two. Three!\nfour") == [("one", "two"), ("three",), ("four",)]
    assert facts("Rain fell on Osmere. The 3 boats left.") == {"Osmere", "3"}
    assert shingles([("a", "b", "c"), ("d",)], 2) == {"a b", "b c", "d"}
    assert resemblance(frozenset(), frozenset()) == 0


@pytest.mark.parametrize("code", CHANGED_WORDS)
def test_a_copy_in_a_script_without_blanks(code: str) -> None:
    """A whole clause was one word, so a changed letter broke five runs of words."""
    text = "\n".join(paragraphs(code))
    changed = text
    for word, other in CHANGED_WORDS[code]:
        changed = changed.replace(word, other)
    assert changed != text
    assert (copy_similarity(Body(text), Body(changed)) or 0) > 0.45
    assert set(text_bands(text)) & set(text_bands(changed))


def test_other_articles_of_a_language_are_no_copies() -> None:
    """Two letters as a word must not make all Chinese texts alike."""
    first, second, third = (Body(paragraph) for paragraph in paragraphs("zh"))
    assert copy_similarity(first, second) is copy_similarity(second, third) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("松溪水库。放空", ("松溪", "溪水", "水库", "放空")),
        ("湖 2025年", ("湖", "2025", "年")),
        ("می‌شود", ("میشود",)),
        ("नदी का", ("नदी", "का")),
        ("O’Hara’s boat", ("o'hara", "boat")),
    ],
)
def test_words_of_any_script(text: str, words: tuple[str, ...]) -> None:
    """Marks belong to their letter, and joiners make no other word."""
    assert split_words(text) == words


def test_sentences_end_without_a_blank() -> None:
    """A full stop of East Asia has no blank behind it."""
    assert len(split_sentences("水库将放空。为什么？因为大坝有裂缝！")) == 3
    assert len(split_sentences("「水を抜く。」と町は言う。湖は１．５倍だ。")) == 3


@pytest.mark.parametrize("code", GOLDEN_OF_LANGUAGES)
def test_keys_of_texts_with_blanks_stay(code: str) -> None:
    """Keys are stored; the words of scripts without blanks are no reason to change them."""
    assert text_bands(" ".join(paragraphs(code)))[0] == GOLDEN_OF_LANGUAGES[code]
