"""Let networks tag what another learns from: python -m training.teach ROLES ENTITIES ENCODER GOLD OUT

ROLES and ENTITIES are checkpoints that training.train left, one to say who said what, one to say who is named; they
may be the same. ENCODER is the folder with the pieces' tokenizer.json. OUT becomes an .npz: the scores of each word's
tags by name of the article, of PolNeAR's training part (not what is kept back) and of news that nobody tagged; and
those of the teachers' chains.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pipelines.reader.tags import ENTITY_TYPES, ROLES
from pipelines.reader.windows import Words, lay_out, load_tokenizer, pack_windows
from training.corpora import read_polnear, read_untagged
from training.model import Chain, Network, inputs_of, load_reader
from training.splits import is_kept_back

TOGETHER = 16
"""Windows in one run of the network, of about the same length."""


class Teaching(NamedTuple):
    """What a teacher says of one question: its chain, and words × tags of each text by its name."""

    chain: Chain
    scores: dict[str, NDArray[np.float16]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("roles", "entities", "encoder", "gold", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--more", action="store_true", help="tag CoNLL's, Reuters' and wcxb's texts too")
    args = parser.parse_args()
    tokenizer = load_tokenizer(args.encoder / "tokenizer.json")
    articles = read_polnear(args.gold / "polnear" / "train", tokenizer)
    untagged = read_untagged(args.gold, tokenizer, args.more)
    documents = [*untagged, *(d for d in articles if not is_kept_back(d.name))]
    texts = {document.name: document.words for document in documents}
    if len(texts) < len(documents):
        raise ValueError("two texts have the same name: what is said of one would be taken for the other")
    arrays: dict[str, NDArray[np.generic]] = {}
    for output, name in enumerate(("roles", "entities")):
        teacher = load_reader(getattr(args, name)).eval()
        chain = (teacher.role_chain, teacher.entity_chain)[output]
        arrays |= {f"{name} chain {part}": value.numpy() for part, value in chain.state_dict().items()}
        scores = tag_scores(teacher.network, output, list(texts.values()))
        arrays |= {f"{name} text {text}": found for text, found in zip(texts, scores, strict=True)}
    np.savez(args.out, **arrays)
    print(f"{len(texts)} texts, {sum(map(len, texts.values()))} words")


def load_teaching(path: Path) -> dict[str, Teaching]:
    """What `main` wrote: the teaching of "roles" and of "entities"."""
    found = {"roles": Teaching(Chain(ROLES), {}), "entities": Teaching(Chain(ENTITY_TYPES), {})}
    chains: dict[str, dict[str, Tensor]] = {name: {} for name in found}
    with np.load(path) as arrays:
        for key in arrays.files:
            name, kind, part = key.split(" ", 2)
            if kind == "chain":
                chains[name][part] = torch.from_numpy(arrays[key])
            else:
                found[name].scores[part] = arrays[key]
    for name, parts in chains.items():
        found[name].chain.load_state_dict(parts)
    return found


def tag_scores(network: Network, output: int, texts: Sequence[Words]) -> list[NDArray[np.float16]]:
    """Words × tags of each text, by output 0 (roles) or 1 (entities) of the network."""
    count = (network.roles, network.entities)[output].out_features
    scores = [np.zeros((len(words), count), dtype=np.float16) for words in texts]
    windows = [(number, window) for number, words in enumerate(texts) for window in pack_windows(words)]
    windows.sort(key=lambda one: one[1].last - one[1].first)
    for low in range(0, len(windows), TOGETHER):
        batch = windows[low : low + TOGETHER]
        laid_out = [lay_out(texts[number], window) for number, window in batch]
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            found = network(*inputs_of(laid_out))[output].float().numpy()
        for (number, window), one, tags in zip(batch, laid_out, found, strict=True):
            scores[number][window.keep_first : window.keep_last] = tags[one.places]
    return scores


if __name__ == "__main__":
    main()
