"""Fit the confidences of a reader: python -m training.calibrate MODEL GOLD SCORERS

Reads the held-out articles (training/splits.py), takes the right rows from the scorers' gold, and fits the curves of
pipelines/reader/confidence.py by logistic regression. Writes MODEL/calibration.json; prints the expected calibration
error there and on the development parts.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
from sklearn.linear_model import LogisticRegression

from hearsay.pipelines.language import load_languages
from hearsay.pipelines.reader.attributions import Draft, draft_attributions
from hearsay.pipelines.reader.chain import TaggedRange
from hearsay.pipelines.reader.confidence import ATTRIBUTION_EVIDENCE, MENTION_EVIDENCE, Calibration, Curve, log_odds
from hearsay.pipelines.reader.tags import ENTITY_TYPES, ROLES
from hearsay.pipelines.reader.trained import TrainedReader, attribution_evidence, mention_evidence, paragraph_bounds
from hearsay.pipelines.reader.windows import Words, split_words
from training.evaluate import kept_back_polnear, load_scorer
from training.splits import is_kept_back

Judged = tuple[dict[str, float], bool]
"""Evidence for a row, and True if the row is right."""
BINS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "gold", "scorers"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    reader = TrainedReader(load_languages().default, args.model)
    attribution, mention = (load_scorer(args.scorers / f"{name}.py") for name in ("attribution", "mentions"))
    with tempfile.TemporaryDirectory() as folder:
        kept_back_polnear(args.gold / "polnear" / "train", Path(folder))
        attributed = list(judged_attributions(reader, attribution, Path(folder)))
    named = list(judged_mentions(reader, mention, "worldwide", args.gold / "ner" / "worldwide", only_kept_back=True))
    calibration = Calibration(fit(named, MENTION_EVIDENCE), fit(attributed, ATTRIBUTION_EVIDENCE))
    (args.model / "calibration.json").write_text(calibration.as_json(), encoding="utf-8")
    print("held out:", report(calibration.mention, named), report(calibration.attribution, attributed))
    attributed = list(judged_attributions(reader, attribution, args.gold / "polnear" / "dev"))
    print("PolNeAR dev:", report(calibration.attribution, attributed))
    for corpus, path in (("conll2003", "conll2003/dev.txt"), ("politics", "politics/dev.txt")):
        named = list(judged_mentions(reader, mention, corpus, args.gold / "ner" / path))
        print(f"{corpus} dev:", report(calibration.mention, named))


def judged_attributions(reader: TrainedReader, scorer: ModuleType, split: Path) -> Iterator[Judged]:
    """Yield each attribution of the split's articles, judged as the scorer's `linked` does."""
    parts = reader.parts
    for text, gold in scorer.gold(split).values():
        wanted = [{role: scorer.chars(text, quotation[role]) for role in ROLES} for quotation in gold]
        words = split_words(text, parts.tokenizer)
        scores = parts.network.scores(words)
        tagging = parts.role_tagging(words, scores, paragraph_bounds(words))
        for draft in draft_attributions(tagging, scores.links, words, parts.linker):
            covered = {role: scorer.chars(text, spans) for role, spans in _spans(words, draft).items()}
            hits = [quotation for quotation in wanted if _is_linked(scorer, covered, quotation)]
            for quotation in hits[:1]:
                wanted.remove(quotation)
            yield attribution_evidence(draft, tagging), bool(hits)


def _is_linked(scorer: ModuleType, covered: Mapping[str, set[int]], gold: Mapping[str, set[int]]) -> bool:
    halves = all(scorer.half_shared(covered[role], gold[role]) for role in ("source", "content"))
    return halves and bool(covered["cue"] & gold["cue"])


def _spans(words: Words, draft: Draft) -> dict[str, list[tuple[int, int]]]:
    def span(tagged: TaggedRange) -> tuple[int, int]:
        return int(words.starts[tagged.low]), int(words.ends[tagged.high - 1])

    source = [span(draft.source)] if draft.source else []
    return {"source": source, "cue": [span(draft.cue)], "content": [span(part) for part in draft.contents]}


def judged_mentions(
    reader: TrainedReader, scorer: ModuleType, corpus: str, path: Path, only_kept_back: bool = False
) -> Iterator[Judged]:
    """Yield each mention of a type that the corpus annotates, judged by exact span and type."""
    parts, mapping = reader.parts, scorer.TYPES[corpus][1]
    for name, sentences in scorer.documents(corpus, path):
        if only_kept_back and not is_kept_back(name):
            continue
        text, gold = scorer.lay_out(corpus, sentences)
        right = set(gold)
        words = split_words(text, parts.tokenizer)
        tagging = parts.entity_chain.decode(parts.network.scores(words).entities, paragraph_bounds(words))
        for tagged in tagging.ranges:
            kind = mapping.get(ENTITY_TYPES[tagged.kind])
            if kind:
                span = int(words.starts[tagged.low]), int(words.ends[tagged.high - 1])
                yield mention_evidence(tagged, tagging), (*span, kind) in right


def fit(judged: Sequence[Judged], names: Sequence[str]) -> Curve:
    """Return the logistic curve with the greatest likelihood of the judgements."""
    evidence = np.array([[log_odds(shown[name]) for name in names] for shown, _ in judged])
    model = LogisticRegression(C=10.0).fit(evidence, [right for _, right in judged])
    weights = {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
    return Curve(round(float(model.intercept_[0]), 4), weights)


def report(curve: Curve, judged: Sequence[Judged]) -> str:
    """Return rows, share of right rows, mean confidence, and calibration error in ten bins of equal width."""
    confidence = np.array([curve.confidence(shown) for shown, _ in judged])
    right = np.array([right for _, right in judged], dtype=float)
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    error = sum(
        abs(confidence[bins == number].mean() - right[bins == number].mean()) * (bins == number).mean()
        for number in set(bins)
    )
    return f"rows {len(judged)} right {right.mean():.3f} confidence {confidence.mean():.3f} ECE {error:.3f}"


if __name__ == "__main__":
    main()
