"""Train the reader: python -m training.train GOLD ENCODER OUT [--steps N] [--seed N] ...

GOLD is the folder of gold data (training/README.md says where each set is from), ENCODER the folder of MiniLM's
model.safetensors and tokenizer.json, OUT where checkpoints and the log go. Runs on a CPU; takes a GPU where there is
one. The encoder computes in bfloat16, which a recent CPU does twice as fast as float; losses and optimiser stay in
float.
"""

import argparse
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from pipelines.reader.links import LINK, distance_kinds
from pipelines.reader.windows import WINDOW, Window, lay_out, load_tokenizer, pack_windows
from training.corpora import (
    AttributionDocument,
    EntityDocument,
    Sentence,
    entity_document,
    read_polnear,
    read_token_documents,
)
from training.model import LAYERS, Reader
from training.splits import is_kept_back

ENTITY_SHARES = {"worldwide": 0.62, "conll2003": 0.25, "wikigold": 0.06, "politics": 0.07}
"""Of the entity windows, how many come from each corpus: by size, the small ones a little more often."""
_MASK = 103


def main() -> None:
    args = _arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    chance = random.Random(args.seed)
    tokenizer = load_tokenizer(args.encoder / "tokenizer.json")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    articles = [d for d in read_polnear(args.gold / "polnear" / "train", tokenizer) if not is_kept_back(d.name)]
    attribution_windows = _endless_attributions(articles, chance)
    entity_windows = _endless_entities(_entity_sources(args.gold), tokenizer, chance)

    reader = Reader(args.dropout)
    reader.network.load_encoder(args.encoder / "model.safetensors")
    if args.resume:
        reader.load_state_dict(torch.load(args.resume, map_location="cpu"))
    reader.to(device).train()
    average = deepcopy(reader)
    optimizer = torch.optim.AdamW(_parameter_groups(reader, args.rate, args.head_rate, args.decay), fused=True)
    peaks = [group["lr"] for group in optimizer.param_groups]

    started, sums = time.time(), dict.fromkeys(("roles", "entities", "links"), 0.0)
    with (args.out / "log.jsonl").open("a") as log:
        for step in range(1, (args.stop or args.steps) + 1):
            pace = min(step / args.warmup, (args.steps - step) / (args.steps - args.warmup))
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * pace
            articles_seen = [next(attribution_windows) for _ in range(args.attribution_windows)]
            entities_seen = [next(entity_windows) for _ in range(args.entity_windows)]
            losses = _losses(reader, articles_seen, entities_seen, args.piece_dropout, device)
            loss = losses["roles"] + losses["entities"] + args.link_weight * losses["links"]
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            if step % 4 == 0:
                _move_average(average, reader, min(args.average, step / (step + 40)))
            for name, value in losses.items():
                sums[name] += float(value.detach())
            if step % 50 == 0:
                line = {"step": step, "seconds": round(time.time() - started)}
                line |= {name: round(value / 50, 4) for name, value in sums.items()}
                sums = dict.fromkeys(sums, 0.0)
                print(json.dumps(line), file=log, flush=True)
            if step % args.save_every == 0 or step == (args.stop or args.steps):
                torch.save(average.state_dict(), args.out / "average.pt")
                torch.save(reader.state_dict(), args.out / "last.pt")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--resume", type=Path, help="go on from the weights of a last.pt, with a new schedule")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--stop", type=int, help="leave off after so many of the steps, before the rate is down to 0")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.5e-4, help="peak learning rate of the encoder's top layer")
    parser.add_argument("--head-rate", type=float, default=1e-3, help="peak learning rate of what is new")
    parser.add_argument("--decay", type=float, default=0.9, help="factor on the rate for each layer further down")
    parser.add_argument("--warmup", type=int, default=250)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--piece-dropout", type=float, default=0.03, help="share of pieces hidden from the encoder")
    parser.add_argument("--attribution-windows", type=int, default=5, help="windows of PolNeAR in a step")
    parser.add_argument("--entity-windows", type=int, default=4, help="windows of entity corpora in a step")
    parser.add_argument("--link-weight", type=float, default=0.1)
    parser.add_argument("--average", type=float, default=0.99, help="decay of the average of weights, every 4 steps")
    parser.add_argument("--save-every", type=int, default=500)
    return parser.parse_args()


def _parameter_groups(reader: Reader, rate: float, head_rate: float, decay: float) -> list[dict[str, object]]:
    """New parts at their own rate; the encoder's layers the slower the further down."""
    network = reader.network
    parts = [(layer, rate * decay ** (LAYERS - 1 - number)) for number, layer in enumerate(network.layers)]
    parts += [(module, rate * decay**LAYERS) for module in (network.words, network.places, network.norm)]
    parts += [(network.features, head_rate)]
    parts += [(module, head_rate) for module in (network.roles, network.entities, network.links)]
    parts += [(module, head_rate * 5) for module in (reader.role_chain, reader.entity_chain, reader.linker)]
    groups = []
    for module, own_rate in parts:
        for is_matrix in (True, False):
            chosen = [p for p in module.parameters() if (p.dim() > 1) == is_matrix]
            if chosen:
                groups.append({"params": chosen, "lr": own_rate, "weight_decay": 0.01 if is_matrix else 0.0})
    return groups


def _move_average(average: Reader, reader: Reader, keep: float) -> None:
    with torch.no_grad():
        for old, new in zip(average.parameters(), reader.parameters(), strict=True):
            old.lerp_(new, 1 - keep)


# --- Windows without end -------------------------------------------------------------------------------------------


def _endless_attributions(
    documents: Sequence[AttributionDocument], chance: random.Random
) -> Iterator[tuple[AttributionDocument, Window]]:
    """All windows of all articles in random order, again and again, cut elsewhere each time."""
    while True:
        windows = [(d, w) for d in documents for w in _varied(d.words, chance)]
        chance.shuffle(windows)
        yield from windows


def _entity_sources(gold: Path) -> dict[str, list[tuple[str, list[Sentence]]]]:
    ner = gold / "ner"
    worldwide = read_token_documents(ner / "worldwide")
    return {
        "worldwide": [(name, sentences) for name, sentences in worldwide if not is_kept_back(name)],
        "conll2003": list(read_token_documents(ner / "conll2003" / "train.txt")),
        "wikigold": list(read_token_documents(ner / "wikigold" / "wikigold.conll.txt")),
        "politics": list(read_token_documents(ner / "politics" / "train.txt", 5)),
    }


def _endless_entities(
    sources: dict[str, list[tuple[str, list[Sentence]]]], tokenizer: object, chance: random.Random
) -> Iterator[tuple[EntityDocument, Window]]:
    def one_corpus(corpus: str) -> Iterator[tuple[EntityDocument, Window]]:
        scheme = "worldwide" if corpus == "worldwide" else "four"
        while True:
            documents = [entity_document(n, s, scheme, tokenizer, chance) for n, s in sources[corpus]]
            windows = [(d, w) for d in documents for w in _varied(d.words, chance)]
            chance.shuffle(windows)
            yield from windows

    streams = {corpus: one_corpus(corpus) for corpus in sources}
    while True:
        corpus = chance.choices(list(ENTITY_SHARES), list(ENTITY_SHARES.values()))[0]
        yield next(streams[corpus])


def _varied(words: object, chance: random.Random) -> list[Window]:
    return list(pack_windows(words, room_in_first=chance.randint(WINDOW // 4, WINDOW - 2)))


# --- Losses --------------------------------------------------------------------------------------------------------


def _losses(
    reader: Reader,
    articles: Sequence[tuple[AttributionDocument, Window]],
    entities: Sequence[tuple[EntityDocument, Window]],
    piece_dropout: float,
    device: torch.device,
) -> dict[str, Tensor]:
    laid_out = [lay_out(document.words, window) for document, window in [*articles, *entities]]

    def padded(rows: Iterable[NDArray[np.int64]]) -> Tensor:
        return nn.utils.rnn.pad_sequence(list(map(torch.from_numpy, rows)), batch_first=True).to(device)

    pieces = padded(one.pieces for one in laid_out)
    mask = padded(np.ones_like(one.pieces) for one in laid_out)
    hidden = (torch.rand(pieces.shape, device=device) < piece_dropout) & (pieces > _MASK)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        outputs = reader.network(pieces.masked_fill(hidden, _MASK), padded(one.features for one in laid_out), mask)
    roles, kinds, links = (output.float() for output in outputs)
    at = [one.places for one in laid_out]
    count = len(articles)
    role_allowed = [np.eye(roles.shape[-1], dtype=bool)[d.tags[w.keep_first : w.keep_last]] for d, w in articles]
    kind_allowed = [d.allowed[w.keep_first : w.keep_last] for d, w in entities]
    link_losses = [
        loss
        for number, (document, window) in enumerate(articles)
        for loss in _link_losses(reader, links[number, torch.from_numpy(at[number]).to(device)], document, window)
    ]
    return {
        "roles": _chain_loss(reader.role_chain, roles[:count], at[:count], role_allowed, articles),
        "entities": _chain_loss(reader.entity_chain, kinds[count:], at[count:], kind_allowed, entities),
        "links": torch.cat(link_losses).mean() if link_losses else links.sum() * 0,
    }


def _chain_loss(chain: nn.Module, scores: Tensor, at: Sequence, allowed: Sequence, seen: Sequence) -> Tensor:
    """The chain's loss for each word, one sequence a paragraph."""
    rows, masks = [], []
    for number, (document, window) in enumerate(seen):
        paragraphs = document.words.paragraphs[window.keep_first : window.keep_last]
        bounds = [0, *(np.flatnonzero(np.diff(paragraphs)) + 1).tolist(), len(paragraphs)]
        for low, high in pairwise(bounds):
            rows.append(scores[number, torch.from_numpy(at[number][low:high]).to(scores.device)])
            masks.append(torch.from_numpy(_begun(allowed[number][low:high])).to(scores.device))
    lengths = torch.tensor([len(row) for row in rows], device=scores.device)
    padded = nn.utils.rnn.pad_sequence(rows, batch_first=True)
    marked = nn.utils.rnn.pad_sequence(masks, batch_first=True, padding_value=True)
    return chain.loss(padded, marked, lengths) / lengths.sum()


def _begun(allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A span that the cut of a window or a paragraph's end has parted begins anew: B where only an I could be."""
    first = allowed[0]
    if first[2::2].any() and not (first[0] or first[1::2].any()):
        allowed = allowed.copy()
        allowed[0, 1::2], allowed[0, 2::2] = first[2::2], False
    return allowed


def _link_losses(reader: Reader, vectors: Tensor, document: AttributionDocument, window: Window) -> list[Tensor]:
    """Cross entropy of each cue's source and of each content part's cue among those in the window."""
    first, last = window.keep_first, window.keep_last
    inside = [a for a in document.attributions if first <= a.cue[0] and a.cue[1] <= last]
    if not inside:
        return []
    sources = sorted({a.source for a in inside if a.source and first <= a.source[0] and a.source[1] <= last})
    parts = sorted({(p, i) for i, a in enumerate(inside) for p in a.contents if first <= p[0] and p[1] <= last})
    cues = [a.cue for a in inside]
    cue_source, source, cue_content, content = vectors.split(LINK, dim=1)
    losses = []
    wanted = [sources.index(a.source) if a.source in sources else len(sources) for a in inside]
    scores = _link_scores(_ends(cue_source, cues, first), _ends(source, sources, first))
    scores = scores + _bias(reader, 0, cues, sources, document)
    scores = torch.cat([scores, reader.linker.nothing[0].expand(len(cues), 1)], dim=1)
    losses.append(F.cross_entropy(scores, torch.tensor(wanted, device=scores.device), reduction="none"))
    if parts:
        ranges = [p for p, _ in parts]
        scores = _link_scores(_ends(content, ranges, first), _ends(cue_content, cues, first))
        scores = scores + _bias(reader, 1, ranges, cues, document)
        scores = torch.cat([scores, reader.linker.nothing[1].expand(len(ranges), 1)], dim=1)
        owners = torch.tensor([i for _, i in parts], device=scores.device)
        losses.append(F.cross_entropy(scores, owners, reduction="none"))
    return losses


def _ends(vectors: Tensor, ranges: Sequence[tuple[int, int]], first: int) -> Tensor:
    """A range's vector: those of its first and last word together."""
    if not ranges:
        return vectors[:0]
    low = [low - first for low, _ in ranges]
    high = [high - first - 1 for _, high in ranges]
    return vectors[low] + vectors[high]


def _link_scores(left: Tensor, right: Tensor) -> Tensor:
    return left @ right.T / LINK**0.5


def _bias(reader: Reader, kind: int, left: Sequence, right: Sequence, document: AttributionDocument) -> Tensor:
    low = np.array([a for a, _ in left], dtype=np.int64)
    high = np.array([a for a, _ in right], dtype=np.int64)
    kinds = distance_kinds(low, high, document.words.paragraphs)
    return reader.linker.by_distance[kind][torch.from_numpy(kinds)]


if __name__ == "__main__":
    main()
