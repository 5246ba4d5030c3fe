"""Make a trained reader smaller, for further training.

Usage: python -m training.shrink CHECKPOINT GOLD ENCODER OUT [--heads N]

Each layer keeps the attention heads with the largest effect on the losses (Michel et al. 2019: the mean size of a
loss's derivative by a gate at the head's output). Its inner activation becomes ReLU, which costs next to nothing,
while Gelu takes a tenth of the network's time. The result reads badly until further training (training.train
--resume).
"""

import argparse
import random
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from hearsay.pipelines.reader.windows import load_tokenizer
from training.corpora import read_polnear
from training.model import Reader, load_reader, save_reader
from training.splits import is_kept_back
from training.train import Batch, endless_entities, endless_texts, entity_sources, losses_of

STEPS = 40
"""Batches for judging the heads, each of five windows of attributions and five of entities."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("checkpoint", "gold", "encoder", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--heads", type=int, default=10, help="how many heads each layer keeps")
    args = parser.parse_args()
    reader = load_reader(args.checkpoint, dropout=0.0)
    weights = head_weights(reader, args.gold, args.encoder)
    print(weights.round(decimals=3).tolist())
    kept = [sorted(row.topk(args.heads).indices.tolist()) for row in weights]
    small = Reader(size=replace(reader.network.size, heads=args.heads, rectified=True))
    small.load_state_dict(without_heads(reader, kept))
    save_reader(small, args.out)


def head_weights(reader: Reader, gold: Path, encoder: Path) -> Tensor:
    """Return layers × heads: the effect of each head on the losses; the sum over a layer's heads is 1."""
    tokenizer, chance = load_tokenizer(encoder / "tokenizer.json"), random.Random(1)
    documents = [d for d in read_polnear(gold / "polnear" / "train", tokenizer) if not is_kept_back(d.name)]
    articles = endless_texts(documents, chance)
    entities = endless_entities(entity_sources(gold), tokenizer, chance)
    gates = [layer.gate_heads() for layer in reader.network.layers]
    total = torch.zeros(len(gates), len(gates[0]))
    for _ in range(STEPS):
        batch = Batch([next(articles) for _ in range(5)], [next(entities) for _ in range(5)], [])
        losses = losses_of(reader, batch, 0.0, None, torch.device("cpu"))
        (losses["roles"] + losses["entities"] + 0.1 * losses["links"]).backward()
        total += torch.stack([gate.grad.abs() for gate in gates])
        for gate in gates:
            gate.grad = None
    return total / total.sum(dim=1, keepdim=True)


def without_heads(reader: Reader, kept: list[list[int]]) -> dict[str, Tensor]:
    """Return the weights of the reader with only the kept heads in each layer."""
    weights = dict(reader.state_dict())
    size = reader.network.size
    for number, heads in enumerate(kept):
        stem = f"network.layers.{number}"
        rows = torch.cat([torch.arange(size.head) + size.head * head for head in heads])
        three = torch.cat([rows + part * size.heads * size.head for part in range(3)])
        for part in ("weight", "bias"):
            weights[f"{stem}.qkv.{part}"] = weights[f"{stem}.qkv.{part}"][three]
        weights[f"{stem}.out.weight"] = weights[f"{stem}.out.weight"][:, rows]
    return weights


if __name__ == "__main__":
    main()
