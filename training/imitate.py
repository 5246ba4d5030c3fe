"""Train the reader on the output of several large networks.

Usage: python -m training.imitate WINDOWS START LARGE... --out OUT

WINDOWS is the file of training.lay_out, START the checkpoint to train from, LARGE the checkpoints of training.large,
OUT the checkpoint to write; the log goes to OUT with .jsonl at its end. First, the large networks and START tag all
windows and variants of them. Then the reader learns the mean of these taggings and the gold, without reading a text
or running a large network again. Uses a GPU if there is one; on two cores the training takes days
(training/README.md).

--pool FILE stores the taggings, or reuses them if the file exists.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from torch import Tensor

from training.batches import (
    Links,
    Windows,
    barred_kinds,
    barred_roles,
    cross_entropies,
    drawn,
    gold_links,
    hidden,
    link_loss,
    link_scores,
    read,
    tagged,
)
from training.laid_out import POLNEAR, SOURCES, load_laid_out
from training.model import NEVER, Reader, load_reader, save_reader
from training.steps import Losses, Plan, Trainer
from training.taggings import Counts, chain_scores, distances, expected, mean_of


@dataclass(frozen=True, slots=True)
class Part:
    """Share and tagging of a source's windows in the training."""

    share: float
    """Share of the windows drawn."""
    plain: int = 1
    """How often each of its windows is tagged unchanged."""
    variants: int = 1
    """How often each window is tagged with replaced words."""
    large: float = 0.0
    """Weight of the large networks in the roles; START has the rest. On newswire, where the large networks were
    trained on names alone, they find too few statements."""


PARTS = {
    POLNEAR: Part(0.52, variants=4, large=1.0),
    "basil": Part(0.07, variants=2, large=1.0),
    "scrapinghub": Part(0.04, variants=2, large=1.0),
    "fundus": Part(0.03, variants=2, large=0.5),
    "wcxb": Part(0.05, large=0.5),
    "reuters": Part(0.04, plain=0),
    "worldwide": Part(0.155),
    "conll2003": Part(0.063),
    "wikigold": Part(0.015),
    "politics": Part(0.017),
}
OF_POLNEAR_VARIED = 0.72
"""Share of variants among PolNeAR's windows drawn; the network soon knows the articles themselves."""
SHARES_REPLACED = (0.15, 0.4)
OF_GOLD = 0.15
"""Weight of the annotators in the roles of PolNeAR's articles; variants have none."""
OF_NAMES = {False: 0.4, True: 0.2}
"""Share of the large networks' names that the gold restricts, without variants and with them; the rest is free. In
a corpus without tagged names, START alone gives the names: on such texts the large networks learnt roles alone, and
their names are noise."""
OF_LINKS = 0.5
"""Weight of the annotators in the links."""
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Pool:
    """Windows and variants of windows with their learning targets, one row each."""

    rows: Tensor
    """Number of the window, or of the window behind the variant."""
    pieces: Tensor
    roles: Counts
    entities: Counts
    links: Links
    weights: Tensor
    """Weight with which a row is drawn."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("windows", type=Path)
    parser.add_argument("start", type=Path)
    parser.add_argument("large", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pool", type=Path)
    parser.add_argument("--reader", type=Path, help="checkpoint to train from instead of START")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=10600)
    parser.add_argument("--width", type=int, default=64, help="windows in a step")
    parser.add_argument("--rate", type=float, default=5e-4, help="peak learning rate of the top layer")
    parser.add_argument("--average", type=float, default=0.998, help="decay of the average of weights")
    parser.add_argument("--every", type=int, default=500, help="steps between two lines of the log")
    parser.add_argument("--one-of", type=int, default=1, help="tag only one in N windows, for a trial run")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    windows = Windows(load_laid_out(args.windows), device)
    if args.pool and args.pool.exists():
        pool = torch.load(args.pool, map_location=device, weights_only=False)
    elif not args.large:
        parser.error("nothing to learn from: name checkpoints of training.large, or the --pool of an earlier run")
    else:
        start, *large = (load_reader(path, 0.0).to(device).eval() for path in (args.start, *args.large))
        pool = tag(windows, large, start, args.one_of)
        if args.pool:
            torch.save(pool, args.pool)
        del start, large
    reader = load_reader(args.reader or args.start, 0.0).to(device).train()

    def losses(numbers: Tensor) -> Losses:
        rows = pool.rows[numbers]
        scores = read(reader, windows, rows, hidden(pool.pieces[numbers].long(), 0.03))
        begins, words = windows.begins[rows], windows.words[rows].long()
        wanted = {"roles": _some(pool.roles, numbers), "entities": _some(pool.entities, numbers)}
        of_roles = distances(scores.roles, reader.role_chain, wanted["roles"], begins, words)
        of_entities = distances(scores.entities, reader.entity_chain, wanted["entities"], begins, words)
        links = Links(pool.links.sources[numbers].float(), pool.links.cues[numbers].float())
        return {
            "roles": of_roles.sum() / words.sum(),
            "entities": of_entities.sum() / words.sum(),
            "links": link_loss(link_scores(reader, scores, windows, rows), links, windows, rows),
        }

    plan = Plan(args.steps, min(200, args.steps - 1), args.rate, head_rate=1e-3, average=args.average)
    with args.out.with_suffix(".jsonl").open("w") as log:
        average = Trainer(reader, losses, plan).train(
            drawn(pool.weights, args.width),
            lambda averaged: cross_entropies([averaged], windows),
            args.every,
            log,
        )
    save_reader(average.cpu(), args.out)


def _some(counts: Counts, numbers: Tensor) -> Counts:
    return counts.map(lambda array: array[numbers].float())


def tag(windows: Windows, large: Sequence[Reader], start: Reader, one_of: int = 1) -> Pool:
    """Return the learning targets of all windows and of variants of them."""
    chosen, varied = [], []
    for name, part in PARTS.items():
        rows = torch.nonzero(windows.from_any(name) & ~windows.kept_back)[::one_of, 0]
        chosen += [rows] * (part.plain + part.variants)
        varied += [torch.zeros_like(rows, dtype=torch.bool)] * part.plain
        varied += [torch.ones_like(rows, dtype=torch.bool)] * part.variants
    rows, is_varied = torch.cat(chosen), torch.cat(varied)
    tagged_rows = [
        _tagged(windows, some, varies, large, start)
        for some, varies in zip(rows.split(_AT_ONCE), is_varied.split(_AT_ONCE), strict=True)
    ]
    pieces, roles, entities, sources, cues = zip(*tagged_rows, strict=True)
    weights = _weights(windows, rows, is_varied)
    links = Links(torch.cat(sources), torch.cat(cues))
    return Pool(rows, torch.cat(pieces), _joined(roles), _joined(entities), links, weights)


def _joined(counts: Sequence[Counts]) -> Counts:
    return Counts(*(torch.cat([getattr(teacher, field.name) for teacher in counts]) for field in fields(Counts)))


def _weights(windows: Windows, rows: Tensor, varied: Tensor) -> Tensor:
    weights = torch.zeros(len(rows), device=windows.device)
    for name, part in PARTS.items():
        mine = windows.from_any(name)[rows]
        split = [(mine, part.share)]
        if name == POLNEAR:
            of_varied = part.share * OF_POLNEAR_VARIED
            split = [(mine & varied, of_varied), (mine & ~varied, part.share - of_varied)]
        for which, share in split:
            weights += which * (share / which.sum().clamp_min(1))
    return weights


def _tagged(
    windows: Windows, rows: Tensor, varies: Tensor, large: Sequence[Reader], start: Reader
) -> tuple[Tensor, Counts, Counts, Tensor, Tensor]:
    """Return the pieces, and the target counts of roles and of entities and the target links, in half precision."""
    least, most = SHARES_REPLACED
    pieces = windows.varied(rows, varies * (least + (most - least) * torch.rand(len(rows), device=windows.device)))
    begins, words = windows.begins[rows], windows.words[rows].long()
    by_gold = tagged(windows, rows)
    barred = barred_kinds(windows, rows)
    each, roles, free, bound, links = 1 / len(large), [], [], [], []
    with torch.no_grad():
        for teacher in large:
            scores = read(teacher, windows, rows, pieces)
            role_chain, entity_chain = (
                chain_scores(c, len(rows)) for c in (teacher.role_chain, teacher.entity_chain)
            )
            roles.append(expected(scores.roles, role_chain, begins, words))
            free.append(expected(scores.entities, entity_chain, begins, words))
            bound.append(expected(scores.entities.masked_fill(barred, NEVER), entity_chain, begins, words))
            links.append(link_scores(teacher, scores, windows, rows))
        scores = read(start, windows, rows, pieces)
        own = expected(scores.roles, chain_scores(start.role_chain, len(rows)), begins, words)
        own_names = expected(scores.entities, chain_scores(start.entity_chain, len(rows)), begins, words)
        even = chain_scores(start.role_chain, len(rows)).map(torch.zeros_like)
        only = torch.zeros_like(scores.roles).masked_fill(barred_roles(windows, rows), NEVER)
        gold = expected(only, even, begins, words)
    large_say = torch.tensor([PARTS[name].large for name in SOURCES], device=windows.device)
    of_gold = OF_GOLD * by_gold["roles"] * ~varies
    of_large = (1 - of_gold) * large_say[windows.source[rows].long()]
    role_weights = [*[of_large * each] * len(large), 1 - of_gold - of_large, of_gold]
    of_names = by_gold["entities"].float()
    of_bound = torch.where(varies, OF_NAMES[True], OF_NAMES[False]) * of_names
    name_weights = [*[(of_names - of_bound) * each] * len(large), *[of_bound * each] * len(large), 1 - of_names]
    chosen = gold_links(windows, rows)
    sources, cues = (
        OF_LINKS * getattr(chosen, part)
        + (1 - OF_LINKS) * each * sum(torch.softmax(getattr(teacher, part), 2) for teacher in links)
        for part in ("sources", "cues")
    )
    return (
        pieces.to(torch.int16),
        mean_of([*roles, own, gold], role_weights).map(Tensor.half),
        mean_of([*free, *bound, own_names], name_weights).map(Tensor.half),
        sources.half(),
        cues.half(),
    )


if __name__ == "__main__":
    main()
