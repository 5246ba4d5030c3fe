"""Tag texts with a network, as training data for another: python -m training.teach CHECKPOINT ENCODER GOLD OUT

CHECKPOINT is a checkpoint of training.train, ENCODER the folder with the pieces' tokenizer.json. OUT becomes an
.npz: for each question, roles or entities, the network's chain and the scores of each word's tags by name of the
text. The texts are PolNeAR's training articles (without the held-out part), variants of them, and untagged news.
"""

import argparse
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from hearsay.pipelines.reader.tags import ENTITY_TYPES, ROLES
from hearsay.pipelines.reader.windows import Words, lay_out, load_tokenizer, pack_windows
from training.corpora import UNTAGGED, UntaggedDocument, read_polnear, read_untagged
from training.model import Chain, Network, inputs_of, load_reader, piece_table
from training.splits import is_kept_back
from training.variants import VARIANTS, read_variants

QUESTIONS = ("roles", "entities")
"""Questions that a teacher answers: roles of who said what, and named entities."""
POLNEAR = "polnear"
CORPORA = (POLNEAR, VARIANTS, *UNTAGGED)
"""Corpora whose texts can be tagged."""
_USUAL = (POLNEAR, "basil", "worldwide", "scrapinghub", "fundus")
TOGETHER = 16
"""Windows of about the same length in one run of the network."""


class Teaching(NamedTuple):
    """Answer of a teacher to one question: its chain, and words × tags of each text by its name."""

    chain: Chain
    scores: dict[str, NDArray[np.float16]]
    corpora: frozenset[str]
    """Names from CORPORA of the texts."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("checkpoint", "encoder", "gold", "out"):
        parser.add_argument(name, type=Path)
    for question in QUESTIONS:
        parser.add_argument(
            f"--{question}",
            nargs="*",
            choices=CORPORA,
            metavar="CORPUS",
            default=_USUAL,
            help=f"corpora to tag with {question}: some of {', '.join(CORPORA)}, or none; default {' '.join(_USUAL)}",
        )
    args = parser.parse_args()
    teacher = load_reader(args.checkpoint).eval()
    texts = list(_read_texts(args.gold, args.encoder, {*args.roles, *args.entities}))
    if len({text.name for text in texts}) < len(texts):
        raise ValueError(
            "two texts have the same name, so their tags would be confused: give each text a name of its own"
        )
    arrays: dict[str, Any] = {}
    for output, (question, chain) in enumerate(
        zip(QUESTIONS, (teacher.role_chain, teacher.entity_chain), strict=True)
    ):
        corpora = getattr(args, question)
        if not corpora:
            continue
        arrays |= {f"{question} chain {part}": value.numpy() for part, value in chain.state_dict().items()}
        arrays[f"{question} corpora"] = np.array(corpora)
        mine = [text for text in texts if text.corpus in corpora]
        scores = tag_scores(teacher.network, output, [text.words for text in mine])
        arrays |= {f"{question} text {text.name}": found for text, found in zip(mine, scores, strict=True)}
        print(f"{question}: {len(mine)} texts, {sum(len(text.words) for text in mine)} words")
    np.savez(args.out, **arrays)


def _read_texts(gold: Path, encoder: Path, corpora: Collection[str]) -> Iterator[UntaggedDocument]:
    tokenizer = load_tokenizer(encoder / "tokenizer.json")
    articles = [d for d in read_polnear(gold / "polnear" / "train", tokenizer) if not is_kept_back(d.name)]
    yield from read_untagged(gold, tokenizer, corpora)
    if POLNEAR in corpora:
        yield from (UntaggedDocument(POLNEAR, article.name, article.words) for article in articles)
    if VARIANTS in corpora:
        yield from read_variants(articles, tokenizer, piece_table(encoder))


def load_teachings(paths: Sequence[Path]) -> dict[str, list[Teaching]]:
    """Return the answers of teachers to each of QUESTIONS, in the order of the files that `main` wrote."""
    teachings: dict[str, list[Teaching]] = {question: [] for question in QUESTIONS}
    for path in paths:
        with np.load(path) as arrays:
            for question, kinds in zip(QUESTIONS, (ROLES, ENTITY_TYPES), strict=True):
                if f"{question} corpora" not in arrays.files:
                    continue
                chain = Chain(kinds)
                chain.load_state_dict(
                    {part: torch.from_numpy(array) for part, array in _parts(arrays, f"{question} chain ")}
                )
                scores = dict(_parts(arrays, f"{question} text "))
                teachings[question].append(Teaching(chain, scores, frozenset(arrays[f"{question} corpora"].tolist())))
    return teachings


def _parts(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays whose names begin with this prefix, each under the rest of its name."""
    yield from ((key.removeprefix(prefix), arrays[key]) for key in arrays if key.startswith(prefix))


def tag_scores(network: Network, output: int, texts: Sequence[Words]) -> list[NDArray[np.float16]]:
    """Return words × tags of each text, by output 0 (roles) or 1 (entities) of the network."""
    count = (network.roles, network.entities)[output].out_features
    scores = [np.zeros((len(words), count), dtype=np.float16) for words in texts]
    windows = [(number, window) for number, words in enumerate(texts) for window in pack_windows(words)]
    windows.sort(key=lambda window: window[1].last - window[1].first)
    for low in range(0, len(windows), TOGETHER):
        batch = windows[low : low + TOGETHER]
        laid_out = [lay_out(texts[number], window) for number, window in batch]
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = network(*inputs_of(laid_out))[output].float().numpy()
        for (number, window), laid, tags in zip(batch, laid_out, outputs, strict=True):
            scores[number][window.keep_first : window.keep_last] = tags[laid.places]
    return scores


if __name__ == "__main__":
    main()
