"""How much a claim is worth checking: the probability that a fact-checker would take it up."""

import math
from collections.abc import Sequence

from hearsay.pipelines.records import WordSignal
from hearsay.pipelines.resolve.claims.finite_verbs import has_finite_verb
from hearsay.pipelines.resolve.speakers.descriptions import WORD

OF_FRAGMENTS = 0.07
"""What a stretch that states nothing comes to: of sentences of debates up to seven words long ClaimBuster's
annotators take up .066 of the 540 without a finite verb, and .146 of the 1,095 with one."""
ENOUGH, ENOUGH_WITHOUT_VERB = 5, 16
"""Words from which a part of a sentence is scored by its own words, with a finite verb and without."""


def check_worthiness(signals: Sequence[WordSignal], fragment: str = "") -> float | None:
    """Between 0 and 1, of the words of a claim's content; None where there are none.

    The logistic function of two sums that training/judge.py fits on sentences of debates (Hassan et al. 2017): what
    the encoder's states say on average, and what words and pairs of words say, over the root of their number.

    `fragment`: the content where it is a part of a sentence. The states of a few words tell of the sentence around
    them too, which may be dense with facts where they are not ('EU treaties'): such a part is drawn to OF_FRAGMENTS,
    the more the fewer its words are.
    """
    if not signals:
        return None
    of_states = sum(one.worth_of_state for one in signals) / len(signals)
    of_words = sum(one.worth_of_word for one in signals) / math.sqrt(len(signals))
    alone = 1 / (1 + math.exp(-max(min(of_states + of_words, 30.0), -30.0)))
    words = [match.group().lower().replace("’", "'") for match in WORD.finditer(fragment)]
    if not words:
        return round(alone, 3)
    weight = min(1.0, len(words) / (ENOUGH if has_finite_verb(words) else ENOUGH_WITHOUT_VERB))
    return round(alone * weight + OF_FRAGMENTS * (1 - weight), 3)
