"""Excerpts: whether the words of a content are in another content, and whether the rest contradicts them.

Outlets cut a quotation at different places. The shorter content is then a run of the longer, apart from a changed
word. Words that two contents share here and there are no excerpt.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from hearsay.pipelines.stories.words import Sentence, facts, shingles, split_words

LEAST_SHARED = 0.8
"""The least share of the shorter content's words that are in the longer content, in the same order."""
LEAST_IN_RUNS = 0.65
"""The least share of the shorter content's words that are in common runs of RUN words."""
RUN = 3
QUOTES = ("“", '"', "«", "„", "「")
MOST_ADDED = 4
"""The most words that a gap has more in one content than in the other, if a number or a negation in it counts."""


@dataclass(frozen=True)
class Wording:
    """A content prepared for comparison, with features that are computed at the first use."""

    content: str

    @cached_property
    def words(self) -> Sentence:
        """The words in order."""
        return split_words(self.content)

    @cached_property
    def runs(self) -> frozenset[Sentence]:
        """The runs of RUN words, also over the ends of sentences, because outlets join quotations."""
        return frozenset(self.words[start : start + RUN] for start in range(len(self.words) - RUN + 1))

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring words."""
        return shingles([self.words], 2)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The numbers and the words with a capital inside a sentence, without single letters such as "I"."""
        words = (split_words(fact) for fact in facts(self.content))
        return frozenset(word for (word, *_) in filter(None, words) if len(word) > 1 or word.isdigit())

    @property
    def is_quoted(self) -> bool:
        """True if the content begins with a quotation mark."""
        return self.content.lstrip()[:1] in (*QUOTES, "'", "‘")

    @property
    def has_quotation(self) -> bool:
        """True if the content has a quotation mark that is no apostrophe."""
        return any(mark in self.content for mark in QUOTES)


@lru_cache(maxsize=8192)
def wording(content: str) -> Wording:
    """Return a content prepared for comparison. The claims of a story are compared many times."""
    return Wording(content)


@dataclass(frozen=True, slots=True)
class Gap:
    """Words of two contents between two common runs of words, or beside the first or last. One may be empty."""

    left: Sentence
    right: Sentence


@dataclass(frozen=True, slots=True)
class Overlap:
    """The common words of two contents.

    Attributes:
        shared: The number of common words.
        in_runs: The number of common words in runs of RUN words.
        gaps: The other words between the common words; before the first and after the last, as many as both have.
    """

    shared: int
    in_runs: int
    gaps: tuple[Gap, ...]


def overlap(left: Wording, right: Wording) -> Overlap:
    """Return the common words of two contents."""
    matcher = SequenceMatcher(None, left.words, right.words, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return Overlap(0, 0, ())
    first, last = blocks[0], blocks[-1]
    ends = (left.words[last.a + last.size :], right.words[last.b + last.size :])
    before, behind = min(first.a, first.b), min(map(len, ends))
    gaps = (
        Gap(left.words[first.a - before : first.a], right.words[first.b - before : first.b]),
        *(
            Gap(left.words[a.a + a.size : b.a], right.words[a.b + a.size : b.b])
            for a, b in itertools.pairwise(blocks)
        ),
        Gap(ends[0][:behind], ends[1][:behind]),
    )
    return Overlap(
        sum(block.size for block in blocks), sum(block.size for block in blocks if block.size >= RUN), gaps
    )


def may_be_excerpt(left: Wording, right: Wording, runs: int) -> bool:
    """Return True if contents with a number of common runs may be excerpts: a run has at most RUN of the words."""
    return RUN * runs >= LEAST_IN_RUNS * min(len(left.words), len(right.words))


def is_excerpt(left: Wording, right: Wording, common: Overlap) -> bool:
    """Return True if nearly all words of the shorter content are in the longer content, most of them in runs."""
    words = min(len(left.words), len(right.words))
    return common.shared >= LEAST_SHARED * words and common.in_runs >= LEAST_IN_RUNS * words


def contradicts(
    left: Wording,
    right: Wording,
    common: Overlap,
    turn: Callable[[str], str | None],
    no_names: Container[str] = (),
) -> bool:
    """Return True if the contents differ in a name, a number or a negation between their common words.

    Many words without a counterpart do not contradict: the other outlet left them out.

    Args:
        left: A content.
        right: Another content.
        common: Their common words.
        turn: Returns the number or negation that a word is, or None.
        no_names: Words with a capital that are no names, such as "Mr".
    """
    for gap in common.gaps:
        new = _changed(gap.left, left, right, no_names)
        if new and _changed(gap.right, right, left, no_names):
            return True
        is_cut = abs(len(gap.left) - len(gap.right)) > MOST_ADDED
        if not is_cut and Counter(_turns(gap.left, turn)) != Counter(_turns(gap.right, turn)):
            return True
    return False


def _changed(words: Sentence, of: Wording, other: Wording, no_names: Container[str]) -> list[str]:
    """Return the names and numbers of a gap that the other content has nowhere."""
    return [word for word in words if word in of.facts and word not in other.words and word not in no_names]


def _turns(words: Sentence, turn: Callable[[str], str | None]) -> Iterator[str]:
    return (turned for word in words if (turned := turn(word)) is not None)
