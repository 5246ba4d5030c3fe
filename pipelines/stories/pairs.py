"""The likelihood that two articles are on the same event: logistic regression over four similarities.

The weights are in a data file.
"""

import math
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from hearsay.pipelines.lexicon import load_lexicon
from hearsay.pipelines.stories.keys import WINDOW_DAYS
from hearsay.pipelines.stories.profile import Profile, cosine

FEATURES = ("text", "names", "headline", "days")
_FILE = "stories/data/same_event.txt"


def pair_features(left: Profile, right: Profile, days: int) -> tuple[float, ...]:
    """Return the values of FEATURES for two articles.

    Similarities are square roots, because the step from nothing to something in common says more than later steps.
    `headline` is the share of a headline that occurs in the other article. `days` is the distance as a share of the
    window.
    """
    headline = max(cosine(left.title, right.terms), cosine(right.title, left.terms))
    likenesses = (cosine(left.terms, right.terms), cosine(left.names, right.names), headline)
    return (*(math.sqrt(likeness) for likeness in likenesses), min(days, WINDOW_DAYS) / WINDOW_DAYS)


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
