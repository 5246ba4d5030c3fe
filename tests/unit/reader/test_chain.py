import itertools

import numpy as np
import pytest

from hearsay.pipelines.reader import tags
from hearsay.pipelines.reader.chain import Chain, TaggedRange, tagged_ranges
from hearsay.warehouse import schema

TAGS = 5
"""O, and B and I of two kinds."""


def any_chain(chance: np.random.Generator) -> Chain:
    steps = chance.normal(size=(TAGS, TAGS)).astype(np.float32)
    begin, end = chance.normal(size=(2, TAGS)).astype(np.float32)
    begin[2::2] = -1e4
    for before, inside in itertools.product(range(TAGS), (2, 4)):
        if before not in (inside - 1, inside):
            steps[before, inside] = -1e4
    return Chain(begin, end, steps)


@pytest.mark.parametrize("seed", range(5))
def test_decoding_agrees_with_trying_all_taggings(seed: int) -> None:
    """Best tags and span probabilities must equal the sum over every tagging of each paragraph."""
    chance = np.random.default_rng(seed)
    chain, bounds = any_chain(chance), np.array([0, 3, 8, 9, 13])
    scores = chance.normal(size=(13, TAGS)).astype(np.float32) * 2
    best, tagging = chain.best_tags(scores, bounds), chain.decode(scores, bounds)
    seen = 0
    for low, high in itertools.pairwise(bounds.tolist()):
        taggings = list(itertools.product(range(TAGS), repeat=high - low))
        weights = np.exp([weight_of(chain, scores[low:high], tagging) for tagging in taggings])
        weights /= weights.sum()
        assert taggings[int(weights.argmax())] == tuple(best[low:high])
        for span in tagging.ranges:
            if low <= span.low < high:
                own = TaggedRange(span.kind, span.low - low, span.high - low)
                wanted = sum(
                    weight
                    for weight, tags in zip(weights, taggings, strict=True)
                    if own in tagged_ranges(np.array(tags))
                )
                assert tagging.probability(span) == pytest.approx(wanted, abs=1e-5)
                seen += 1
    assert seen == len(tagging.ranges) > 0


def weight_of(chain: Chain, scores: np.ndarray, tags: tuple[int, ...]) -> float:
    steps = sum(float(chain.steps[pair]) for pair in itertools.pairwise(tags))
    emitted = sum(float(row[tag]) for row, tag in zip(scores, tags, strict=True))
    return float(chain.begin[tags[0]]) + steps + emitted + float(chain.end[tags[-1]])


def test_no_span_begins_inside_or_changes_its_kind() -> None:
    """With any scores of the network, an I follows its own B or I, and no span crosses a paragraph."""
    chance = np.random.default_rng(7)
    chain, bounds = any_chain(chance), np.arange(0, 501, 10)
    tags = chain.best_tags(chance.normal(size=(500, TAGS)).astype(np.float32) * 9, bounds)
    for at, tag in enumerate(tags.tolist()):
        if tag in (2, 4):
            assert at % 10
            assert tags[at - 1] in (tag - 1, tag)


def test_the_types_that_the_model_gives_are_those_of_the_warehouse() -> None:
    """The list exists twice, because the weights depend on the order of one copy."""
    assert set(tags.ENTITY_TYPES) == set(schema.ENTITY_TYPES)


def test_ranges_of_tags() -> None:
    """Two adjacent spans must stay two."""
    assert tagged_ranges(np.array([1, 2, 1, 0, 3, 4, 4])) == [(0, 0, 2), (0, 2, 3), (1, 4, 7)]
    assert tagged_ranges(np.array([], dtype=np.int64)) == []
