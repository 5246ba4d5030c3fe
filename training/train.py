"""Train the reader: python -m training.train GOLD ENCODER OUT [--steps N] [--seed N] ...

GOLD is the folder of gold data (training/README.md gives the origin of each set), ENCODER the folder of MiniLM's
model.safetensors and tokenizer.json, OUT the folder of checkpoints and log. Runs on a CPU; uses a GPU if there is
one. The encoder computes in bfloat16, which is twice as fast as float on a recent CPU; losses and optimiser stay in
float.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from hearsay.pipelines.reader.links import LINK, distance_kinds
from hearsay.pipelines.reader.windows import WINDOW, Window, Words, lay_out, load_tokenizer, pack_windows
from training.corpora import (
    AttributionDocument,
    Document,
    EntityDocument,
    Sentence,
    UntaggedDocument,
    entity_document,
    read_polnear,
    read_token_documents,
    read_untagged,
)
from training.model import MINILM, MPNET, Chain, Reader, inputs_of, load_reader, piece_table, save_reader
from training.splits import is_kept_back
from training.steps import parameter_groups
from training.teach import Teaching, load_teachings
from training.variants import VARIANTS, read_variants

ENTITY_SHARES = {"worldwide": 0.62, "conll2003": 0.25, "wikigold": 0.06, "politics": 0.07}
"""Share of each corpus in the entity windows: by size, with a little more for small corpora."""
_MASK = 103
Text = TypeVar("Text", AttributionDocument, UntaggedDocument)
Seen = tuple[Document, Window]
"""Window with its text."""
Range = tuple[int, int]
"""First word, and the word behind the last."""


class Batch(NamedTuple):
    """Windows of a step, each with its text."""

    articles: list[tuple[AttributionDocument, Window]]
    entities: list[tuple[EntityDocument, Window]]
    untagged: list[tuple[UntaggedDocument, Window]]


def main() -> None:
    args = _arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    teaching = load_teachings(args.teaching) if args.teaching else None
    weights = {"roles": 1.0, "entities": 1.0, "links": args.link_weight}
    if teaching:
        weights |= {"roles": 1 - args.trust, "taught roles": args.trust, "taught entities": args.trust}

    reader = _begin(args).to(device).train()
    average = deepcopy(reader)
    optimizer = torch.optim.AdamW(parameter_groups(reader, args.rate, args.head_rate, args.decay), fused=True)
    peaks = [group["lr"] for group in optimizer.param_groups]
    last_step = args.stop or args.steps
    started, sums = time.time(), dict.fromkeys(weights, 0.0)
    with (args.out / "log.jsonl").open("a") as log:
        for step, batch in zip(range(1, last_step + 1), _batches(args, teaching), strict=False):
            pace = min(step / args.warmup, (args.steps - step) / (args.steps - args.warmup))
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * pace
            losses = losses_of(reader, batch, args.piece_dropout, teaching, device)
            loss = sum(weight * losses[name] for name, weight in weights.items())
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            if step % 4 == 0:
                _move_average(average, reader, min(args.average, step / (step + 40)))
            for name, value in losses.items():
                sums[name] += float(value.detach())
            if step % 50 == 0:
                line: dict[str, float] = {"step": step, "seconds": round(time.time() - started)}
                line |= {name: round(value / 50, 4) for name, value in sums.items()}
                sums = dict.fromkeys(sums, 0.0)
                print(json.dumps(line), file=log, flush=True)
            if step % args.save_every == 0 or step == last_step:
                save_reader(average, args.out / "average.pt")
                save_reader(reader, args.out / "last.pt")


def _begin(args: argparse.Namespace) -> Reader:
    """Return the reader at the start of the training."""
    if args.resume:
        return load_reader(args.resume, args.dropout)
    reader = Reader(args.dropout, MPNET if args.mpnet else MINILM)
    reader.network.load_encoder((args.mpnet or args.encoder) / "model.safetensors")
    if args.mpnet:
        reader.network.words.requires_grad_(False)  # a fifth of its weights; teaching does not need them to change
    return reader


def _batches(args: argparse.Namespace, teaching: Mapping[str, Sequence[Teaching]] | None) -> Iterator[Batch]:
    """Yield batches without end, determined by the seed."""
    chance = random.Random(args.seed)
    tokenizer = load_tokenizer(args.encoder / "tokenizer.json")
    articles = [d for d in read_polnear(args.gold / "polnear" / "train", tokenizer) if not is_kept_back(d.name)]
    attributions = endless_texts(articles, chance)
    entities = endless_entities(entity_sources(args.gold), tokenizer, chance)
    taught = {corpus for teachings in (teaching or {}).values() for answer in teachings for corpus in answer.corpora}
    untagged = endless_texts(list(read_untagged(args.gold, tokenizer, taught)), chance)
    varied = read_variants(articles, tokenizer, piece_table(args.encoder)) if VARIANTS in taught else ()
    variants = endless_texts(list(varied), chance)
    while True:
        yield Batch(
            list(islice(attributions, args.attribution_windows)),
            list(islice(entities, args.entity_windows)),
            [*islice(untagged, args.untagged_windows), *islice(variants, args.variant_windows)],
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--mpnet", type=Path, help="MPNet's folder, to train a larger network as a teacher")
    parser.add_argument("--resume", type=Path, help="start from the weights of a last.pt, with a new schedule")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--stop", type=int, help="stop after N of the steps, before the rate has fallen to 0")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.5e-4, help="peak learning rate of the encoder's top layer")
    parser.add_argument("--head-rate", type=float, default=1e-3, help="peak learning rate of the new parts")
    parser.add_argument("--decay", type=float, default=0.9, help="factor on the rate for each layer further down")
    parser.add_argument("--warmup", type=int, default=250)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--piece-dropout", type=float, default=0.03, help="share of pieces hidden from the encoder")
    parser.add_argument("--attribution-windows", type=int, default=5, help="windows of PolNeAR in a step")
    parser.add_argument("--entity-windows", type=int, default=4, help="windows of entity corpora in a step")
    parser.add_argument(
        "--teaching",
        type=Path,
        nargs="+",
        help="files of training.teach, to learn from beside the gold; the first file with a text counts",
    )
    parser.add_argument(
        "--trust", type=float, default=0.5, help="weight of the teaching; the gold's roles have the rest"
    )
    parser.add_argument(
        "--untagged-windows", type=int, default=3, help="windows of taught news without gold in a step"
    )
    parser.add_argument("--variant-windows", type=int, default=6, help="windows of taught variants of PolNeAR's")
    parser.add_argument("--link-weight", type=float, default=0.1)
    parser.add_argument("--average", type=float, default=0.99, help="decay of the average of weights, every 4 steps")
    parser.add_argument("--save-every", type=int, default=500)
    return parser.parse_args()


def _move_average(average: Reader, reader: Reader, keep: float) -> None:
    with torch.no_grad():
        for old, new in zip(average.parameters(), reader.parameters(), strict=True):
            old.lerp_(new, 1 - keep)


# --- Windows without end -------------------------------------------------------------------------------------------


def endless_texts(documents: Sequence[Text], chance: random.Random) -> Iterator[tuple[Text, Window]]:
    """Yield windows of all texts in random order without end, cut at different places each time.

    Without texts, nothing is yielded.
    """
    while documents:
        windows = [(d, w) for d in documents for w in _varied(d.words, chance)]
        chance.shuffle(windows)
        yield from windows


def entity_sources(gold: Path) -> dict[str, list[tuple[str, list[Sentence]]]]:
    """Return the documents of each entity corpus by its name."""
    ner = gold / "ner"
    worldwide = read_token_documents(ner / "worldwide")
    return {
        "worldwide": [(name, sentences) for name, sentences in worldwide if not is_kept_back(name)],
        "conll2003": list(read_token_documents(ner / "conll2003" / "train.txt")),
        "wikigold": list(read_token_documents(ner / "wikigold" / "wikigold.conll.txt")),
        "politics": list(read_token_documents(ner / "politics" / "train.txt", 5)),
    }


def endless_entities(
    sources: dict[str, list[tuple[str, list[Sentence]]]], tokenizer: Tokenizer, chance: random.Random
) -> Iterator[tuple[EntityDocument, Window]]:
    """Yield windows of corpora drawn by their shares; each corpus in random order, laid out differently each time."""

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


def _varied(words: Words, chance: random.Random) -> list[Window]:
    return list(pack_windows(words, room_in_first=chance.randint(WINDOW // 4, WINDOW - 2)))


# --- Losses --------------------------------------------------------------------------------------------------------


def losses_of(
    reader: Reader,
    batch: Batch,
    piece_dropout: float,
    teaching: Mapping[str, Sequence[Teaching]] | None,
    device: torch.device,
) -> dict[str, Tensor]:
    """Return the losses for each word or link: of the gold's roles, entities and links, and of both taught tags."""
    articles, entities, untagged = batch
    seen: list[Seen] = [*articles, *entities, *untagged]
    laid_out = [lay_out(document.words, window) for document, window in seen]
    pieces, features, mask = (tensor.to(device) for tensor in inputs_of(laid_out))
    hidden = (torch.rand(pieces.shape, device=device) < piece_dropout) & (pieces > _MASK)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        outputs = reader.network(pieces.masked_fill(hidden, _MASK), features, mask)
    roles, kinds, links = (
        [output[number, torch.from_numpy(window.places).to(device)].float() for number, window in enumerate(laid_out)]
        for output in outputs
    )
    first, behind = len(articles), len(articles) + len(entities)
    role_allowed = [np.eye(roles[0].shape[1], dtype=bool)[d.tags[w.keep_first : w.keep_last]] for d, w in articles]
    kind_allowed = [d.allowed[w.keep_first : w.keep_last] for d, w in entities]
    link_losses = [
        loss
        for vectors, (document, window) in zip(links[:first], articles, strict=True)
        for loss in _link_losses(reader, vectors, document, window)
    ]
    losses = {
        "roles": _chain_loss(reader.role_chain, roles[:first], role_allowed, articles),
        "entities": _chain_loss(reader.entity_chain, kinds[first:behind], kind_allowed, entities),
        "links": torch.cat(link_losses).mean() if link_losses else links[0].sum() * 0,
    }
    if teaching:
        taught: list[Seen] = [*articles, *untagged]
        for name, chain, scores in (("roles", reader.role_chain, roles), ("entities", reader.entity_chain, kinds)):
            own = scores[:first] + scores[behind:]
            losses[f"taught {name}"] = _taught_loss(chain, own, teaching[name], taught)
    return losses


def _taught_loss(chain: Chain, scores: list[Tensor], teachings: Sequence[Teaching], seen: Sequence[Seen]) -> Tensor:
    """Return the distance of the chain's taggings from the teachers', for each word that a teacher tagged."""
    total, words = scores[0].sum() * 0, 0
    left = list(range(len(seen)))
    for teaching in teachings:
        mine = [number for number in left if seen[number][0].name in teaching.scores]
        left = [number for number in left if number not in mine]
        if not mine:
            continue
        bounds = [_paragraphs(*seen[number]) for number in mine]
        wanted = [
            torch.from_numpy(teaching.scores[document.name][window.keep_first : window.keep_last].astype(np.float32))
            for document, window in (seen[number] for number in mine)
        ]
        own, lengths = _by_paragraph([scores[number] for number in mine], bounds)
        others, _ = _by_paragraph(wanted, bounds)
        expected = teaching.chain.expected(others, lengths.cpu())
        total = total + chain.distance(own, lengths, tuple(tensor.to(own.device) for tensor in expected))
        words += int(lengths.sum())
    return total / max(words, 1)


def _chain_loss(
    chain: Chain, scores: list[Tensor], allowed: Sequence[NDArray[np.bool_]], seen: Sequence[Seen]
) -> Tensor:
    """Return the chain's loss for each word, with a sequence for each paragraph."""
    bounds = [_paragraphs(document, window) for document, window in seen]
    masks = [
        torch.from_numpy(_begun(tags[low:high]))
        for tags, edges in zip(allowed, bounds, strict=True)
        for low, high in pairwise(edges)
    ]
    padded_scores, lengths = _by_paragraph(scores, bounds)
    marked = nn.utils.rnn.pad_sequence(masks, batch_first=True, padding_value=True).to(padded_scores.device)
    return chain.loss(padded_scores, marked, lengths) / lengths.sum()


def _paragraphs(document: Document, window: Window) -> list[int]:
    """Return the starts of paragraphs among the words that the window keeps, and the number of words."""
    paragraphs = document.words.paragraphs[window.keep_first : window.keep_last]
    return [0, *(np.flatnonzero(np.diff(paragraphs)) + 1).tolist(), len(paragraphs)]


def _by_paragraph(scores: Sequence[Tensor], bounds: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    """Return the scores of windows' words as paragraphs × words × tags, and the number of words of each paragraph."""
    rows = [
        window_scores[low:high]
        for window_scores, edges in zip(scores, bounds, strict=True)
        for low, high in pairwise(edges)
    ]
    lengths = torch.tensor([len(row) for row in rows], device=rows[0].device)
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), lengths


def _begun(allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Begin a span again after the edge of a window or a paragraph: B where only an I could be."""
    first = allowed[0]
    if first[2::2].any() and not (first[0] or first[1::2].any()):
        allowed = allowed.copy()
        allowed[0, 1::2], allowed[0, 2::2] = first[2::2], False
    return allowed


def _link_losses(reader: Reader, vectors: Tensor, document: AttributionDocument, window: Window) -> list[Tensor]:
    """Return the cross entropy of each cue's source and of each content part's cue among those in the window."""
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


def _ends(vectors: Tensor, ranges: Sequence[Range], first: int) -> Tensor:
    """Return the vector of each range: the sum of its first and last word's vectors."""
    if not ranges:
        return vectors[:0]
    low = [low - first for low, _ in ranges]
    high = [high - first - 1 for _, high in ranges]
    return vectors[low] + vectors[high]


def _link_scores(left: Tensor, right: Tensor) -> Tensor:
    return left @ right.T / LINK**0.5


def _bias(
    reader: Reader, kind: int, left: Sequence[Range], right: Sequence[Range], document: AttributionDocument
) -> Tensor:
    low = np.array([a for a, _ in left], dtype=np.int64)
    high = np.array([a for a, _ in right], dtype=np.int64)
    kinds = distance_kinds(low, high, document.words.paragraphs)
    return reader.linker.by_distance[kind][torch.from_numpy(kinds)]


if __name__ == "__main__":
    main()
