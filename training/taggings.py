"""Taggings of many windows at once: what is to be expected of them, and how far a chain's are from it.

As training.model's Chain, but by matrix products in pairs instead of word after word (a parallel scan, as Rush 2020,
"Torch-Struct", has it for chains) and with all paragraphs of a window in one pass: few and large steps, as a GPU
wants them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from training.model import NEVER, Chain


@dataclass(frozen=True, slots=True)
class Counts:
    """What is to be expected of each window's tagging; or, of a chain, the scores that go with these counts."""

    tags: Tensor
    """Windows × words × tags: how often a word has a tag."""
    begin: Tensor
    """Windows × tags: how many paragraphs begin with a tag."""
    end: Tensor
    """Windows × tags: how many end with it."""
    steps: Tensor
    """Windows × tags × tags: how often one follows the other within a paragraph."""

    def map(self, change: Callable[[Tensor], Tensor]) -> "Counts":
        """Each of them changed alike."""
        return Counts(*(change(getattr(self, field.name)) for field in fields(self)))


def mean_of(counts: Sequence[Counts], weights: Sequence[float | Tensor]) -> Counts:
    """The counts under a mixture of taggings; a weight is a number, or one for each window."""

    def total(name: str) -> Tensor:
        arrays = [getattr(one, name) for one in counts]
        return sum(_for_each(weight, array) * array for weight, array in zip(weights, arrays, strict=True))

    return Counts(*(total(field.name) for field in fields(Counts)))


def _for_each(weight: float | Tensor, array: Tensor) -> float | Tensor:
    return weight.view(-1, *[1] * (array.dim() - 1)) if isinstance(weight, Tensor) else weight


def chain_scores(chain: Chain, windows: int) -> Counts:
    """A chain's scores, once for each window, so that what is expected of each is a derivative; `tags` are unused."""
    begin, steps = chain.begin + chain.barred_begin, chain.steps + chain.barred
    rows = begin.expand(windows, -1)
    return Counts(rows, rows, chain.end.expand(windows, -1), steps.expand(windows, -1, -1))


def log_sums(scores: Tensor, chain: Counts, begins: Tensor, words: Tensor) -> Tensor:
    """The log of the sum over all taggings of each window.

    `scores` windows × words × tags; `begins` windows × words, True where a word begins a paragraph, as the first
    does; `words` windows, how many there are. Paragraphs are independent: from one to the next the way leads through
    an end and a beginning.
    """
    rows, length, tags = scores.shape
    between = chain.end[:, None, :, None] + chain.begin[:, None, None, :]
    moves = torch.where(begins[:, 1:, None, None], between, chain.steps[:, None]) + scores[:, 1:, None, :]
    same = torch.full((tags, tags), NEVER, device=scores.device).fill_diagonal_(0.0)
    inside = torch.arange(1, length, device=scores.device)[None] < words[:, None]
    moves = torch.where(inside[..., None, None], moves, same)
    while moves.shape[1] > 1:
        if moves.shape[1] % 2:
            moves = torch.cat([moves, same.expand(rows, 1, tags, tags)], dim=1)
        moves = _log_product(moves[:, 0::2], moves[:, 1::2])
    whole = (chain.begin + scores[:, 0])[:, :, None] + moves[:, 0] + chain.end[:, None, :]
    return torch.logsumexp(whole.flatten(1), dim=1)


def _log_product(left: Tensor, right: Tensor) -> Tensor:
    of_rows, of_columns = left.detach().amax(-1, keepdim=True), right.detach().amax(-2, keepdim=True)
    product = torch.exp(left - of_rows) @ torch.exp(right - of_columns)
    return torch.log(product.clamp_min(1e-30)) + of_rows + of_columns


def expected(scores: Tensor, chain: Counts, begins: Tensor, words: Tensor) -> Counts:
    """What to expect of each window's tagging under these scores: the derivatives of `log_sums`."""
    with torch.enable_grad():
        given = [one.detach().clone().requires_grad_() for one in (scores, chain.begin, chain.end, chain.steps)]
        total = log_sums(given[0], Counts(given[1], *given[1:]), begins, words).sum()
        return Counts(*torch.autograd.grad(total, given))


def distances(scores: Tensor, chain: Chain, wanted: Counts, begins: Tensor, words: Tensor) -> Tensor:
    """Cross entropy of each window's taggings with the wanted ones (distillation of structure: Wang et al. 2020)."""
    own = chain_scores(chain, len(scores))
    pairs = ((wanted.tags, scores), (wanted.begin, own.begin), (wanted.end, own.end), (wanted.steps, own.steps))
    return log_sums(scores, own, begins, words) - sum((count * score).flatten(1).sum(1) for count, score in pairs)


def constrained(scores: Tensor, chain: Chain, barred: Tensor, begins: Tensor, words: Tensor) -> Tensor:
    """Minus the log probability of the taggings that nothing bars, of each window; `barred` as `scores`."""
    own = chain_scores(chain, len(scores))
    free = log_sums(scores, own, begins, words)
    return free - log_sums(scores.masked_fill(barred, NEVER), own, begins, words)
