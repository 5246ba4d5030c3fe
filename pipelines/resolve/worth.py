"""How much a claim is worth checking: the probability that a fact-checker would take it up."""

import math
from collections.abc import Sequence

from pipelines.records import WordSignal


def check_worthiness(signals: Sequence[WordSignal]) -> float | None:
    """Between 0 and 1, of the words of a claim's content; None where there are none.

    The logistic function of two sums that training/judge.py fits on sentences of debates (Hassan et al. 2017): what
    the encoder's states say on average, and what words and pairs of words say, over the root of their number.
    """
    if not signals:
        return None
    of_states = sum(one.worth_of_state for one in signals) / len(signals)
    of_words = sum(one.worth_of_word for one in signals) / math.sqrt(len(signals))
    return round(1 / (1 + math.exp(-max(min(of_states + of_words, 30.0), -30.0))), 3)
