"""Whether two articles are on one event: a logistic regression of four likenesses, its weights in a data file."""

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


def pair_features(one: Profile, other: Profile, days: int) -> tuple[float, ...]:
    """FEATURES of two articles. Roots, since the step from nothing shared to something says more than later ones.

    `headline`: how much of one headline stands in the other article; `days` apart, as a share of the window.
    """
    headline = max(cosine(one.title, other.terms), cosine(other.title, one.terms))
    likenesses = (cosine(one.terms, other.terms), cosine(one.names, other.names), headline)
    return (*(math.sqrt(likeness) for likeness in likenesses), min(days, WINDOW_DAYS) / WINDOW_DAYS)


def same_event(one: tuple[Profile, date], other: tuple[Profile, date]) -> float:
    """How likely it is that two articles are on one event; 0 for those further apart than the window."""
    days = abs((one[1] - other[1]).days)
    if days > WINDOW_DAYS:
        return 0.0
    weights = _model()
    found = pair_features(one[0], other[0], days)
    total = weights["intercept"] + sum(weights[name] * value for name, value in zip(FEATURES, found, strict=True))
    return 1 / (1 + math.exp(-total))


def least_likely() -> float:
    """The likelihood from which two articles are taken to be on one event."""
    return _model()["threshold"]


@cache
def _model() -> Mapping[str, float]:
    return MappingProxyType({name: float(weight) for name, (weight,) in load_lexicon(_FILE).items()})
