import numpy as np

from hearsay.pipelines.reader.chain import TaggedRange
from hearsay.pipelines.reader.links import DISTANCES, LINK, NEARBY, Linker, distance_kinds

SOURCE, CUE, CONTENT = range(3)


def linker(nothing: float = -5.0) -> Linker:
    return Linker(np.zeros((2, DISTANCES), np.float32), np.full(2, nothing, np.float32))


def test_distances_tell_side_length_and_paragraph() -> None:
    """All kinds of distance must differ, and all must be used."""
    places = np.arange(100)
    paragraphs = (places >= 50).astype(np.int64)
    kinds = distance_kinds(places, places, paragraphs)
    assert set(kinds.ravel().tolist()) <= set(range(DISTANCES))
    assert kinds[10, 9] != kinds[10, 11]
    assert kinds[10, 12] != kinds[10, 20]
    assert kinds[49, 50] != kinds[48, 49]


def test_a_cue_takes_the_source_whose_vector_fits() -> None:
    """The nearest source is not always right: 'Obama, of whom Clinton spoke, said'."""
    vectors = np.zeros((10, 4 * LINK), np.float32)
    vectors[8, 0] = 8.0
    vectors[0, LINK] = 8.0
    sources = [TaggedRange(SOURCE, 0, 1), TaggedRange(SOURCE, 5, 6)]
    (link,) = linker().sources_of([TaggedRange(CUE, 8, 9)], sources, vectors, np.zeros(10, np.int64))
    assert link.chosen == 0
    assert link.probability > 0.99


def test_nothing_is_an_answer() -> None:
    """A cue without a fitting source nearby must stay without a source."""
    vectors = np.zeros((2 * NEARBY + 20, 4 * LINK), np.float32)
    cue = [TaggedRange(CUE, 2 * NEARBY, 2 * NEARBY + 1)]
    paragraphs = np.zeros(len(vectors), np.int64)
    far, near = TaggedRange(SOURCE, 0, 1), TaggedRange(SOURCE, 2 * NEARBY - 3, 2 * NEARBY - 2)
    assert linker().sources_of(cue, [far], vectors, paragraphs)[0].chosen is None
    assert linker().sources_of(cue, [far, near], vectors, paragraphs)[0].chosen == 1
    assert linker(nothing=5.0).sources_of(cue, [far, near], vectors, paragraphs)[0].chosen is None
    assert linker().sources_of(cue, [], vectors, paragraphs)[0].chosen is None


def test_two_parts_may_have_one_cue() -> None:
    """“…,” he said, “…” is one content in two parts."""
    vectors = np.zeros((10, 4 * LINK), np.float32)
    parts = [TaggedRange(CONTENT, 0, 3), TaggedRange(CONTENT, 6, 9)]
    links = linker().cues_of(parts, [TaggedRange(CUE, 4, 5)], vectors, np.zeros(10, np.int64))
    assert [link.chosen for link in links] == [0, 0]
