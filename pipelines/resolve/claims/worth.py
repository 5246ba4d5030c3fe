"""Check-worthiness of a claim: the probability that a fact-checker would take the claim up."""

import math
from collections.abc import Sequence
from operator import attrgetter

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import WordSignal
from hearsay.pipelines.resolve.finite_verbs import has_finite_verb
from hearsay.pipelines.resolve.speakers.descriptions import plain_words

OF_FRAGMENTS = 0.07
"""Check-worthiness of a fragment that states nothing. Among sentences of debates of up to seven words,
ClaimBuster's annotators take up .066 of the 540 without a finite verb, and .146 of the 1,095 with a finite verb."""
ENOUGH, ENOUGH_WITHOUT_VERB = 5, 16
"""Fewest words of a fragment with a full score, with a finite verb and without."""
_OF_STATE, _OF_WORD = attrgetter("worth_of_state"), attrgetter("worth_of_word")


def check_worthiness(signals: Sequence[WordSignal], language: Language, fragment: str = "") -> float | None:
    """Return a probability between 0 and 1 for the words of a claim's content; None without signals.

    The probability is the logistic function of two sums that training/judge.py fits on sentences of debates (Hassan
    et al. 2017): the mean of the encoder states, and the sum over words and pairs of words, divided by the root of
    their number.

    Args:
        signals: The signals of the content's words.
        language: The language of the content.
        fragment: The content if it is only a part of a sentence, else "". The encoder states of a few words also
            reflect the sentence around them, which may be dense with facts when the fragment is not ('EU treaties').
            So the fewer words a fragment has, the closer its value is to OF_FRAGMENTS.
    """
    if not signals:
        return None
    of_states = sum(map(_OF_STATE, signals)) / len(signals)
    of_words = sum(map(_OF_WORD, signals)) / math.sqrt(len(signals))
    alone = 1 / (1 + math.exp(-max(min(of_states + of_words, 30.0), -30.0)))
    words = plain_words(fragment)
    if not words:
        return round(alone, 3)
    weight = min(1.0, len(words) / (ENOUGH if has_finite_verb(words, language) else ENOUGH_WITHOUT_VERB))
    return round(alone * weight + OF_FRAGMENTS * (1 - weight), 3)
