"""Quotations that the reader gave to a cue of another paragraph: rules find their speaker, or nobody."""

from dataclasses import replace

import pytest

from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article
from hearsay.pipelines.resolve import resolve
from tests.english import ENGLISH
from tests.unit.resolve.test_speakers import claims_of, said

FIRST = "“We must go home before the snow comes."
SECOND = "“And we must take the boats with us.”"


def speaker_of_quotation(text: str, words: str, *attributions) -> str | None:
    """Return the speaker of the quotation with these words."""
    claims, names = claims_of(text, *attributions)
    (claim,) = [
        claim for claim in claims if any(words in text[part.start : part.end] for part in claim.attribution.content)
    ]
    return names.get(claim.source_entity_id)


def to_the_next(text: str, words: str):
    """Return the reader's mistake: a quotation given to the speaker of the next paragraph."""
    source = said(text, "Tobias Renholm", "said", "it was early", after="Tobias Renholm")
    return replace(source, content=said(text, "", "", words).content, quote_type="direct")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # the quotation of the paragraph before is not closed
        (f"“It is late,” Mara Voss said. {FIRST}\n\n{SECOND}\n\nTobias Renholm said it was early.", "Mara Voss"),
        # the paragraph before has a claim, though not a quotation
        (f"Mara Voss said it was late.\n\n{SECOND}\n\nTobias Renholm said it was early.", "Mara Voss"),
        # nobody has spoken yet
        (f"The hall was full on Monday.\n\n{SECOND}\n\nTobias Renholm said it was early.", None),
        # somebody does something, and the quotation follows
        (f"Mara Voss stood up. {SECOND} The hall fell silent.\n\nTobias Renholm said it was early.", "Mara Voss"),
        # the name in the sentence before is not its subject
        (f"The hall looked at Mara Voss. {SECOND} It fell silent.\n\nTobias Renholm said it was early.", None),
    ],
)
def test_a_quotation_does_not_go_to_the_next_speaker(text: str, speaker: str | None) -> None:
    """The speaker before said so, and a wrong name is worse than none."""
    before = [said(text, "Mara Voss", "said", "“It is late,”", quote_type="direct")] if "“It is late" in text else []
    before += [said(text, "Mara Voss", "said", "it was late")] if "it was late" in text else []
    assert speaker_of_quotation(text, "take the boats", *before, to_the_next(text, SECOND)) == speaker


@pytest.mark.parametrize(
    "text",
    [
        f"Tobias Renholm said:\n\n{SECOND}",
        f"{SECOND}\n\nTobias Renholm said.",
        f"“It is late,” Tobias Renholm said. {FIRST}\n\n{SECOND}",
    ],
)
def test_a_quotation_stays_with_a_cue_that_belongs_to_it(text: str) -> None:
    """A colon, a line of its own behind, and a quotation that goes on are the forms of a cue in another paragraph."""
    attribution = said(text, "Tobias Renholm", "said", SECOND, quote_type="direct")
    assert speaker_of_quotation(text, "take the boats", attribution) == "Tobias Renholm"


def test_a_quotation_of_several_paragraphs_has_one_speaker() -> None:
    """The reader knew the speaker of the first paragraph alone."""
    text = f"Mara Voss said: {FIRST}\n\n{SECOND}"
    attribution = said(text, "Mara Voss", "said", FIRST, quote_type="direct")
    assert speaker_of_quotation(text, "take the boats", attribution) == "Mara Voss"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mara Voss was quoted by the Osmere Gazette as saying that it is late.", "Mara Voss"),
        ("Mara Voss was later quoted in the Osmere Gazette as saying that it is late.", "Mara Voss"),
    ],
)
def test_who_is_quoted_by_a_paper_speaks(text: str, speaker: str) -> None:
    """The paper is only where the words stood."""
    quoting = said(text, "Osmere Gazette", "quoted", "Mara Voss")
    saying = said(text, "Osmere Gazette", "as saying", "that it is late")
    claims, names = claims_of(text, quoting, saying)
    assert [names.get(claim.source_entity_id) for claim in claims] == [speaker]


def test_the_reader_takes_the_quoted_person_for_content() -> None:
    """A comma after the name, and content that begins before the cue, change nothing."""
    text = "Mara Voss, the mayor, was quoted by the Osmere Gazette as saying that it is late."
    both = said(text, "Osmere Gazette", "was quoted", "Mara Voss, the mayor")
    after = said(text, "", "", "as saying that it is late").content
    claims, names = claims_of(text, replace(both, content=(*both.content, *after)))
    assert [names.get(claim.source_entity_id) for claim in claims] == ["Mara Voss"]
    assert text[slice(*claims[0].attribution.content[0])] == "that it is late"


@pytest.mark.parametrize(
    "signature", ["Mara Voss, head of the harbour (in a talk on Monday)", "— Mara Voss", "Mara Voss, harbour master"]
)
def test_a_signature_behind_a_quotation_names_its_speaker(signature: str) -> None:
    """Reports print key quotes with the name below."""
    text = f"The hall was full.\n{SECOND}\n{signature}\nTobias Renholm said it was early."
    assert speaker_of_quotation(text, "take the boats", to_the_next(text, SECOND)) == "Mara Voss"


def test_a_line_with_a_verb_behind_a_quotation_is_no_signature() -> None:
    """The next paragraph may begin with anybody's name."""
    text = f"The hall was full.\n{SECOND}\nMara Voss left the hall.\nTobias Renholm said it was early."
    assert speaker_of_quotation(text, "take the boats", to_the_next(text, SECOND)) is None


def test_a_pull_quote_is_no_second_claim() -> None:
    """The words stand in the text with their speaker."""
    text = f"{SECOND}\n“And we must take the boats with us,” said Mara Voss.\nTobias Renholm said it was early."
    spoken = said(text, "Mara Voss", "said", "“And we must take the boats with us,”", quote_type="direct")
    assert speaker_of_quotation(text, "take the boats", spoken, to_the_next(text, SECOND)) == "Mara Voss"


def test_he_who_does_something_before_a_quotation_speaks() -> None:
    """'He had one thing to add. “…”' has no verb of speech."""
    text = f"Tobias Renholm came. He had one thing to add. {SECOND}\nThe hall was full. Mara Voss said it was early."
    late = replace(
        said(text, "Mara Voss", "said", "it was early", after="Mara Voss"),
        content=said(text, "", "", SECOND).content,
        quote_type="direct",
    )
    assert speaker_of_quotation(text, "take the boats", late) == "Tobias Renholm"


def test_a_pull_quote_with_an_omission_is_not_counted_again() -> None:
    """A pull quote leaves words out, and would be a second claim of somebody else."""
    body = "Mara Voss said: “We cannot pay for two harbours, and nobody comes here any more.”"
    text = f"{body}\n\n“We cannot pay … nobody comes here”\n\nJonas Petrov said the workers would strike."
    claims = resolve(Article("capture", text, language="en"), read_text(text, ENGLISH), ENGLISH).claims
    contents = [text[claim.attribution.content[0].start :][:14] for claim in claims]
    assert contents == ["“We cannot pay", "the workers wo"]
