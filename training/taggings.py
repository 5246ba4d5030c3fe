"""Taggings of many windows at once: their expected counts, and the distance of a chain's taggings from them.

Like training.model's Chain, but with matrix products in pairs instead of word after word (a parallel scan, as in
Rush 2020, "Torch-Struct"), and with all paragraphs of a window in one pass. A GPU works best with such few, large
steps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from training.model import NEVER, Chain


@dataclass(frozen=True, slots=True)
class Counts:
    """Expected counts of each window's tagging; or, for a chain, the scores that belong to these counts."""

    tags: Tensor
    """Windows × words × tags: count of a tag at a word."""
    begin: Tensor
    """Windows × tags: count of paragraphs that begin with a tag."""
    end: Tensor
    """Windows × tags: count of paragraphs that end with a tag."""
    steps: Tensor
    """Windows × tags × tags: count of one tag after another within a paragraph."""

    def map(self, change: Callable[[Tensor], Tensor]) -> "Counts":
        """Return the counts with the same function applied to each."""
        return Counts(*(change(getattr(self, field.name)) for field in fields(self)))


def mean_of(counts: Sequence[Counts], weights: Sequence[float | Tensor]) -> Counts:
    """Return the counts under a mixture of taggings; a weight is a number, or a number for each window."""

    def total(name: str) -> Tensor:
        arrays = [getattr(part, name) for part in counts]
        return sum(_for_each(weight, array) * array for weight, array in zip(weights, arrays, strict=True))

    return Counts(*(total(field.name) for field in fields(Counts)))


def _for_each(weight: float | Tensor, array: Tensor) -> float | Tensor:
    return weight.view(-1, *[1] * (array.dim() - 1)) if isinstance(weight, Tensor) else weight


def chain_scores(chain: Chain, windows: int) -> Counts:
    """Return a chain's scores, once for each window, so that expected counts are derivatives; `tags` are unused."""
    begin, steps = chain.begin + chain.barred_begin, chain.steps + chain.barred
    rows = begin.expand(windows, -1)
    return Counts(rows, rows, chain.end.expand(windows, -1), steps.expand(windows, -1, -1))


def log_sums(scores: Tensor, chain: Counts, begins: Tensor, words: Tensor) -> Tensor:
    """Return the log of the sum over all taggings of each window.

    Paragraphs are independent: the path from a paragraph to the next leads through an end and a beginning.

    Args:
        scores: Windows × words × tags.
        chain: The scores of beginnings, ends and steps, once for each window.
        begins: Windows × words, True if a word begins a paragraph, as the first word does.
        words: The number of words of each window.
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
    """Return the expected counts of each window's tagging under these scores: the derivatives of `log_sums`."""
    with torch.enable_grad():
        inputs = [
            tensor.detach().clone().requires_grad_() for tensor in (scores, chain.begin, chain.end, chain.steps)
        ]
        total = log_sums(inputs[0], Counts(inputs[1], *inputs[1:]), begins, words).sum()
        return Counts(*torch.autograd.grad(total, inputs))


def distances(scores: Tensor, chain: Chain, wanted: Counts, begins: Tensor, words: Tensor) -> Tensor:
    """Return the cross entropy of each window's taggings with the wanted taggings.

    This is distillation of structure (Wang et al. 2020).
    """
    own = chain_scores(chain, len(scores))
    pairs = ((wanted.tags, scores), (wanted.begin, own.begin), (wanted.end, own.end), (wanted.steps, own.steps))
    return log_sums(scores, own, begins, words) - sum((count * score).flatten(1).sum(1) for count, score in pairs)


def constrained(scores: Tensor, chain: Chain, barred: Tensor, begins: Tensor, words: Tensor) -> Tensor:
    """Return minus the log probability of the taggings without barred tags, for each window; `barred` as `scores`."""
    own = chain_scores(chain, len(scores))
    free = log_sums(scores, own, begins, words)
    return free - log_sums(scores.masked_fill(barred, NEVER), own, begins, words)
