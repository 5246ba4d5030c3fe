"""Articles on one event, on the events of BASIL.

The events that training/same_event.py trained on choose the thresholds, the others are measured: pairs by their
likelihood, with the days between the articles and without (the worth of words and names alone), and pairs by the
stories that clustering makes. TF-IDF of title and text with its best threshold has an F1 of .87 on the same pairs.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.figure import Figure, Row, Target, at_least, figures_of, harmonic_mean
from hearsay.pipelines.language import load_languages
from hearsay.pipelines.stories import Appearance, KnownArticle, Neighbourhood, article_keys, gather
from hearsay.pipelines.stories.pairs import least_likely, same_event
from hearsay.pipelines.stories.profile import cosine
from training.same_event import Covered, best_threshold, load_events, training_events

TFIDF = at_least(0.87)


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return precision, recall and F1 of the pairs of the events that were not trained on."""
    articles = load_events(gold)
    trained = training_events(articles)
    pairs = list(combinations(range(len(articles)), 2))
    same = np.array([articles[i].event == articles[j].event for i, j in pairs])
    in_train = [article.event in trained for article in articles]
    train = np.array([in_train[i] and in_train[j] for i, j in pairs])
    test = np.array([not in_train[i] and not in_train[j] for i, j in pairs])
    place = [(article.profile, article.day) for article in articles]
    dated = np.array([same_event(place[i], place[j]) for i, j in pairs])
    undated = np.array([same_event((place[i][0], place[0][1]), (place[j][0], place[0][1])) for i, j in pairs])
    words = np.array([cosine(place[i][0].terms, place[j][0].terms) for i, j in pairs])
    stories = clustered_stories(articles)
    rows = list(_rows("stories", np.array([stories[i] == stories[j] for i, j in pairs])[test], same[test], TFIDF))
    rows += _rows("likelihood", dated[test] >= least_likely(), same[test])
    for name, scores in (("likelihood without days", undated), ("words alone", words)):
        rows += _rows(name, scores[test] >= best_threshold(scores[train], same[train])[0], same[test])
    return figures_of("stories", rows, int(same[test].sum()), "BASIL", "events not trained on", "pairs on one event")


def _rows(
    name: str, is_found: NDArray[np.bool_], is_same: NDArray[np.bool_], target: Target | None = None
) -> Iterator[Row]:
    right = (is_found & is_same).sum()
    precision, recall = float(right / max(1, is_found.sum())), float(right / is_same.sum())
    yield f"pairs by {name}, F1", harmonic_mean(precision, recall), target, "share"
    yield f"pairs by {name}, precision", precision, None, "share"
    yield f"pairs by {name}, recall", recall, None, "share"


def clustered_stories(articles: list[Covered]) -> list[str]:
    """Return the story of each article, clustered in one batch as in a run."""
    new = []
    for number, article in enumerate(articles):
        at = datetime.combine(article.day, time(12), UTC) + timedelta(seconds=number)
        name = f"{number:032x}"
        new.append(KnownArticle(name, Appearance(at.date(), True, at, at, name), article.text, article.profile))
    keys = {article.version_id: article_keys(article.text, article.profile, article.day) for article in new}
    story_of = gather(new, keys, Neighbourhood(), load_languages()).story_of
    return [story_of[article.version_id] for article in new]
