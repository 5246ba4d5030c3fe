import re

import pytest

from hearsay.pipelines.records import Entity, Known, Mention
from hearsay.pipelines.resolve.entities.clusters import Resolved, resolve_entities
from hearsay.pipelines.resolve.entities.knowledge import NOTHING, Knowledge
from tests.english import ENGLISH

ARTICLE = "article-1"


def resolved(
    text: str, *names: tuple[str, str], article: str = ARTICLE, knowledge: Knowledge = NOTHING
) -> tuple[list[Entity], Resolved]:
    """Return the entity of each named mention, in the order of the names.

    Each name is searched behind the previous name.
    """
    mentions, position = [], 0
    for name, entity_type in names:
        start = text.index(name, position)
        position = start + len(name)
        mentions.append(Mention(start, position, entity_type, 0.9))
    resolution = resolve_entities(text, mentions, article, ENGLISH, knowledge)
    by_id = {entity.entity_id: entity for entity in resolution.entities}
    return [by_id[owner] for owner in resolution.owners if owner], resolution


def persons(text: str, *names: str, article: str = ARTICLE, knowledge: Knowledge = NOTHING) -> list[Entity]:
    return resolved(text, *((name, "person") for name in names), article=article, knowledge=knowledge)[0]


def place(text: str, *names: str) -> Entity:
    """Return the entity of the first of some locations."""
    return resolved(text, *((name, "location") for name in names))[0][0]


def links_of(text: str, name: str, entity_type: str) -> dict[str, str]:
    return {link.relation: link.to_name for link in resolved(text, (name, entity_type))[1].links}


def test_short_name_joins_the_full_one() -> None:
    """A surname, a titled surname and a name with an initial mean the same person in an article."""
    text = "Donald Trump came. Donald J. Trump spoke. President Trump left. Trump’s aides stayed."
    entities = persons(text, "Donald Trump", "Donald J. Trump", "President Trump", "Trump’s")
    assert len({entity.entity_id for entity in entities}) == 1
    assert entities[0].canonical_name == "Donald J. Trump"
    assert entities[0].aliases == ("Donald J. Trump", "Donald Trump", "President Trump", "Trump")


@pytest.mark.parametrize("name", ["William “Bill” Hartnoll", 'William "Bill" Hartnoll', "William (Bill) Hartnoll"])
def test_a_nickname_in_quotation_marks_is_no_part_of_the_name(name: str) -> None:
    """Articles with and without the nickname name one person, who is also called by the nickname."""
    with_nickname = persons(f"{name} came. Bill Hartnoll spoke. Hartnoll left.", name, "Bill Hartnoll", "Hartnoll")
    (without,) = persons("William Hartnoll came.", "William Hartnoll", article="article-2")
    assert {entity.entity_id for entity in with_nickname} == {without.entity_id}
    assert with_nickname[0].canonical_name == "William Hartnoll"
    assert {name, "Bill Hartnoll", "Hartnoll", "William Hartnoll"} == set(with_nickname[0].aliases)


def test_a_longer_nickname_is_not_shown_as_the_name() -> None:
    """The longest form is shown, but 'Nessie Obuya' is not the usual name of Ines Obuya."""
    (entity,) = persons("Ines ‘Nessie’ Obuya came.", "Ines ‘Nessie’ Obuya")
    assert entity.canonical_name == "Ines Obuya"
    assert "Nessie Obuya" in entity.aliases


def test_a_surname_of_several_words_joins() -> None:
    """'Van der Bellen' is not a first name and a surname, but the end of the full name."""
    entities = persons(
        "Alexander Van der Bellen came. Van der Bellen spoke.", "Alexander Van der Bellen", "Van der Bellen"
    )
    assert entities[0] == entities[1]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Anna Smith and Robert Smith came. Smith left.", None),
        ("Anna Smith and Robert Smith came. Mr Smith left.", "Robert Smith"),
        ("Anna Smith and Robert Smith came. Mrs Smith left.", "Anna Smith"),
        ("Anna Smith and Mary Smith came. Ms Smith left.", None),
        ("Robert Smith came. Smith left. His wife Anna Smith stayed. Smith called.", "Robert Smith"),
    ],
)
def test_a_surname_of_two_persons_means_one_only_by_title_or_by_use(text, means) -> None:
    """In an article with two Smiths, a guess would attribute words to the wrong person."""
    names = re.findall("Anna Smith|Robert Smith|Mary Smith|Smith", text)
    _, resolution = resolved(text, *((name, "person") for name in names))
    shown = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
    assert shown.get(resolution.owners[-1] or "") == means
    assert "Smith" not in shown.values()


@pytest.mark.parametrize(
    ("text", "kinds", "count"),
    [
        ("Mpho Tongwana, formerly Mpho Gasebo, came.", ("person", "organization"), 1),
        ("Meta Foods, the company formerly known as Brightco, grew.", ("organization", "organization"), 1),
        ("Ida Lund (née Holm) came.", ("person", "person"), 1),
        ("Ida Lund, formerly of Holm, came.", ("person", "organization"), 2),
        ("Ida Lund, formerly Mara Voss’s aide, came.", ("person", "person"), 2),
        ("Ida Lund, once Mara Voss had left, came.", ("person", "person"), 2),
    ],
)
def test_a_stated_earlier_name_is_the_same_entity(text, kinds, count) -> None:
    """'Gasebo said in 2012' and 'Tongwana said' are one person's words."""
    names = re.findall("Mpho Tongwana|Mpho Gasebo|Meta Foods|Brightco|Ida Lund|Holm|Mara Voss", text)
    _, resolution = resolved(text, *zip(names, kinds, strict=True))
    assert len(resolution.entities) == count


def test_other_middle_names_are_other_people() -> None:
    """A father and his son may share all but a middle initial; the name without it must join neither."""
    entities = persons(
        "George H. Bush met George W. Bush. George Bush left.", "George H. Bush", "George W. Bush", "George Bush"
    )
    assert len({entity.entity_id for entity in entities}) == 3


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Mara Voss", True),  # few people bear the name, so the name identifies its bearer
        ("John Smith", False),  # tens of thousands bear the name
        ("Voss", False),  # a surname alone identifies nobody
    ],
)
def test_articles_meet_only_in_names_that_tell_who_is_meant(name: str, is_one: bool) -> None:
    """Two John Smiths stay two until something joins them, so that words are not attributed to the wrong person."""
    (first,) = persons(f"{name} spoke.", name)
    (other,) = persons(f"{name} spoke.", name, article="article-2")
    assert (first.entity_id == other.entity_id) is is_one


def test_headlines_do_not_shout_from_the_warehouse() -> None:
    """A name in capitals in a headline is shown as in the text."""
    entities = persons("MARA Voss came. Mara Voss spoke.", "MARA Voss", "Mara Voss")
    assert entities[0] == entities[1]
    assert entities[0].canonical_name == "Mara Voss"


def test_a_group_is_one_in_singular_and_plural() -> None:
    """'Conservatives' and 'a Conservative' are the same group; Hamas is not the plural of Hama."""
    entities, _ = resolved(
        "Conservatives met Hamas. A Conservative spoke.",
        ("Conservatives", "norp"),
        ("Hamas", "norp"),
        ("Conservative", "norp"),
    )
    assert [entity.canonical_name for entity in entities] == ["Conservative", "Hamas", "Conservative"]


def test_accents_and_case_do_not_part_a_name() -> None:
    """Outlets differ in accents; the id must not."""
    (first,) = persons("José Renholm came.", "José Renholm")
    (other,) = persons("Jose Renholm came.", "Jose Renholm")
    assert first.entity_id == other.entity_id


@pytest.mark.parametrize(
    ("text", "full", "short"),
    [
        ("the World Health Organization (WHO) said. WHO left", "World Health Organization", "WHO"),
        ("the World Health Organization said. The WHO left. WHO slept", "World Health Organization", "WHO"),
        (
            "the U.S. Food and Drug Administration said. The FDA left. FDA slept",
            "U.S. Food and Drug Administration",
            "FDA",
        ),
        ("the Fisheries Statistics Bureau (FISTAB) said. FISTAB left", "Fisheries Statistics Bureau", "FISTAB"),
        (
            "Harbour Holdings Ltd. said. Harbour Holdings left Harbour Holdings",
            "Harbour Holdings Ltd.",
            "Harbour Holdings",
        ),
    ],
)
def test_short_forms_join_what_they_stand_for(text: str, full: str, short: str) -> None:
    """An organization has one row, whether or not the article writes its name out."""
    entities, _ = resolved(text, (full, "organization"), (short, "organization"), (short, "organization"))
    assert entities[0] == entities[1] == entities[2]


def test_an_acronym_may_come_first() -> None:
    """Some papers give the acronym first, and the full name behind it in brackets."""
    entities, _ = resolved(
        "The FISTAB (Fisheries Statistics Bureau) said.",
        ("FISTAB", "organization"),
        ("Fisheries Statistics Bureau", "organization"),
    )
    assert entities[0] == entities[1]
    assert entities[0].canonical_name == "Fisheries Statistics Bureau"


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("UN", "United Nations"),
        ("the U.N.", "United Nations"),
        ("Nato", "NATO"),
        ("North Atlantic Treaty Organization", "NATO"),
        ("CIA", "Central Intelligence Agency"),
        ("GOP", "Republican Party"),
    ],
)
def test_a_body_known_everywhere_needs_no_introduction(written: str, usual: str) -> None:
    """An article that never spells the UN out is about the same body as an article that does."""
    (short,), _ = resolved(f"{written} said so.", (written, "organization"))
    (long,), _ = resolved(f"{usual} said so.", (usual, "organization"), article="article-2")
    assert short.entity_id == long.entity_id
    assert short.canonical_name == usual
    assert short.aliases == (written.removeprefix("the "),)


def test_letters_that_the_article_gives_to_another_are_that_others() -> None:
    """Ulster Nurses (UN) are not the United Nations."""
    entities, _ = resolved(
        "Ulster Nurses (UN) met. The UN said so.",
        ("Ulster Nurses", "organization"),
        ("UN", "organization"),
        ("UN", "organization"),
    )
    assert {entity.canonical_name for entity in entities} == {"Ulster Nurses"}


def test_a_body_that_the_reader_has_parted_from_its_country() -> None:
    """'Israel' and 'Defense Forces' are the body of the acronym in brackets, and of 'the IDF' in other articles."""
    entities, _ = resolved(
        "The Israel Defense Forces (IDF) left. The IDF is back.",
        ("Israel", "location"),
        ("Defense Forces", "organization"),
        ("IDF", "organization"),
        ("IDF", "organization"),
    )
    assert [entity.canonical_name for entity in entities] == ["Israel", *["Israel Defense Forces"] * 3]
    (elsewhere,), _ = resolved("The IDF left.", ("IDF", "organization"), article="article-2")
    assert elsewhere.entity_id == entities[1].entity_id


def test_the_users_knowledge_has_a_body_by_any_of_its_names() -> None:
    """An identifier loaded for 'United Nations' applies to 'the U.N.' too."""
    knowledge = Knowledge([Known("United Nations", "organization", (), (("wikidata", "Q1065"),))])
    (body,), _ = resolved("The U.N. said so.", ("U.N.", "organization"), knowledge=knowledge)
    assert body.identifiers == {"wikidata": "Q1065"}


@pytest.mark.parametrize(
    ("text", "names", "identifiers"),
    [
        # a town beside its state, in any form of the state
        ("in Paris, Texas.", ("Paris", "Texas"), {"geonames": "4717560"}),
        ("in Paris, TX.", ("Paris, TX",), {"geonames": "4717560"}),
        ("in Springfield, Ill., on", ("Springfield", "Ill"), {"geonames": "4250542"}),
        ("in London, Ontario.", ("London", "Ontario"), {"geonames": "6058560"}),
        # alone: the largest place
        ("in Paris.", ("Paris",), {"geonames": "2988507"}),
        # a state elsewhere in the text does not move Paris to Texas
        ("in Paris. A firm from Texas", ("Paris", "Texas"), {"geonames": "2988507"}),
        # the capital, unless the state is meant
        ("in Washington.", ("Washington",), {"geonames": "4140963"}),
        # a country, unless the article is about the states
        ("in Georgia.", ("Georgia",), {"geonames": "614540", "iso3166-1": "GE"}),
        ("in Georgia, Florida", ("Georgia", "Florida"), {"geonames": "4197000", "iso3166-2": "US-GA"}),
        # whatever else the article is about
        (
            "Officials in Georgia, Florida and Alabama met in Sydney, Australia.",
            ("Georgia", "Florida", "Alabama", "Sydney", "Australia"),
            {"geonames": "4197000", "iso3166-2": "US-GA"},
        ),
        (
            "in Georgia and Armenia, said U.S.",
            ("Georgia", "Armenia", "U.S."),
            {"geonames": "614540", "iso3166-1": "GE"},
        ),
        # three Springfields without a clear lead
        ("in Springfield.", ("Springfield",), {}),
        ("the southwestern province of Sichuan", ("southwestern province of Sichuan",), {"iso3166-2": "CN-SC"}),
    ],
)
def test_places_are_told_apart_by_what_stands_beside_them(
    text: str, names: tuple[str, ...], identifiers: dict[str, str]
) -> None:
    """A wrong identifier joins an article to the wrong place for good; no identifier is better."""
    assert place(text, *names).identifiers == identifiers


def test_a_town_too_small_for_the_registers_keeps_where_it_lies() -> None:
    """Two towns of the same name in two states must stay apart, even without an identifier."""
    entities, whole = resolved(
        "in Mapleby, Ohio. Then Mapleby slept", *((name, "location") for name in ("Mapleby", "Ohio", "Mapleby"))
    )
    other = place("in Mapleby, Iowa.", "Mapleby", "Iowa")
    assert entities[0] == entities[2]
    assert entities[0].entity_id != other.entity_id
    assert [(link.relation, link.to_value) for link in whole.links if link.entity_id == entities[0].entity_id] == [
        ("located_in", "US-OH")
    ]


@pytest.mark.parametrize(
    ("name", "entity_type", "links"),
    [
        ("French", "norp", {"demonym_of": "France"}),
        ("Scottish", "norp", {"demonym_of": "Scotland"}),
        ("Soviet", "norp", {"demonym_of": "Soviet Union"}),
        ("Moscow", "location", {"located_in": "Russia", "capital_of": "Russia"}),
        ("the Kremlin", "facility", {"stands_for": "Russia"}),
        ("Downing Street", "organization", {"stands_for": "United Kingdom"}),
        ("Kremlin", "person", {}),  # a name with that spelling is not the building
        ("Mara Voss", "person", {}),
    ],
)
def test_what_stands_for_a_government_is_linked_and_not_merged(
    name: str, entity_type: str, links: dict[str, str]
) -> None:
    """'Moscow said' is about a city; the link tells a query which government the city stands for."""
    assert links_of(f"There {name} spoke.", name, entity_type) == links


def test_a_people_is_not_its_country() -> None:
    """French voters and France are counted separately; the link lets a query join them."""
    entities, whole = resolved("French voters left France.", ("French", "norp"), ("France", "location"))
    assert entities[0].entity_id != entities[1].entity_id
    assert whole.links[0].to_entity_id == entities[1].entity_id


def test_money_and_dates_are_nobody() -> None:
    """An amount names nothing in the world."""
    mentions = [Mention(0, 2, "money", 0.9), Mention(6, 12, "date", 0.9)]
    assert resolve_entities("$5 on Friday", mentions, ARTICLE, ENGLISH) == Resolved((), (None, None), ())


SENATOR = Known("John Smith", "person", ("Jack Smith",), (("wikidata", "Q1"),), "US")
BOWLER = Known("John Smith", "person", ("Smithy Smith",), (("wikidata", "Q2"),), "AU")


def test_a_known_thing_has_its_name_and_identifiers() -> None:
    """The user's knowledge has precedence over the name; accents and case do not count."""
    (senator,) = persons("JACK SMITH came.", "JACK SMITH", knowledge=Knowledge([SENATOR]))
    assert (senator.canonical_name, senator.identifiers) == ("John Smith", {"wikidata": "Q1"})


def test_a_name_of_two_known_things_stays_open_unless_the_article_tells() -> None:
    """An ambiguous alias must not pick the first entry of the file."""
    both = Knowledge([SENATOR, BOWLER])
    (alone,) = persons("John Smith came.", "John Smith", knowledge=both)
    assert alone.identifiers == {}
    entities, _ = resolved(
        "John Smith came to Sydney in Australia.",
        ("John Smith", "person"),
        ("Sydney", "location"),
        ("Australia", "location"),
        knowledge=both,
    )
    assert entities[0].identifiers == {"wikidata": "Q2"}


def test_two_known_entries_separate_two_people_with_one_full_name() -> None:
    """A full name is one person everywhere, whatever the articles call the person, until the user knows better."""
    sheriff = ("Sheriff Michael Renshaw, 58, spoke in Kansas.", ("Michael Renshaw", "person"), ("Kansas", "location"))
    footballer = ("Michael Renshaw, a 19-year-old midfielder, scored twice.", ("Michael Renshaw", "person"))
    both = Knowledge(
        [
            Known("Michael Renshaw", "person", (), (("mine", "1"),), "US"),
            Known("Michael Renshaw", "person", (), (("mine", "2"),), "GB"),
        ]
    )
    elected, player = (resolved(*text, article=text[0])[0][0] for text in (sheriff, footballer))
    assert elected.entity_id == player.entity_id
    elected, player = (resolved(*text, article=text[0], knowledge=both)[0][0] for text in (sheriff, footballer))
    assert elected.identifiers == {"mine": "1"}
    assert player.identifiers == {}


def test_the_voss_that_is_known_is_not_every_voss() -> None:
    """An alias of one word does not apply to a person whose full name the article gives."""
    knowledge = Knowledge([Known("Anna Voss", "person", ("Voss",), (("mine", "1"),))])
    assert persons("Mara Voss came.", "Mara Voss", knowledge=knowledge)[0].identifiers == {}
    assert persons("Voss came.", "Voss", knowledge=knowledge)[0].identifiers == {"mine": "1"}


def institutions(text: str, *names: tuple[str, str], article: str = ARTICLE) -> list[Entity]:
    return resolved(text, *names, article=article)[0]


COURT = ("Supreme Court", "organization")


def test_two_countries_courts_are_two() -> None:
    """Many countries have a 'Supreme Court'; the country beside it, or after 'of', identifies it."""
    indian = institutions("The Indian Supreme Court ruled.", ("Indian", "norp"), COURT)[1]
    also = institutions("The Supreme Court of India ruled.", COURT, ("India", "location"), article="2")[0]
    american = institutions("The U.S. Supreme Court ruled.", ("U.S.", "location"), COURT)[1]
    assert indian.entity_id == also.entity_id != american.entity_id
    assert (indian.canonical_name, american.canonical_name) == (
        "Supreme Court (India)",
        "Supreme Court (United States)",
    )
    resolution = resolved("The Indian Supreme Court ruled.", ("Indian", "norp"), COURT)[1]
    assert [link.to_value for link in resolution.links if link.entity_id == indian.entity_id] == ["IN"]


def test_whose_court_it_is_holds_for_the_article() -> None:
    """The country is stated once, or not at all in an article about a single country."""
    once = institutions("India's Supreme Court met. The Supreme Court ruled.", ("India", "location"), COURT, COURT)
    assert once[1] == once[2]
    text = "The Supreme Court ruled. Mumbai and Delhi were quiet."
    about = institutions(text, COURT, ("Mumbai", "location"), ("Delhi", "location"))
    assert about[0].entity_id == once[1].entity_id


def test_a_court_that_nobody_places_is_the_articles_own() -> None:
    """A single entity for all courts would join different courts, also if the article names two countries."""
    first, other = (institutions("The Supreme Court ruled.", COURT, article=article)[0] for article in "12")
    assert first.entity_id != other.entity_id
    both = "India's Supreme Court and Nepal's Supreme Court met. The Supreme Court ruled."
    names = (("India", "location"), COURT, ("Nepal", "location"), COURT, COURT)
    entities = institutions(both, *names)
    assert len({entities[1].entity_id, entities[3].entity_id, entities[4].entity_id}) == 3


def test_what_is_sole_needs_no_country() -> None:
    """The Security Council has no country although its words are common, and neither has a name with a rare word."""
    for name in ("Security Council", "Osmere Council"):
        first, other = (institutions(f"The {name} met.", (name, "organization"), article=which)[0] for which in "12")
        assert first.entity_id == other.entity_id


@pytest.mark.parametrize(
    ("text", "names", "whole"),
    [
        (
            "She left the University of Chicago.",
            (("University of", "organization"), ("Chicago", "location")),
            "University of Chicago",
        ),
        (
            "She left the University of Toronto, Canada.",
            (("University of", "organization"), ("Toronto, Canada", "location")),
            "University of Toronto",
        ),
        (
            "The Lindi Municipal Council met.",
            (("Lindi", "location"), ("Municipal Council", "organization")),
            "Lindi Municipal Council",
        ),
        (
            "The Centre for East and South Asian Studies closed.",
            (("Centre for East and", "organization"), ("South Asian", "norp"), ("Studies", "organization")),
            "Centre for East and South Asian Studies",
        ),
    ],
)
def test_a_name_cut_by_the_reader_is_whole(text: str, names: tuple[tuple[str, str], ...], whole: str) -> None:
    """'University of' would be the same entity for all universities. The town in the name stays a place."""
    entities = institutions(text, *names)
    assert whole in [entity.canonical_name for entity in entities]
    assert {entity.canonical_name for entity in entities if entity.entity_type == "location"} <= {
        "Chicago",
        "Lindi",
        "Toronto",
    }


def test_an_acronym_behind_the_country() -> None:
    """'The Civil Aviation Authority of Nepal (CAAN)': the mention beside the brackets is the country."""
    text = "The Civil Aviation Authority of Nepal (CAAN) met. CAAN ruled."
    names = (("Civil Aviation Authority of", "organization"), ("Nepal", "location"))
    entities = institutions(text, *names, ("CAAN", "organization"), ("CAAN", "organization"))
    assert entities[0] == entities[2] == entities[3]
    assert entities[0].canonical_name == "Civil Aviation Authority (Nepal)"


def test_a_slip_of_the_readers_kinds_joins() -> None:
    """'Fedchin', once read as an organisation, is the person named four times; a country that acts is a place."""
    text = "Philip Fedchin came. Fedchin spoke. Fedchin sat. Fedchin, asked again, left."
    names = [("Philip Fedchin", "person"), *(("Fedchin", kind) for kind in ("person", "person", "organization"))]
    entities = resolved(text, *names)[0]
    assert len({entity.entity_id for entity in entities}) == 1
    assert entities[0].entity_type == "person"
    country = institutions("Kenya said no. Kenya is dry.", ("Kenya", "organization"), ("Kenya", "location"))
    assert country[0] == country[1]
    assert country[0].identifiers["iso3166-1"] == "KE"


def test_a_company_and_its_founder_stay_two() -> None:
    """Dell is named as often as Michael Dell."""
    text = "Michael Dell founded Dell. Dell grew. Dell sells."
    entities = resolved(text, ("Michael Dell", "person"), *[("Dell", "organization")] * 3)[0]
    assert len({entity.entity_id for entity in entities}) == 2


def test_a_state_behind_its_town_is_no_city() -> None:
    """'Bath, New York' is in the state; 'London, New York and Paris' is a list of cities."""
    assert institutions("In Bath, New York.", ("Bath", "location"), ("New York", "location"))[1].identifiers == {
        "iso3166-2": "US-NY",
        "geonames": "5128638",
    }
    cities = institutions(
        "In London, New York and Paris.", *((x, "location") for x in ("London", "New York", "Paris"))
    )
    assert cities[1].canonical_name == "New York City"


def test_a_province_is_one_throughout() -> None:
    """'The Northern Cape province' shows that 'the Northern Cape' is a division."""
    text = "The Northern Cape is dry. The Northern Cape province said so."
    entities = institutions(text, ("Northern Cape", "location"), ("Northern Cape province", "location"))
    assert entities[0].identifiers == entities[1].identifiers == {"iso3166-2": "ZA-NC"}


def test_who_has_no_surname_is_called_by_the_title() -> None:
    """'Harry' alone identifies nobody in the table; 'Mr Cohen' is shown as Cohen."""
    assert persons("Prince Harry came. Harry left.", "Prince Harry", "Harry")[0].canonical_name == "Prince Harry"
    assert persons("Mr Cohen came.", "Mr Cohen")[0].canonical_name == "Cohen"


def test_the_plural_of_a_people() -> None:
    """'The Sussexes' are not 'Sussexe'."""
    assert resolved("The Sussexes came.", ("Sussexes", "norp"))[0][0].canonical_name == "Sussex"


@pytest.mark.parametrize(
    ("text", "name", "called"),
    [
        ("Boats crossed the Mediterranean.", "Mediterranean", "Mediterranean Sea"),
        ("The Tagus river rose.", "Tagus", "Tagus River"),
        ("The Dnieper froze.", "Dnieper", "Dnipro River"),
        ("Rain fell in central Africa.", "Africa", "Central Africa"),
        ("Trains stop at Osmere railway station.", "Osmere", "Osmere railway station"),
        ("Planes left Heathrow.", "Heathrow", "Heathrow Airport"),
        ("She shops in London's Borough Market.", "London's Borough Market", "Borough Market"),
        ("Schools in the Punjab province of Pakistan closed.", "Punjab province of Pakistan", "Punjab"),
    ],
)
def test_places_that_are_no_countries_or_cities(text: str, name: str, called: str) -> None:
    """All names of a region are the same place; a station is not the town in its name."""
    region = place(text, name)
    assert region.canonical_name == called
    assert called == "Punjab" or not region.identifiers


def test_paris_on_the_train_is_paris() -> None:
    """Words behind a name are not always a part of the name."""
    assert place("Paris district court ruled.", "Paris").canonical_name == "Paris"
    assert place("Paris is a river city.", "Paris").canonical_name == "Paris"
