from hypothesis import given, settings
from hypothesis import strategies as st

from hearsay.pipelines.records import Article, Attribution, Mention, Reading, Span
from hearsay.pipelines.resolve import resolve
from hearsay.pipelines.resolve.claims.author_claims import LEAST
from hearsay.warehouse.schema import CERTAINTIES, ENTITY_TYPES, POLARITIES, SOURCE_TYPES
from tests.english import ENGLISH

TEXT = st.text(
    alphabet=st.sampled_from("abc XYZ.,'’s\nñé(“”?") | st.characters(codec="utf-8"), min_size=1, max_size=80
)


@st.composite
def readings(draw: st.DrawFn) -> tuple[str, Reading]:
    """Draw a text and any reading whose spans lie in it, however senseless."""
    text = draw(TEXT)

    def spans(low: int) -> tuple[Span, ...]:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
        drawn = tuple(Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b)
        return drawn if len(drawn) >= low else (Span(0, len(text)),)

    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    mentions = tuple(
        Mention(a, b, draw(st.sampled_from(ENTITY_TYPES)), 0.5)
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
        if a < b
    )
    count = draw(st.integers(0, 5))
    confidence = draw(st.sampled_from((0.5, 0.9)))
    attributions = tuple(Attribution(spans(0), spans(0), spans(1), "indirect", confidence) for _ in range(count))
    return text, Reading(mentions, attributions, "any")


@given(readings())
@settings(deadline=None, max_examples=300)
def test_any_reading_resolves(drawn: tuple[str, Reading]) -> None:
    """Resolution must accept the spans of any future reader and never raise."""
    text, reading = drawn
    resolution = resolve(Article("capture", text), reading, ENGLISH)
    ids = {entity.entity_id for entity in resolution.entities}
    assert len(ids) == len(resolution.entities)
    assert len(resolution.mention_entities) == len(reading.mentions)
    assert {owner for owner in resolution.mention_entities if owner} == ids
    if all(attribution.confidence >= LEAST for attribution in reading.attributions):  # the others may be asides
        assert len(resolution.claims) >= len(reading.attributions)
        for attribution, claim in zip(reading.attributions, resolution.claims, strict=False):
            assert claim.attribution == attribution or claim.parent is not None
    for claim in resolution.claims:
        assert claim.source_type in SOURCE_TYPES
        assert claim.certainty in CERTAINTIES
        assert claim.polarity in POLARITIES
        assert claim.source_entity_id is None or claim.source_entity_id in ids
        assert all(0 <= index < len(reading.mentions) for index in claim.source_mentions + claim.about_mentions)
    assert resolution == resolve(Article("capture", text), reading, ENGLISH)


@given(readings())
@settings(deadline=None, max_examples=300)
def test_parents_are_acyclic(drawn: tuple[str, Reading]) -> None:
    """A claim that is its own ancestor would make a recursive query endless."""
    text, reading = drawn
    claims = resolve(Article("capture", text), reading, ENGLISH).claims
    for number in range(len(claims)):
        seen = {number}
        parent = claims[number].parent
        while parent is not None:
            assert parent not in seen
            seen.add(parent)
            parent = claims[parent].parent
