"""The likelihood that two articles are on the same event: logistic regression over five features.

The weights are in a data file.
"""

import math
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from hearsay.pipelines.lexicon import load_lexicon
from hearsay.pipelines.stories.keys import WINDOW_DAYS
from hearsay.pipelines.stories.profile import Profile, Weights, cosine

FEATURES = ("text", "names", "headline", "both headlines", "days")
_FILE = "stories/data/same_event.txt"


def pair_features(left: Profile, right: Profile, days: int) -> tuple[float, ...]:
    """Return the values of FEATURES for two articles.

    Similarities are square roots, because the step from nothing to something in common says more than later steps.
    `headline` is the likeness of a headline and the other article. `both headlines` is the smaller share, by weight,
    of a headline's words that the other article has: headlines of two events each have a word of their own. It is 0
    for equal headlines, which are those of a column. `days` is the distance as a share of the window.
    """
    headline = max(cosine(left.title, right.terms), cosine(right.title, left.terms))
    likenesses = (cosine(left.terms, right.terms), cosine(left.names, right.names), headline)
    both = min(_share_in(left.title, right.terms), _share_in(right.title, left.terms))
    return (
        *(math.sqrt(likeness) for likeness in likenesses),
        both if left.title != right.title else 0.0,
        min(days, WINDOW_DAYS) / WINDOW_DAYS,
    )


def _share_in(weights: Weights, other: Weights) -> float:
    """Return the share of some weights whose words the other weights have too."""
    whole = math.fsum(weights.values())
    return math.fsum(weight for word, weight in weights.items() if word in other) / whole if whole else 0.0


def same_event(left: tuple[Profile, date], right: tuple[Profile, date]) -> float:
    """Return the likelihood that two articles are on the same event; 0 if they are further apart than the window."""
    days = abs((left[1] - right[1]).days)
    if days > WINDOW_DAYS:
        return 0.0
    weights = _model()
    features = pair_features(left[0], right[0], days)
    total = weights["intercept"] + sum(weights[name] * value for name, value in zip(FEATURES, features, strict=True))
    return 1 / (1 + math.exp(-total))


def least_likely() -> float:
    """Return the least likelihood at which two articles count as on the same event."""
    return _model()["threshold"]


@cache
def _model() -> Mapping[str, float]:
    return MappingProxyType({name: float(weight) for name, (weight,) in load_lexicon(_FILE).items()})
