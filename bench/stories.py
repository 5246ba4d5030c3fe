"""Articles on the same event: python bench/stories.py GOLD.

GOLD holds stories/basil (bench/README.md says where it comes from). The events that training/same_event.py trained on
choose the thresholds, the others are measured: pairs by their likelihood, with the days between and without (which
says what words and names alone are worth), and pairs by the stories that gathering makes. The last row is TF-IDF.
"""

import sys
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hearsay.pipelines.stories import KnownArticle, Neighbourhood, article_keys, gather  # noqa: E402
from hearsay.pipelines.stories.pairs import least_likely, same_event  # noqa: E402
from hearsay.pipelines.stories.profile import cosine  # noqa: E402
from training.same_event import Covered, best_threshold, load_events, training_events  # noqa: E402

FLOOR = 0.87


def pair_f1(is_found: np.ndarray, is_same: np.ndarray) -> tuple[float, float, float]:
    right = (is_found & is_same).sum()
    precision, recall = right / max(1, is_found.sum()), right / is_same.sum()
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def gathered_stories(articles: list[Covered]) -> list[str]:
    """The story of each article, gathered as in a run, in one batch."""
    new = []
    for number, one in enumerate(articles):
        at = datetime.combine(one.day, time(12), UTC) + timedelta(seconds=number)
        name = f"{number:032x}"
        new.append(KnownArticle(name, name, at, "day", at, one.text, one.profile))
    keys = {one.version_id: article_keys(one.text, one.profile, one.day) for one in new}
    story_of = gather(new, keys, Neighbourhood()).story_of
    return [story_of[one.version_id] for one in new]


def main(gold: Path) -> None:
    articles = load_events(gold)
    trained = training_events(articles)
    pairs = list(combinations(range(len(articles)), 2))
    same = np.array([articles[i].event == articles[j].event for i, j in pairs])
    in_train = [one.event in trained for one in articles]
    train = np.array([in_train[i] and in_train[j] for i, j in pairs])
    test = np.array([not in_train[i] and not in_train[j] for i, j in pairs])
    place = [(one.profile, one.day) for one in articles]
    dated = np.array([same_event(place[i], place[j]) for i, j in pairs])
    undated = np.array([same_event((place[i][0], place[0][1]), (place[j][0], place[0][1])) for i, j in pairs])
    words = np.array([cosine(place[i][0].terms, place[j][0].terms) for i, j in pairs])
    stories = gathered_stories(articles)
    together = np.array([stories[i] == stories[j] for i, j in pairs])
    print(f"{len(articles)} articles, {int(same[test].sum())} pairs on one event among {int(test.sum())} measured")
    print("| pairs found by | threshold | P | R | F1 |")
    print("|---|---|---|---|---|")
    rows = [("likelihood", dated, None), ("likelihood, threshold of the model", dated, least_likely())]
    rows += [("likelihood without days", undated, None), ("words alone, without days", words, None)]
    for name, scores, threshold in rows:
        chosen = best_threshold(scores[train], same[train])[0] if threshold is None else threshold
        p, r, f1 = pair_f1(scores[test] >= chosen, same[test])
        print(f"| {name} | {chosen:.3f} | {p:.3f} | {r:.3f} | {f1:.3f} |")
    p, r, f1 = pair_f1(together[test], same[test])
    print(f"| story_id | | {p:.3f} | {r:.3f} | {f1:.3f} |")
    print(f"| TF-IDF of title and text, best threshold | | | | {FLOOR} |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]).resolve())
