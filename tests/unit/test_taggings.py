"""Taggings of whole windows at once say what the chain says word after word."""

from itertools import pairwise

import pytest

torch = pytest.importorskip("torch", reason="training's libraries are not installed: pip install -e '.[training]'")

from hearsay.pipelines.reader.tags import ENTITY_TYPES, ROLES  # noqa: E402
from training.model import NEVER, Chain  # noqa: E402
from training.taggings import chain_scores, constrained, distances, expected, log_sums, mean_of  # noqa: E402

LENGTH = 12
PARAGRAPHS = ([0, 4, 9], [0, 5, 12], [0, 1])
"""Where the paragraphs of three windows begin, and where the last one ends."""


def _chain(kinds, seed):
    torch.manual_seed(seed)
    chain = Chain(kinds)
    with torch.no_grad():
        for parameter in chain.parameters():
            parameter.normal_()
    return chain


@pytest.fixture(params=[ROLES, ENTITY_TYPES], ids=["roles", "entities"])
def case(request):
    chain = _chain(request.param, seed=1)
    scores = 3 * torch.randn(len(PARAGRAPHS), LENGTH, len(chain.begin))
    begins = torch.zeros(len(PARAGRAPHS), LENGTH, dtype=torch.bool)
    for window, edges in enumerate(PARAGRAPHS):
        begins[window, edges[:-1]] = True
    return chain, scores, begins, torch.tensor([edges[-1] for edges in PARAGRAPHS])


def _by_words(function, scores):
    """The sum of what a function says of each paragraph of each window."""
    return [
        sum(function(scores[window : window + 1, low:high], torch.tensor([high - low])) for low, high in pairs)
        for window, pairs in enumerate([*pairwise(edges)] for edges in PARAGRAPHS)
    ]


def test_the_sum_over_all_taggings_is_that_of_the_paragraphs(case):
    chain, scores, begins, words = case
    found = log_sums(scores, chain_scores(chain, len(scores)), begins, words)
    wanted = torch.stack(_by_words(lambda some, length: chain._log_sum(some, length)[0], scores))
    assert torch.allclose(found, wanted, atol=1e-4)


def test_what_is_expected_of_a_paragraph_is_what_the_chain_expects(case):
    chain, scores, begins, words = case
    found = expected(scores, chain_scores(chain, len(scores)), begins, words)
    tags, begin, end, steps = zip(
        *(chain.expected(scores[1:2, low:high], torch.tensor([high - low])) for low, high in ((0, 5), (5, 12))),
        strict=True,
    )
    assert torch.allclose(found.tags[1], torch.cat(tags, dim=1)[0], atol=1e-4)
    assert torch.allclose(found.begin[1], sum(begin), atol=1e-4)
    assert torch.allclose(found.end[1], sum(end), atol=1e-4)
    assert torch.allclose(found.steps[1], sum(steps), atol=1e-4)
    assert not found.tags[0, PARAGRAPHS[0][-1] :].any()


def test_the_distance_is_the_chains_own(case):
    chain, scores, begins, words = case
    other = _chain(ROLES if len(chain.begin) == 1 + 2 * len(ROLES) else ENTITY_TYPES, seed=2)
    wanted = expected(scores.flip(0), chain_scores(other, len(scores)), begins, words)
    found = distances(scores, chain, wanted, begins, words)
    counts = (wanted.tags[1:2, :12], wanted.begin[1], wanted.end[1], wanted.steps[1])
    sums = sum(
        chain._log_sum(scores[1:2, low:high], torch.tensor([high - low]))[0] for low, high in ((0, 5), (5, 12))
    )
    said = sum((c * s).sum() for c, s in zip(counts, (scores[1:2], chain.begin, chain.end, chain.steps), strict=True))
    barred = (counts[1] * chain.barred_begin).sum() + (counts[3] * chain.barred).sum()
    assert float(found[1].detach()) == pytest.approx(float((sums - said - barred).detach()), abs=1e-2)


def test_a_mixture_of_taggings_has_the_mean_of_their_counts(case):
    chain, scores, begins, words = case
    one, other = (expected(some, chain_scores(chain, len(scores)), begins, words) for some in (scores, scores * 0))
    weights = torch.tensor([1.0, 0.25, 0.0])
    found = mean_of([one, other], [weights, 1 - weights])
    assert torch.equal(found.tags[0], one.tags[0])
    assert torch.allclose(found.steps[1], 0.25 * one.steps[1] + 0.75 * other.steps[1])
    assert torch.equal(found.end[2], other.end[2])


def test_what_nothing_bars_is_certain_and_what_is_barred_is_not(case):
    chain, scores, begins, words = case
    open_ = torch.zeros_like(scores, dtype=torch.bool)
    assert torch.allclose(constrained(scores, chain, open_, begins, words), torch.zeros(3), atol=1e-4)
    only_o = ~open_
    only_o[:, :, 0] = False
    found = constrained(scores, chain, only_o, begins, words)
    assert (found > 0).all()
    assert (found < -NEVER).all()
