"""Windows on a device, a reader's scores of a batch of windows, and the losses against the gold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import torch
from torch import Tensor

from hearsay.pipelines.reader.links import LENGTHS, LINK
from training.laid_out import ENTITY_TAGS, RANGES, ROLE_TAGS, SOURCES, LaidOut
from training.model import NEVER, Reader
from training.taggings import constrained

_MASK = 103
_SIGNED = {np.dtype(np.uint16): np.int16, np.dtype(np.uint32): np.int32}
_AT_ONCE = 128


class Windows:
    """LaidOut as tensors on a device. `rows` are numbers of windows everywhere."""

    source: Tensor
    kept_back: Tensor
    pieces: Tensor
    features: Tensor
    seen: Tensor
    alone: Tensor
    places: Tensor
    words: Tensor
    begins: Tensor
    roles: Tensor
    kinds: Tensor
    cues: Tensor
    sources: Tensor
    parts: Tensor
    source_of: Tensor
    cue_of: Tensor
    alike: Tensor

    def __init__(self, laid_out: LaidOut, device: torch.device) -> None:
        self.device = device
        for field in fields(LaidOut):
            array = getattr(laid_out, field.name)
            signed = array.astype(_SIGNED.get(array.dtype, array.dtype))
            setattr(self, field.name, torch.from_numpy(signed).to(device))

    def from_any(self, *sources: str) -> Tensor:
        """Return, for each window, True if it is from one of these SOURCES."""
        numbers = torch.tensor([SOURCES.index(name) for name in sources], device=self.device)
        return torch.isin(self.source.long(), numbers)

    def weights(self, shares: Mapping[str, float]) -> Tensor:
        """Return weights that draw the sources by these shares, and never draw held-out windows."""
        weights = torch.zeros(len(self.source), device=self.device)
        for name, share in shares.items():
            mine = self.from_any(name) & ~self.kept_back
            weights += mine * (share / mine.sum().clamp_min(1))
        return weights

    def varied(self, rows: Tensor, share: Tensor) -> Tensor:
        """Return the pieces of new variants: this share of the words that have similar words is replaced."""
        pieces = self.pieces[rows].long()
        others = self.alike[pieces].long()
        count = (others > 0).sum(2)
        chosen = (torch.rand(pieces.shape, device=self.device) * count).long().clamp_max(others.shape[2] - 1)
        drawn = torch.rand(pieces.shape, device=self.device) < share[:, None]
        there = self.alone[rows] & (count > 0) & drawn
        return torch.where(there, others.gather(2, chosen[:, :, None])[:, :, 0], pieces)


def hidden(pieces: Tensor, share: float) -> Tensor:
    """Return the pieces with this share hidden from the encoder."""
    return pieces.masked_fill((torch.rand(pieces.shape, device=pieces.device) < share) & (pieces > _MASK), _MASK)


def drawn(weights: Tensor, width: int) -> Iterator[Tensor]:
    """Yield row numbers without end, `width` at a time, in proportion to the weights."""
    while True:
        yield from torch.multinomial(weights, width * 500, replacement=True).view(500, width)


# --- A reader's scores
# ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReaderScores:
    """Scores of a reader: windows × words × role tags, × entity tags, × the four link vectors."""

    roles: Tensor
    entities: Tensor
    links: Tensor


@dataclass(frozen=True, slots=True)
class Links:
    """Scores or probabilities of links."""

    sources: Tensor
    """Windows × CUES × (RANGES and none): a cue's source."""
    cues: Tensor
    """Windows × RANGES × (CUES and none): the cue of a part of a content."""


def read(reader: Reader, windows: Windows, rows: Tensor, pieces: Tensor) -> ReaderScores:
    """Return a reader's scores of windows, with these pieces instead of the windows' own."""
    places = torch.arange(pieces.shape[1], device=windows.device)
    mask = (places[None] < windows.seen[rows].long()[:, None]).float()
    with torch.autocast(windows.device.type, dtype=torch.bfloat16):
        outputs = reader.network(pieces, windows.features[rows].long(), mask)
    words = windows.places[rows].long()[:, :, None]
    return ReaderScores(*(output.float().gather(1, words.expand(-1, -1, output.shape[2])) for output in outputs))


def link_scores(reader: Reader, reader_scores: ReaderScores, windows: Windows, rows: Tensor) -> Links:
    """Return the scores of each gold cue's source and of each gold part's cue."""
    cue_source, source, cue_content, content = reader_scores.links.split(LINK, dim=2)
    cues, sources, parts = (ranges[rows].long() for ranges in (windows.cues, windows.sources, windows.parts))
    paragraphs = windows.begins[rows].long().cumsum(1)

    def scores(kind: int, asking: Tensor, offered: Tensor, own: Tensor, others: Tensor) -> Tensor:
        gaps = offered[:, None, :, 0] - asking[:, :, None, 0]
        lengths = torch.bucketize(gaps.abs(), _lengths(gaps.device), right=True)
        here, there = paragraphs.gather(1, asking[..., 0]), paragraphs.gather(1, offered[..., 0])
        kinds = lengths + 6 * (gaps > 0) + 12 * (here[:, :, None] != there[:, None, :])
        products = _ends(own, asking) @ _ends(others, offered).transpose(1, 2) / LINK**0.5
        products = (products + reader.linker.by_distance[kind][kinds]).masked_fill(
            (offered[..., 1] == 0)[:, None], NEVER
        )
        return torch.cat([products, reader.linker.nothing[kind].expand(*products.shape[:2], 1)], dim=2)

    return Links(scores(0, cues, sources, cue_source, source), scores(1, parts, cues, content, cue_content))


@cache
def _lengths(device: torch.device) -> Tensor:
    """Return the lengths of `hearsay.pipelines.reader.links.distance_kinds` on a device."""
    return torch.tensor(LENGTHS, device=device)


def _ends(vectors: Tensor, ranges: Tensor) -> Tensor:
    low, high = ranges[..., :1], (ranges[..., 1:] - 1).clamp_min(0)
    return vectors.gather(1, low.expand(-1, -1, LINK)) + vectors.gather(1, high.expand(-1, -1, LINK))


def link_loss(links: Links, wanted: Links, windows: Windows, rows: Tensor) -> Tensor:
    """Return the mean cross entropy of the choices with the wanted probabilities."""
    total, count = links.sources.sum() * 0, links.sources.sum() * 0
    for scores, wish, asking in (
        (links.sources, wanted.sources, windows.cues),
        (links.cues, wanted.cues, windows.parts),
    ):
        there = (asking[rows][..., 1] > 0).float()
        total = total - ((wish * torch.log_softmax(scores, dim=2)).sum(2) * there).sum()
        count = count + there.sum()
    return total / count.clamp_min(1)


# --- The gold -------------------------------------------------------------------------------------------------------


def gold_links(windows: Windows, rows: Tensor) -> Links:
    """Return the annotators' links, as probabilities of 1 and 0."""
    sources = torch.arange(RANGES + 1, device=windows.device) == windows.source_of[rows][:, :, None]
    cues = torch.arange(windows.cues.shape[1] + 1, device=windows.device) == windows.cue_of[rows][:, :, None]
    return Links(sources.float(), cues.float())


def barred_roles(windows: Windows, rows: Tensor) -> Tensor:
    """Return windows × words × role tags: False for the annotators' tag, or for O without annotation, else True."""
    tags = torch.arange(ROLE_TAGS, device=windows.device)
    return tags != windows.roles[rows].long().clamp_min(0)[:, :, None]


def barred_kinds(windows: Windows, rows: Tensor) -> Tensor:
    """Return windows × words × entity tags: True if the corpus excludes the tag."""
    bits = 1 << torch.arange(ENTITY_TAGS, device=windows.device, dtype=torch.int32)
    kinds = windows.kinds[rows][:, :, None]
    return ((kinds & bits) == 0) & (kinds != 0)


def gold_losses(reader: Reader, scores: ReaderScores, windows: Windows, rows: Tensor) -> dict[str, Tensor]:
    """Return, for each window, minus the log probability of the taggings that the gold allows; 0 without gold."""
    begins, words = windows.begins[rows], windows.words[rows].long()
    roles = constrained(scores.roles, reader.role_chain, barred_roles(windows, rows), begins, words)
    kinds = constrained(scores.entities, reader.entity_chain, barred_kinds(windows, rows), begins, words)
    counted = tagged(windows, rows)
    return {"roles": roles * counted["roles"], "entities": kinds * counted["entities"]}


def tagged(windows: Windows, rows: Tensor) -> dict[str, Tensor]:
    """Return, for each window, True if roles and True if entities are annotated."""
    return {"roles": windows.roles[rows, 0] >= 0, "entities": windows.kinds[rows, 0] != 0}


def cross_entropies(readers: Sequence[Reader], windows: Windows) -> dict[str, float]:
    """Return the cross entropies of the readers' mean probabilities with the held-out gold, for each word."""
    rows = torch.nonzero(windows.kept_back)[:, 0]
    sums, words = {"roles": 0.0, "entities": 0.0}, {"roles": 0.0, "entities": 0.0}
    for some in rows.split(_AT_ONCE):
        with torch.no_grad():
            pieces = windows.pieces[some].long()
            losses = [gold_losses(reader, read(reader, windows, some, pieces), windows, some) for reader in readers]
        for name, counted in tagged(windows, some).items():
            logs = torch.stack([-reader[name] for reader in losses])
            mixed = torch.logsumexp(logs, dim=0) - float(np.log(len(readers)))
            sums[name] -= float((mixed * counted).sum())
            words[name] += float((windows.words[some] * counted).sum())
    return {name: round(total / max(words[name], 1), 4) for name, total in sums.items()}
