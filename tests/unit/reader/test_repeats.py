from hearsay.pipelines.reader.repeats import add_repeats
from hearsay.pipelines.records import Mention

TEXT = "Donald Trump came. We asked Mr. Trump. Trump’s aides left; Trumpism stays, and Voss-Trump is another."


def test_a_surname_is_known_once_its_bearer_was_named() -> None:
    """The network alone missed every second Trump."""
    mentions = add_repeats(TEXT, [Mention(0, 12, "person", 0.9)])
    assert [(TEXT[m.start : m.end], m.start) for m in mentions] == [("Donald Trump", 0), ("Trump", 32), ("Trump", 39)]
    assert {m.entity_type for m in mentions} == {"person"}
    assert mentions[1].confidence < mentions[0].confidence


def test_nothing_is_vouched_for_by_a_guess_or_by_another_type() -> None:
    """A wrong name must not spread over the article."""
    for mention in (Mention(0, 12, "person", 0.5), Mention(0, 12, "organization", 0.9)):
        assert add_repeats(TEXT, [mention]) == (mention,)


def test_what_is_a_mention_already_stays() -> None:
    """Mentions never overlap."""
    inside = Mention(28, 37, "organization", 0.4)
    mentions = add_repeats(TEXT, [Mention(0, 12, "person", 0.9), inside])
    assert inside in mentions
    assert [m.start for m in mentions] == [0, 28, 39]
