from pipelines.reader import read_text
from pipelines.records import Entity, Mention
from pipelines.resolve.entities import resolve_entities


def entities_of(text: str) -> dict[str, Entity | None]:
    """The entity of each mention of a text, by the mention's own text (the last one of that text)."""
    reading = read_text(text)
    entities, owners = resolve_entities(text, reading.mentions)
    by_id = {entity.entity_id: entity for entity in entities}
    return {
        text[mention.start : mention.end]: by_id[owner] if owner else None
        for mention, owner in zip(reading.mentions, owners, strict=True)
    }


def test_short_name_joins_the_full_one() -> None:
    """A surname, a titled surname and a name with an initial are one person in one article."""
    found = entities_of("Then Donald Trump came. They met Donald J. Trump. We asked Mr. Trump. Trump’s aides left.")
    assert len({entity.entity_id for entity in found.values() if entity}) == 1
    assert found["Trump"] is not None
    assert found["Trump"].canonical_name == "Donald J. Trump"
    assert found["Trump"].aliases == ("Donald J. Trump", "Donald Trump", "Trump")


def test_ambiguous_surname_stays_alone() -> None:
    """With two Smiths in an article nobody knows which one 'Smith' is; a guess would put words in a mouth."""
    found = entities_of("We met Anna Smith there. We met Robert Smith there. Then Smith left.")
    assert len({entity.entity_id for entity in found.values() if entity}) == 3


def test_accents_and_case_do_not_part_a_name() -> None:
    """Outlets differ in accents; the id must not."""
    one = entities_of("They met José García there.")["José García"]
    other = entities_of("They met Jose Garcia there.")["Jose Garcia"]
    assert one is not None
    assert other is not None
    assert one.entity_id == other.entity_id


def test_acronym_joins_its_expansion() -> None:
    """The WHO and the World Health Organization are one, where the article names both."""
    found = entities_of("They asked the World Health Organization (WHO).")
    assert found["WHO"] == found["World Health Organization"]


def test_places_and_peoples_carry_identifiers() -> None:
    """Identifiers join articles and link to other registers; a people is not its country."""
    found = entities_of("We saw Ukrainian soldiers in Kyiv. They left for Ukraine and the U.S.")
    assert found["Ukraine"] is not None
    assert found["Ukraine"].identifiers == {"iso3166-1": "UA"}
    assert found["Kyiv"] is not None
    assert found["Kyiv"].identifiers == {"geonames": "703448"}
    assert found["Ukrainian"] is not None
    assert found["Ukrainian"].identifiers == {"iso3166-1-demonym-of": "UA"}
    assert found["U.S."] is not None
    assert found["U.S."].canonical_name == "United States"


def test_money_and_dates_are_nobody() -> None:
    """An amount names no thing in the world."""
    mentions = [Mention(0, 2, "money", 0.9), Mention(6, 12, "date", 0.9)]
    assert resolve_entities("$5 on Friday", mentions) == ((), (None, None))
