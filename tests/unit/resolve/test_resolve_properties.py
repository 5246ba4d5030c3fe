from hypothesis import given, settings
from hypothesis import strategies as st

from hearsay.pipelines.records import Article, Attribution, Mention, Reading, Span
from hearsay.pipelines.resolve import resolve
from hearsay.warehouse.schema import CERTAINTIES, ENTITY_TYPES, POLARITIES, SOURCE_TYPES

TEXT = st.text(
    alphabet=st.sampled_from("abc XYZ.,'’s\nñé(“”?") | st.characters(codec="utf-8"), min_size=1, max_size=80
)


@st.composite
def readings(draw: st.DrawFn) -> tuple[str, Reading]:
    """A text and any reading whose spans lie in it, however senseless."""
    text = draw(TEXT)

    def spans(low: int) -> tuple[Span, ...]:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
        found = tuple(Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b)
        return found if len(found) >= low else (Span(0, len(text)),)

    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    mentions = tuple(
        Mention(a, b, draw(st.sampled_from(ENTITY_TYPES)), 0.5)
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
        if a < b
    )
    count = draw(st.integers(0, 5))
    attributions = tuple(Attribution(spans(0), spans(0), spans(1), "indirect", 0.5) for _ in range(count))
    return text, Reading(mentions, attributions, "any")


@given(readings())
@settings(deadline=None, max_examples=300)
def test_any_reading_resolves(drawn: tuple[str, Reading]) -> None:
    """Another reader will come; resolution must hold for whatever spans it finds, and never raise."""
    text, reading = drawn
    found = resolve(Article("capture", text), reading)
    ids = {entity.entity_id for entity in found.entities}
    assert len(ids) == len(found.entities)
    assert len(found.mention_entities) == len(reading.mentions)
    assert {owner for owner in found.mention_entities if owner} == ids
    assert len(found.claims) >= len(reading.attributions)
    for said, claim in zip(reading.attributions, found.claims, strict=False):
        assert claim.attribution == said or claim.parent is not None
    for claim in found.claims:
        assert claim.source_type in SOURCE_TYPES
        assert claim.certainty in CERTAINTIES
        assert claim.polarity in POLARITIES
        assert claim.source_entity_id is None or claim.source_entity_id in ids
        assert all(0 <= index < len(reading.mentions) for index in claim.source_mentions + claim.about_mentions)
    assert found == resolve(Article("capture", text), reading)


@given(readings())
@settings(deadline=None, max_examples=300)
def test_parents_are_acyclic(drawn: tuple[str, Reading]) -> None:
    """A claim that is its own ancestor would send a recursive query round for ever."""
    text, reading = drawn
    claims = resolve(Article("capture", text), reading).claims
    for number in range(len(claims)):
        seen = {number}
        parent = claims[number].parent
        while parent is not None:
            assert parent not in seen
            seen.add(parent)
            parent = claims[parent].parent
