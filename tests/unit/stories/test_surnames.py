"""Surnames alone: joined to the only bearer in the other articles of a story, and in doubt to nobody."""

import pytest

from hearsay.pipelines.language import load_languages
from hearsay.pipelines.stories.surnames import Naming, join_surnames

LANGUAGES = load_languages()


def article(name, *persons, story="s"):
    """Return the mentions of an article. A person is an id, a name, and the forms, each with the word before."""
    return [
        Naming(story, name, entity_id, full, form, before)
        for entity_id, full, *forms in persons
        for before, form in forms
    ]


ALONE = article("a", ("a-voss", "Voss", ("President", "Voss")))
FULL = article("b", ("mara", "Mara Voss", ("", "Mara Voss"), ("said", "Voss’s")))


def joined(*articles):
    """Return the persons by the ids of the surnames that join them; the order of the articles must not matter."""
    namings = [naming for mentions in articles for naming in mentions]
    joins = join_surnames(namings, LANGUAGES)
    assert join_surnames(namings[::-1], LANGUAGES) == joins
    return {join.entity_id: join.person_id for join in joins}


def test_a_surname_alone_is_the_person_of_the_other_articles():
    """Readers know who 'President Voss' is, so some outlets never give the first name."""
    assert joined(ALONE, FULL) == {"a-voss": "mara"}


def test_a_name_with_an_initial_more_is_the_same_person():
    """Outlets differ in initials; of several names the shortest is the usual name."""
    other = article("c", ("mara-j", "Mara J. Voss", ("", "Mara J. Voss"), ("Ms.", "Voss")))
    assert joined(ALONE, FULL, other) == {"a-voss": "mara"}


@pytest.mark.parametrize(
    "other",
    [
        article("c", ("owen", "Owen Voss", ("", "Owen Voss"))),
        article("c", ("mara-2", "Mara Voss", ("", "Mara Voss"))),
        article("c", ("mara-jr", "Mara Voss", ("", "Mara Voss Jr."))),
        article("a", ("owen", "Owen Voss", ("", "Owen Voss"))),
        article("c", ("a-voss", "Voss", ("", "Voss"))),
    ],
    ids=["another bearer", "a namesake", "a son", "a bearer in the article itself", "a known person of one name"],
)
def test_in_doubt_a_surname_is_nobody(other):
    """A wrong person is worse than none."""
    assert joined(ALONE, FULL, other) == {}


def test_another_story_names_nobody():
    """Elsewhere another Voss may be meant."""
    assert joined(ALONE, article("b", ("mara", "Mara Voss", ("", "Mara Voss"), ("", "Voss")), story="t")) == {}


def test_a_person_named_in_passing_is_not_meant():
    """A daughter who is named once, in full, is not the politician whom the story calls by the surname."""
    assert joined(ALONE, article("b", ("mara", "Mara Voss", ("daughter", "Mara Voss")))) == {}


def test_a_title_that_contradicts_the_person_joins_nobody():
    """'Mr. Voss' is not Mara Voss, whether the title stands in the mention or before it."""
    called = article("b", ("mara", "Mara Voss", ("", "Mara Voss"), ("Ms.", "Voss")))
    assert joined(article("a", ("a-voss", "Voss", ("that Mr.", "Voss"))), called) == {}
    assert joined(article("a", ("a-voss", "Voss", ("", "Mr. Voss"))), called) == {}
    assert joined(article("a", ("a-voss", "Voss", ("", "Mrs. Voss"))), called) == {"a-voss": "mara"}


def test_a_first_name_is_no_surname():
    """'Mara' alone may be anybody."""
    assert joined(article("a", ("a-mara", "Mara", ("", "Mara"))), FULL) == {}
