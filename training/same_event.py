"""Fit the weights for two articles on the same event: python -m training.same_event GOLD > FILE.

GOLD holds stories/basil (github.com/launchnlp/BASIL: three outlets on each of 100 events). The project's own reader
reads the articles. The fit uses every other event, by their ids in order; the suite `stories` measures the rest.

The events lie far apart in time. So the days between two articles would almost separate the events alone, and a
model trained this way would join any two articles of a busy day. Therefore pairs on different events are trained
with the time differences of pairs on the same event; half of them with random differences within the window.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hearsay.pipelines.language import load_languages  # noqa: E402
from hearsay.pipelines.reader import read_text  # noqa: E402
from hearsay.pipelines.records import Article, Resolution  # noqa: E402
from hearsay.pipelines.resolve import resolve  # noqa: E402
from hearsay.pipelines.rows import span_text  # noqa: E402
from hearsay.pipelines.stories.keys import WINDOW_DAYS  # noqa: E402
from hearsay.pipelines.stories.known import KnownClaim  # noqa: E402
from hearsay.pipelines.stories.pairs import FEATURES, pair_features  # noqa: E402
from hearsay.pipelines.stories.profile import Profile, make_profile  # noqa: E402

PENALTY = 0.1
LEAST_PRECISION = 0.87
"""Least precision among these hard pairs above the threshold; among all news nearly all pairs are right."""
HEAD = """# Whether two articles are on one event: weights of pipelines/stories/pairs.py, and the least likelihood.
# Made by training/same_event.py from half of the events of BASIL (github.com/launchnlp/BASIL, Fan et al. 2019)."""


@dataclass(frozen=True)
class Covered:
    """Article on an event."""

    event: str
    day: date
    title: str
    text: str
    profile: Profile
    outlet: str
    claims: tuple[KnownClaim, ...] = ()


def load_events(gold: Path) -> list[Covered]:
    """Return the articles of BASIL, read by the project's reader."""
    covered: list[Covered] = []
    english = load_languages().default
    for file in sorted((gold / "stories" / "basil" / "articles").rglob("*.json")):
        story = json.loads(file.read_text(encoding="utf-8"))
        text = "\n\n".join(" ".join(paragraph) for paragraph in story["body-paragraphs"])
        article = Article("c" * 32, text, title=story["title"])
        reading = read_text(text, english)
        resolution = resolve(article, reading, english)
        canonical = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
        names = [
            (entity_id, canonical[entity_id])
            for mention, entity_id in zip(reading.mentions, resolution.mention_entities, strict=True)
            if entity_id is not None and mention.entity_type not in ("date", "money")
        ]
        profile = make_profile(story["title"], text, "en", names)
        day = date.fromisoformat(story["date"][:10])
        claims = _claims(f"{len(covered)}", text, resolution)
        covered.append(Covered(story["triplet-uuid"], day, story["title"], text, profile, story["source"], claims))
    return covered


def _claims(article: str, text: str, resolution: Resolution) -> tuple[KnownClaim, ...]:
    """Return the claims of an article as gathering receives them."""
    entities = {entity.entity_id: entity for entity in resolution.entities}
    claims = []
    for number, claim in enumerate(resolution.claims):
        source = entities.get(claim.source_entity_id or "")
        claims.append(
            KnownClaim(
                claim_id=f"{article}-{number}",
                content_text=span_text(text, claim.attribution.content) or "",
                source_entity_id=claim.source_entity_id,
                polarity=claim.polarity,
                source_name=source.canonical_name if source else None,
                source_entity_type=source.entity_type if source else None,
            )
        )
    return tuple(claims)


def training_events(articles: list[Covered]) -> set[str]:
    """Return every other event."""
    return set(sorted({article.event for article in articles})[::2])


def best_threshold(likelihoods: np.ndarray, is_same: np.ndarray) -> tuple[float, float]:
    """Return the threshold with the best pair F1, and that F1."""
    order = np.argsort(-likelihoods)
    hits = np.cumsum(is_same[order])
    scores = 2 * hits / (np.arange(1, len(order) + 1) + is_same.sum())
    best = int(scores.argmax())
    return float(likelihoods[order][best]), float(scores[best])


def precise_threshold(likelihoods: np.ndarray, is_same: np.ndarray) -> float:
    """Return the lowest threshold at which LEAST_PRECISION of the pairs are on the same event."""
    order = np.argsort(-likelihoods)
    precision = np.cumsum(is_same[order]) / np.arange(1, len(order) + 1)
    return float(likelihoods[order][np.flatnonzero(precision >= LEAST_PRECISION)[-1]])


def fit(rows: np.ndarray, is_same: np.ndarray) -> np.ndarray:
    """Return weights and intercept of a logistic regression with a small ridge, by Newton's method."""
    rows = np.column_stack([rows, np.ones(len(rows))])
    ridge = np.diag([PENALTY] * (rows.shape[1] - 1) + [0.0])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (likely - is_same) + ridge @ weights
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + ridge
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def main(gold: Path) -> None:
    articles = load_events(gold)
    chosen = training_events(articles)
    pairs = list(combinations([article for article in articles if article.event in chosen], 2))
    is_same = np.array([article.event == other.event for article, other in pairs])
    apart = np.array([abs((article.day - other.day).days) for article, other in pairs])
    chance = np.random.default_rng(1)
    as_if = np.where(
        chance.random(len(pairs)) < 0.5,
        chance.choice(apart[is_same], len(pairs)),
        chance.integers(0, WINDOW_DAYS + 1, len(pairs)),
    )
    days = np.where(is_same, apart, as_if)
    rows = np.array(
        [
            pair_features(article.profile, other.profile, int(day))
            for (article, other), day in zip(pairs, days, strict=True)
        ]
    )
    weights = fit(rows, is_same)
    likelihoods = 1 / (1 + np.exp(-(np.column_stack([rows, np.ones(len(rows))]) @ weights)))
    threshold = precise_threshold(likelihoods, is_same)
    score = best_threshold(likelihoods, is_same)[1]
    print(
        f"{len(articles)} articles, {len(chosen)} events trained on, best pair F1 there {score:.3f}", file=sys.stderr
    )
    named = dict(zip((*FEATURES, "intercept"), weights, strict=True)) | {"threshold": threshold}
    print(HEAD)
    for name, weight in sorted(named.items()):
        print(f"{name}\t{weight:.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    main(parser.parse_args().gold.resolve())
