"""Articles on one event, on the events of BASIL.

The events that training/same_event.py trained on choose the thresholds, the others are measured: pairs by their
likelihood, with the days between the articles and without (the worth of words and names alone), and pairs by the
stories that clustering makes, with their dates and as if all articles had one date. Without dates a single wrong link
joins two events, so these figures are means over some orders of the articles. TF-IDF of title and text with its best
threshold has an F1 of .87 on the same pairs.

Repeated claims are measured on all events: two claims of an event in two outlets, of which the longer has the words
of the shorter in order, count as the same claim. Nobody annotated them, so a few share words by chance.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.figure import Figure, Row, Target, at_least, figures_of, harmonic_mean
from hearsay.pipelines.language import load_languages
from hearsay.pipelines.stories import Appearance, Decisions, KnownArticle, Neighbourhood, article_keys, gather
from hearsay.pipelines.stories.pairs import least_likely, same_event
from hearsay.pipelines.stories.profile import cosine
from hearsay.pipelines.stories.words import split_words
from training.same_event import Covered, best_threshold, load_events, training_events

TFIDF = at_least(0.87)
ORDERS = 5
ONE_GROUP = at_least(0.8)
LEAST_SHARED, FEWEST_WORDS = 0.8, 8
"""The least share of the shorter claim's words in the longer, and its fewest words."""


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
    decisions = gathered(articles)
    stories = stories_of(articles, decisions)
    rows = list(_rows("stories", np.array([stories[i] == stories[j] for i, j in pairs])[test], same[test], TFIDF))
    rows += _rows_of_one_date(articles, [pair for pair, is_tested in zip(pairs, test, strict=True) if is_tested])
    rows += _rows("likelihood", dated[test] >= least_likely(), same[test])
    for name, scores in (("likelihood without days", undated), ("words alone", words)):
        rows += _rows(name, scores[test] >= best_threshold(scores[train], same[train])[0], same[test])
    figures = figures_of(
        "stories", rows, int(same[test].sum()), "BASIL", "events not trained on", "pairs on one event"
    )
    return figures + list(_claim_figures(articles, decisions))


def _rows(
    name: str, is_found: NDArray[np.bool_], is_same: NDArray[np.bool_], target: Target | None = None
) -> Iterator[Row]:
    right = (is_found & is_same).sum()
    precision, recall = float(right / max(1, is_found.sum())), float(right / is_same.sum())
    yield f"pairs by {name}, F1", harmonic_mean(precision, recall), target, "share"
    yield f"pairs by {name}, precision", precision, None, "share"
    yield f"pairs by {name}, recall", recall, None, "share"


def _rows_of_one_date(articles: list[Covered], pairs: list[tuple[int, int]]) -> Iterator[Row]:
    """Yield the means, over some orders, of the figures of pairs by stories if all articles had one date."""
    is_same = np.array([articles[i].event == articles[j].event for i, j in pairs])
    of_orders = []
    for seed in range(ORDERS):
        order = np.random.default_rng(seed).permutation(len(articles))
        shuffled = [replace(articles[place], day=articles[0].day) for place in order]
        story_of = dict(zip(order.tolist(), stories_of(shuffled, gathered(shuffled)), strict=True))
        of_orders.append(
            list(_rows("stories of one date", np.array([story_of[i] == story_of[j] for i, j in pairs]), is_same))
        )
    for rows in zip(*of_orders, strict=True):
        name, _, target, unit = rows[0]
        yield name, float(np.mean([value for _, value, _, _ in rows])), target, unit


def gathered(articles: list[Covered]) -> Decisions:
    """Return the decisions about articles, gathered in one batch as in a run."""
    new = []
    for number, article in enumerate(articles):
        at = datetime.combine(article.day, time(12), UTC) + timedelta(seconds=number)
        name = f"{number:032x}"
        appearance = Appearance(at.date(), True, at, at, name)
        new.append(KnownArticle(name, appearance, article.text, article.profile, claims=article.claims))
    keys = {article.version_id: article_keys(article.text, article.profile, article.day) for article in new}
    return gather(new, keys, Neighbourhood(), load_languages())


def stories_of(articles: list[Covered], decisions: Decisions) -> list[str]:
    """Return the story of each article."""
    return [decisions.story_of[f"{number:032x}"] for number in range(len(articles))]


def _claim_figures(articles: list[Covered], decisions: Decisions) -> Iterator[Figure]:
    """Yield the share of repeated claims in one group, and the share of pairs in a group that are of two events."""
    group_of = decisions.group_of
    repeated = list(repeated_claims(articles))
    together = sum(group_of[claim] == group_of[other] for claim, other in repeated)
    event_of = {claim.claim_id: article.event for article in articles for claim in article.claims}
    groups: dict[str, list[str]] = defaultdict(list)
    for claim, group in group_of.items():
        groups[group].append(claim)
    grouped = [pair for members in groups.values() for pair in combinations(members, 2)]
    apart = sum(event_of[claim] != event_of[other] for claim, other in grouped)
    values = (
        ("repeated claims in one group", together, len(repeated), ONE_GROUP, "pairs of two outlets"),
        ("claims of two events in one group", apart, len(grouped), None, "pairs in a group"),
    )
    for name, count, n, target, items in values:
        yield Figure("stories", name, n, count / max(1, n), target, "BASIL", "all events", "share", items)


def repeated_claims(articles: list[Covered]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of claims of two outlets on an event, of which one has nearly all words of the other."""
    of_event: dict[str, list[Covered]] = defaultdict(list)
    for article in articles:
        of_event[article.event].append(article)
    for covering in of_event.values():
        for article, other in combinations(covering, 2):
            if article.outlet != other.outlet:
                yield from (
                    (left.claim_id, right.claim_id)
                    for left in article.claims
                    for right in other.claims
                    if _is_repeated(split_words(left.content_text), split_words(right.content_text))
                )


def _is_repeated(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    least = LEAST_SHARED * min(len(words), len(other))
    if min(len(words), len(other)) < FEWEST_WORDS or len(set(words) & set(other)) < least / 3:
        return False
    matcher = SequenceMatcher(None, words, other, autojunk=False)
    return matcher.quick_ratio() * (len(words) + len(other)) >= 2 * least and (
        sum(block.size for block in matcher.get_matching_blocks()) >= least
    )
