import pytest

from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Attribution, Claim, Reading
from hearsay.pipelines.resolve import resolve
from hearsay.pipelines.resolve.claims.cues import cue_lemma
from tests.english import ENGLISH
from tests.made_pages import span_of


def claims_of(text: str) -> tuple[tuple[Claim, ...], dict[str | None, str]]:
    """Return the claims of a text, and the names of its entities by id."""
    resolution = resolve(Article("capture", text), read_text(text, ENGLISH), ENGLISH)
    return resolution.claims, {entity.entity_id: entity.canonical_name for entity in resolution.entities}


@pytest.mark.parametrize(
    ("text", "name", "source_type"),
    [
        # a person, with title or apposition
        ("President Amara Diallo said that talks failed.", "Amara Diallo", "named"),
        ("Amara Diallo, the president of the board, said talks had failed.", "Amara Diallo", "named"),
        # an organization or a country that acts
        ("The World Bank warned that growth is slow.", "World Bank", "organization"),
        ("France said that talks failed.", "France", "organization"),
        # a name beside the head is not the source
        ("A spokesman for Amara Diallo said that talks failed.", None, "role"),
        ("European officials said that talks failed.", None, "group"),
        # persons who cannot be asked
        ("Analysts say that talks failed.", None, "anonymous"),
        ("Some believe the talks have failed.", None, "anonymous"),
        # a paper, an office, the author
        ("The report said that talks failed.", None, "document"),
        ("The prime minister said that talks failed.", None, "role"),
        ("I think that talks failed.", None, "author"),
        ("Voters said that talks failed.", None, "group"),
    ],
)
def test_kinds_of_source(text: str, name: str | None, source_type: str) -> None:
    """Readers filter by this column first: named sources can be asked, anonymous sources are hidden."""
    claims, names = claims_of(text)
    assert names.get(claims[0].source_entity_id) == name
    assert claims[0].source_type == source_type


def test_pronoun_is_the_last_speaker() -> None:
    """'he added' introduces most statements of politicians; without its speaker, a query does not find them."""
    claims, names = claims_of("“It failed,” Boris Petrov said. “We tried,” he added.")
    assert [names[claim.source_entity_id] for claim in claims] == ["Boris Petrov", "Boris Petrov"]


def test_pronoun_of_the_other_gender_passes_a_speaker_by() -> None:
    """'she' after 'Mr. Petrov said' is the woman who spoke before him."""
    text = "“No,” Ms. Ana Lund said. “Yes,” Mr. Boris Petrov said. “Never,” she said."
    claims, names = claims_of(text)
    assert names[claims[-1].source_entity_id] == "Ana Lund"


def test_an_unusual_first_name_is_no_reason_to_look_further_back() -> None:
    """The lists of first names are mostly Western, but the latest speaker is meant with any name."""
    text = (
        "News director Philip Chester repeated his call for an inquiry.\n“If it is true, it matters,” he said.\n"
        "Ihtisham Hibatullah, the channel's manager of international communications, urged the government to publish "
        "the findings of its own investigation into the attack.\n“This points to intent, as others have said who saw "
        "the films of that evening,” he said."
    )
    claims, names = claims_of(text)
    said = {text[c.attribution.content[0].start : c.attribution.content[0].end]: c for c in claims if c.cue_lemma}
    assert names[said["“If it is true, it matters,”"].source_entity_id] == "Philip Chester"
    (last,) = [claim for content, claim in said.items() if content.startswith("“This points")]
    assert names[last.source_entity_id] == "Ihtisham Hibatullah"


def test_claim_inside_a_claim_has_a_parent() -> None:
    """In 'X, citing Y', Y's statement reaches the page only through X."""
    text = "The minister said that the report claims prices will fall."

    def said(source: str, cue: str, content: str) -> Attribution:
        return Attribution(span_of(text, source), span_of(text, cue), span_of(text, content), "indirect", 0.5)

    attributions = (
        said("The minister", "said", "that the report claims prices will fall"),
        said("the report", "claims", "prices will fall"),
    )
    outer, inner = resolve(Article("capture", text), Reading((), attributions, "made"), ENGLISH).claims
    assert outer.parent is None
    assert inner.parent == 0


def test_about_whom() -> None:
    """A claim about a person must be found from that person."""
    text = "Amara Diallo said that Boris Petrov lied."
    reading = read_text(text, ENGLISH)
    (claim, *_) = resolve(Article("capture", text), reading, ENGLISH).claims
    about = [text[reading.mentions[i].start : reading.mentions[i].end] for i in claim.about_mentions]
    assert about == ["Boris Petrov"]


@pytest.mark.parametrize(
    ("cue", "lemma"),
    [
        ("has repeatedly denied", "deny"),
        ("told", "tell"),
        ("According to", "according to"),
        ("pointed out", "point out"),
        (":", None),
        ("", None),
    ],
)
def test_cue_lemma(cue: str, lemma: str | None) -> None:
    """Queries group by cue; 'says', 'said' and 'has said' are the same cue."""
    assert cue_lemma(cue, ENGLISH) == lemma
