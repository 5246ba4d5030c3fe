import pytest

from pipelines.reader import read_text


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        # the title is no part of the name, the adjective is a group
        (
            "We saw Ukrainian President Volodymyr Zelenskyy in Kyiv.",
            [("Ukrainian", "norp"), ("Volodymyr Zelenskyy", "person"), ("Kyiv", "location")],
        ),
        # the possessive ending is no part of the name
        ("We read Russia's answer.", [("Russia", "location")]),
        # an organization by its words, with its acronym
        (
            "They asked the World Health Organization (WHO).",
            [("World Health Organization", "organization"), ("WHO", "organization")],
        ),
        # a surname alone is the person named in full before
        ("Then Amara Diallo came. Diallo left.", [("Amara Diallo", "person"), ("Diallo", "person")]),
        # a particle inside a name
        ("They met Ursula von der Leyen there.", [("Ursula von der Leyen", "person")]),
        # dates and money
        ("It cost $3.5 million on May 4, 2021.", [("$3.5 million", "money"), ("May 4, 2021", "date")]),
        ("They paid 300 euros on Friday.", [("300 euros", "money"), ("Friday", "date")]),
        # an election of a year is one event
        ("He won the 2019 Canadian federal election.", [("2019 Canadian federal election", "event")]),
        # words with a capital only because a sentence begins
        ("However, nobody came. Inviting them was wrong.", []),
    ],
)
def test_phrase_book(text: str, mentions: list[tuple[str, str]]) -> None:
    """One case for each rule of the names; a change must not lose any of them."""
    assert [(text[m.start : m.end], m.entity_type) for m in read_text(text).mentions] == mentions


def test_headline_capitals_name_nobody() -> None:
    """In a headline each word has a capital; taken as names they filled the entities with nonsense."""
    text = "Why The Brave New Plan Could Still Fail In France"
    assert [text[m.start : m.end] for m in read_text(text).mentions] == ["France"]
