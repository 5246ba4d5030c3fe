"""Train a large network as a teacher: python -m training.large WINDOWS MPNET OUT [--seed N] ...

WINDOWS is the file of training.lay_out, MPNET the folder of MPNet's weights and vocabulary, OUT the checkpoint to
write; the log goes to OUT with .jsonl at its end. training.imitate teaches the mean of several such networks with
different seeds. Uses a GPU if there is one.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor

from training.batches import (
    Windows,
    cross_entropies,
    drawn,
    gold_links,
    gold_losses,
    hidden,
    link_loss,
    link_scores,
    read,
    tagged,
)
from training.laid_out import POLNEAR, load_laid_out
from training.model import MPNET, Reader, save_reader
from training.steps import Losses, Plan, Trainer
from training.train import ENTITY_SHARES

LARGEST_SHARE = 0.3
"""Largest share of replaced words in a variant, whose tags are those of the original article."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("windows", "mpnet", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--width", type=int, default=32, help="windows in a step")
    parser.add_argument("--rate", type=float, default=1e-4, help="peak learning rate of the top layer")
    parser.add_argument(
        "--polnear", type=float, default=0.62, help="share of PolNeAR's windows; entity corpora have the rest"
    )
    parser.add_argument("--varied", type=float, default=0.3, help="share of windows with replaced words")
    parser.add_argument("--every", type=int, default=200, help="steps between two lines of the log")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    windows = Windows(load_laid_out(args.windows), device)
    reader = Reader(size=MPNET)
    reader.network.load_encoder(args.mpnet / "model.safetensors")
    reader.network.words.requires_grad_(False)  # a fifth of its weights, and teaching does not need to change them
    reader = reader.to(device).train()

    def losses(rows: Tensor) -> Losses:
        share = (torch.rand(len(rows), device=device) < args.varied) * torch.rand(len(rows), device=device)
        pieces = hidden(windows.varied(rows, share * LARGEST_SHARE), 0.03)
        scores = read(reader, windows, rows, pieces)
        counted = tagged(windows, rows)
        means = {
            name: loss.sum() / (windows.words[rows] * counted[name]).sum().clamp_min(1)
            for name, loss in gold_losses(reader, scores, windows, rows).items()
        }
        links = link_loss(link_scores(reader, scores, windows, rows), gold_links(windows, rows), windows, rows)
        return means | {"links": links}

    shares = {POLNEAR: args.polnear, **{name: (1 - args.polnear) * share for name, share in ENTITY_SHARES.items()}}
    plan = Plan(args.steps, warmup=min(100, args.steps - 1), rate=args.rate, head_rate=1e-3, average=0.98)
    rows = drawn(windows.weights(shares), args.width)
    with args.out.with_suffix(".jsonl").open("w") as log:
        average = Trainer(reader, losses, plan).train(
            rows, lambda averaged: cross_entropies([averaged], windows), args.every, log
        )
    save_reader(average.cpu(), args.out)


if __name__ == "__main__":
    main()
