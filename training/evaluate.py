"""Score a reader: python -m training.evaluate MODEL GOLD SCORERS [--dev]

MODEL is a folder that training.export wrote. The scores are on the held-out articles of the training parts
(training/splits.py), for choosing between readers; with --dev, on the development parts. SCORERS holds
attribution.py and mentions.py; bench/README.md describes them.
"""

import argparse
import importlib.util
import json
import shutil
import tempfile
import time
from pathlib import Path
from types import ModuleType

from hearsay.pipelines.language import load_languages
from hearsay.pipelines.reader.trained import TrainedReader
from training.splits import is_kept_back

_DEV = {"worldwide": "worldwide", "politics": "politics/dev.txt", "conll2003": "conll2003/dev.txt"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "gold", "scorers"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--dev", action="store_true")
    args = parser.parse_args()
    reader = TrainedReader(load_languages().default, args.model)
    scorer = load_scorer(args.scorers / "attribution.py")
    if args.dev:
        print(json.dumps(attribution_scores(reader, scorer, args.gold / "polnear" / "dev")))
    else:
        with tempfile.TemporaryDirectory() as folder:
            kept_back_polnear(args.gold / "polnear" / "train", Path(folder))
            print(json.dumps(attribution_scores(reader, scorer, Path(folder))))
    scorer = load_scorer(args.scorers / "mentions.py")
    corpora = {c: p for c, p in _DEV.items() if c != "worldwide"} if args.dev else {"worldwide": "worldwide"}
    for corpus, path in corpora.items():
        print(corpus, json.dumps(mention_scores(reader, scorer, corpus, args.gold / "ner" / path, not args.dev)))


def load_scorer(path: Path) -> ModuleType:
    """Return a scorer's script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kept_back_polnear(train: Path, folder: Path) -> None:
    """Copy the held-out articles into a split of their own."""
    for part in ("text", "attributions"):
        (folder / part).mkdir()
        for file in (train / part).iterdir():
            name = file.stem if part == "text" else file.stem.rsplit("_", 1)[0]
            if is_kept_back(name):
                shutil.copy(file, folder / part)


def attribution_scores(reader: TrainedReader, scorer: ModuleType, split: Path) -> dict[str, object]:
    started = time.process_time()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as predictions:
        for name, (text, _) in scorer.gold(split).items():
            rows = [
                {"source": attribution.source, "cue": attribution.cue, "content": attribution.content}
                for attribution in reader.read(text).attributions
            ]
            predictions.write(json.dumps({"id": name, "attributions": rows}) + "\n")
        predictions.flush()
        seconds = time.process_time() - started
        scores = scorer.score(split, predictions.name)
    shown = {f"{kind} {role}": scores[kind][role]["f1"] for kind in ("exact", "chars") for role in scores["exact"]}
    return shown | {"linked": scores["linked"], "articles": scores["documents"], "seconds": round(seconds, 1)}


def mention_scores(
    reader: TrainedReader, scorer: ModuleType, corpus: str, path: Path, only_kept_back: bool
) -> dict[str, object]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as predictions, tempfile.TemporaryDirectory() as folder:
        if only_kept_back:
            for file in path.iterdir():
                if is_kept_back(f"{file.stem}-0"):
                    shutil.copy(file, folder)
            path = Path(folder)
        for name, sentences in scorer.documents(corpus, path):
            text = scorer.lay_out(corpus, sentences)[0]
            rows = [{"start": m.start, "end": m.end, "type": m.entity_type} for m in reader.read(text).mentions]
            predictions.write(json.dumps({"id": name, "mentions": rows}) + "\n")
        predictions.flush()
        scores = scorer.score(corpus, path, predictions.name)
    return {kind: score["f1"] for kind, score in scores.items()} | {"n": scores["all"]["n"]}


if __name__ == "__main__":
    main()
