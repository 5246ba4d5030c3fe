"""Phrase book of speakers: constructions in which an article names the speaker, and constructions in which it does
not.
"""

from dataclasses import replace

import pytest

from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Attribution, Claim, Mention, Reading, Span
from hearsay.pipelines.resolve import resolve
from tests.english import ENGLISH

NAMES = {
    "person": ("Mara Voss", "Tobias Renholm", "Ana Lund", "Boris Petrov", "Voss", "Renholm", "Lund", "Kim Rask"),
    "organization": (
        "Acme Engineering",
        "Osmere Gazette",
        "Ministry of Health",
        "Department of Roads",
        "Workers Party",
    ),
    "location": ("Moscow", "Osmere", "Ukraine"),
    "norp": ("Ukrainian", "Republicans"),
    "facility": ("Kremlin",),
}


def mentions_in(text: str) -> tuple[Mention, ...]:
    """Return the mentions of NAMES in a text, longest first, without nesting."""
    mentions: list[Mention] = []
    for name, kind in sorted(
        ((name, kind) for kind, names in NAMES.items() for name in names), key=lambda n: -len(n[0])
    ):
        at = text.find(name)
        while at >= 0:
            if not any(mention.start < at + len(name) and at < mention.end for mention in mentions):
                mentions.append(Mention(at, at + len(name), kind, 0.9))
            at = text.find(name, at + 1)
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def said(
    text: str, source: str, cue: str, content: str, after: str = "", quote_type: str = "indirect"
) -> Attribution:
    """Return an attribution by its texts; each text is searched from the start of `after`."""
    begin = text.index(after) if after else 0

    def spans(part: str) -> tuple[Span, ...]:
        at = text.index(part, begin) if part else 0
        return (Span(at, at + len(part)),) if part else ()

    return Attribution(spans(source), spans(cue), spans(content), quote_type, 0.9)


def claims_of(text: str, *attributions: Attribution) -> tuple[tuple[Claim, ...], dict[str | None, str]]:
    """Return the claims of a prepared reading, and the names of its entities by id."""
    resolution = resolve(
        Article("capture", text, language="en"), Reading(mentions_in(text), attributions, "made"), ENGLISH
    )
    return resolution.claims, {entity.entity_id: entity.canonical_name for entity in resolution.entities}


def speaker_of(text: str, source: str) -> tuple[str | None, str]:
    """Return the speaker of 'it is late' in the last sentence, by its source's words; ^ marks an earlier speaker."""
    attributions = []
    plain = text.replace("^", "")
    at = 0
    for piece in text.split("^")[1:]:
        name = piece.split(" said")[0]
        at = plain.index(name + " said", at)
        content = plain.index("said", at) + 5
        attributions.append(
            Attribution(
                (Span(at, at + len(name)),),
                (Span(content - 5, content - 1),),
                (Span(content, plain.index(".", content)),),
                "indirect",
                0.9,
            )
        )
    last = plain.rindex(f"{source} said it is late")
    at = last + len(source) + 1
    attributions.append(
        Attribution((Span(last, last + len(source)),), (Span(at, at + 4),), (Span(at + 5, at + 15),), "indirect", 0.9)
    )
    claims, names = claims_of(plain, *attributions)
    claim = claims[len(attributions) - 1]
    return names.get(claim.source_entity_id), claim.source_type


@pytest.mark.parametrize(
    ("text", "source", "who"),
    [
        # a person in another's complement is not the source, with a title or without
        (
            "A spokesman for Prime Minister Mara Voss said it is late.",
            "A spokesman for Prime Minister Mara Voss",
            None,
        ),
        ("The aide to Mayor Ana Lund said it is late.", "The aide to Mayor Ana Lund", None),
        # an office with its field before the name
        (
            "The minister of mines and energy Mara Voss said it is late.",
            "The minister of mines and energy Mara Voss",
            "Mara Voss",
        ),
        # nor is the president of a country without a named president
        ("Mara Voss left. Voss sat. The French president said it is late.", "The French president", None),
        # an office at a named place is a new person, however salient another person is
        (
            "Mara Voss left. Voss sat. The director of studies at Acme Engineering said it is late.",
            "The director of studies at Acme Engineering",
            None,
        ),
        # an office by apposition, by title, by 'is'; the definite article allows a link
        (
            "Mara Voss, the mayor of Osmere, came. Boris Petrov left. The mayor said it is late.",
            "The mayor",
            "Mara Voss",
        ),
        ("Mayor Mara Voss came. Then Boris Petrov came. The mayor said it is late.", "The mayor", "Mara Voss"),
        ("Gov. Mara Voss came. Boris Petrov came. The governor said it is late.", "The governor", "Mara Voss"),
        ("The mayor of Osmere, Mara Voss, came. Ana Lund left. The mayor said it is late.", "The mayor", "Mara Voss"),
        ("Ana Lund is the chairwoman. Mara Voss came. The chair said it is late.", "The chair", "Ana Lund"),
        # a detail of only one holder; a country by its adjective
        (
            "Boris Petrov, the president of Ukraine, met Ana Lund. The Ukrainian president said it is late.",
            "The Ukrainian president",
            "Boris Petrov",
        ),
        # a detail of no holder: no guess
        ("President Boris Petrov met Ana Lund. The French president said it is late.", "The French president", None),
        # a former holder is not the holder
        ("Ana Lund, the former mayor, met Mara Voss. The mayor said it is late.", "The mayor", None),
        # an unnamed person was introduced
        ("Mara Voss came to court. A judge came. The judge said it is late.", "The judge", None),
        ("Ana Lund blamed the treasurer, who left. The treasurer said it is late.", "The treasurer", None),
        # an office beside the name of another person is not that name
        ("Mara Voss came. A spokesman for Mara Voss said it is late.", "A spokesman for Mara Voss", None),
        # a name after a title or an apposition, with himself, with a comma
        ("Mara Voss herself said it is late.", "Mara Voss herself", "Mara Voss"),
        ("The treasurer, Tobias Renholm, said it is late.", "The treasurer, Tobias Renholm,", "Tobias Renholm"),
        # a company in apposition
        ("The builder, Acme Engineering, said it is late.", "The builder, Acme Engineering,", "Acme Engineering"),
        # a body that the head only mentions, before the person's name
        ("The Osmere Gazette owner, Ana Lund, said it is late.", "The Osmere Gazette owner, Ana Lund,", "Ana Lund"),
        (
            "El portavoz del Workers Party, Ana Lund, said it is late.",
            "El portavoz del Workers Party, Ana Lund,",
            "Ana Lund",
        ),
        # an office whose name holds a preposition, before the person's name
        (
            "The Bank of Averland chief economist Ana Lund said it is late.",
            "The Bank of Averland chief economist Ana Lund",
            "Ana Lund",
        ),
        # names that hold a preposition are not cut at it
        ("The Department of Roads said it is late.", "The Department of Roads", "Department of Roads"),
        # the ministry, by the noun in its name; the company, by being the only one near
        (
            "The Ministry of Health met Acme Engineering. The ministry said it is late.",
            "The ministry",
            "Ministry of Health",
        ),
        ("Acme Engineering built it. The company said it is late.", "The company", "Acme Engineering"),
        # two companies: no guess; a party is no company
        ("Acme Engineering sued the Osmere Gazette. The company said it is late.", "The company", None),
        ("Mara Voss met the Workers Party. The company said it is late.", "The company", None),
        # the author of a report, of a statement
        ("A report by Acme Engineering came. The report said it is late.", "The report", "Acme Engineering"),
        ("^Mara Voss said nothing in a statement. The statement said it is late.", "The statement", "Mara Voss"),
        # the person who obtained a paper has not written it
        ("Minutes obtained by the Osmere Gazette said it is late.", "Minutes obtained by the Osmere Gazette", None),
        # capitals and buildings stand for governments, but keep their type
        ("Moscow said it is late.", "Moscow", "Moscow"),
        ("The Kremlin said it is late.", "The Kremlin", "Kremlin"),
        # two speakers are not resolved to either
        ("Mara Voss and Ana Lund said it is late.", "Mara Voss and Ana Lund", None),
        # he and she: the last speaker, the subject, by first name and by title
        ("^Boris Petrov said yes. Ana Lund left. He said it is late.", "He", "Boris Petrov"),
        ("Boris Petrov met Ana Lund. She said it is late.", "She", "Ana Lund"),
        ("Ms. Kim Rask met Boris Petrov. She said it is late.", "She", "Kim Rask"),
        ("Mara Voss spoke to Ana Lund. ^Mara Voss said no. She said it is late.", "She", "Mara Voss"),
        # no candidate fits
        ("Boris Petrov came. She said it is late.", "She", None),
        # they and it: the group or body that spoke last
        ("^Republicans said no. They said it is late.", "They", "Republican"),
        ("^Acme Engineering said no. It said it is late.", "It", "Acme Engineering"),
        # who: the name right before, also past an apposition
        ("We met Mara Voss, who said it is late.", "who", "Mara Voss"),
        ("We met Mara Voss, the mayor, who said it is late.", "who", "Mara Voss"),
    ],
)
def test_phrase_book(text: str, source: str, who: str | None) -> None:
    """A wrong name attributes words to the wrong person, so an unclear source must stay unresolved."""
    assert speaker_of(text, source)[0] == who


def test_i_inside_a_claim_is_its_speaker() -> None:
    """“I think …” in Voss's statement means Voss, not the journalist."""
    text = "Mara Voss said: “I think it is late.”"
    outer = said(text, "Mara Voss", "said", "“I think it is late.”", quote_type="direct")
    inner = said(text, "I", "think", "it is late")
    claims, names = claims_of(text, outer, inner)
    assert [names.get(claim.source_entity_id) for claim in claims[:2]] == ["Mara Voss", "Mara Voss"]
    assert [claim.source_type for claim in claims[:2]] == ["named", "named"]


def test_i_in_a_quotation_of_nobody_is_not_the_author() -> None:
    """The author does not speak inside quotation marks."""
    text = "“I think it is late.”"
    claims, _ = claims_of(text, said(text, "I", "think", "it is late"))
    assert claims[0].source_type == "anonymous"


def test_a_source_that_the_reader_missed_is_the_subject() -> None:
    """In 'The Gazette, citing …, reported' the reader misses the subject; its mention must be used."""
    text = "The Osmere Gazette, citing a friend, reported that it is late."
    claims, names = claims_of(text, said(text, "", "reported", "that it is late"))
    assert names.get(claims[0].source_entity_id) == "Osmere Gazette"
    assert claims[0].source_mentions == (0,)


@pytest.mark.parametrize("cue", ["was told", "reportedly", "is said"])
def test_an_impersonal_cue_has_no_speaker(cue: str) -> None:
    """'Voss was told' reports the words of another speaker."""
    text = f"Mara Voss {cue} it is late."
    claims, _ = claims_of(text, said(text, "", cue, "it is late"))
    assert claims[0].source_entity_id is None
    assert claims[0].source_type == "none"


def test_a_quotation_as_a_paragraph_goes_on() -> None:
    """A paragraph that is only a quotation has the speaker of the quotation before it."""
    text = "“It is late,” said Mara Voss.\n\n“We must go home before the snow comes.”\n\nThe hall was closed."
    claims, names = claims_of(text, said(text, "Mara Voss", "said", "“It is late,”", quote_type="direct"))
    (added,) = [claim for claim in claims[1:] if claim.source_type != "author"]
    assert text[slice(*added.attribution.content[0])] == "“We must go home before the snow comes.”"
    assert names[added.source_entity_id] == "Mara Voss"
    assert added.source_mentions == claims[0].source_mentions
    assert added.attribution.confidence < 0.5


def test_a_heading_in_quotation_marks_does_not_go_on() -> None:
    """A heading is the newsroom's choice of words, even in quotation marks."""
    text = "“It is late,” said Mara Voss.\n\n‘We had plans after that’\n\n“WE HAD PLANS AFTER THAT”"
    claims, _ = claims_of(text, said(text, "Mara Voss", "said", "“It is late,”", quote_type="direct"))
    assert len(claims) == 1


def test_a_quotation_after_prose_does_not_go_on() -> None:
    """After a paragraph without a quotation, a lone quotation may have any speaker."""
    text = "Mara Voss said that it is late.\n\n“We must go home before the snow comes.”"
    claims, _ = claims_of(text, said(text, "Mara Voss", "said", "that it is late"))
    assert len(claims) == 1


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("“We must go home before snow,” said Mara Voss.", "Mara Voss"),
        ("“We must go home before snow,” Mara Voss said.", "Mara Voss"),
        ("Mara Voss said, “We must go home before snow.”", "Mara Voss"),
    ],
)
def test_a_quotation_beside_a_name_and_a_verb(text: str, who: str) -> None:
    """The plainest quotation must not be lost because the reader was unsure."""
    claims, names = claims_of(text)
    assert [names.get(claim.source_entity_id) for claim in claims] == [who]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“We must go home before snow,” she said.", "she"),
        ("“We must go home before snow,” said the mayor of Osmere.", "the mayor of Osmere"),
        ("The mayor said on Monday: “We must go home before snow.”", "The mayor"),
        # no possible speaker, or too many words for a phrase
        ("“We must go home before snow,” the old green bridge said.", None),
        ("“We must go home before snow,” said 12.", None),
        ("“We must go home before snow,” said a clerk of the council that had asked for it.", None),
    ],
)
def test_a_quotation_beside_a_pronoun_or_a_noun_for_a_person(text: str, source: str | None) -> None:
    """A speaker need not be named, but must be a person."""
    claims, _ = claims_of(text)
    sources = [text[slice(*claim.attribution.source[0])] for claim in claims if claim.attribution.source]
    assert sources == ([source] if source else [])


@pytest.mark.parametrize(
    "text",
    [
        # a title and a scare quote have no speaker
        "The “Friday club” of Osmere is open.",
        "Mara Voss read “The Long Way Home to Osmere” aloud.",
    ],
)
def test_quotation_marks_alone_are_no_claim(text: str) -> None:
    """Quotation marks without a verb of speech beside them are not a claim."""
    claims, _ = claims_of(text)
    assert [claim for claim in claims if claim.source_type != "author"] == []


def test_the_real_reader_and_the_rules_together() -> None:
    """Title, role and pronoun must work together with the real reader."""
    text = (
        "Mara Voss, the mayor of Osmere, said the bridge was safe. “We looked at every bolt,” she said.\n\n"
        "The mayor said that Acme Engineering had checked it twice. The company denied it."
    )
    reading = read_text(text, ENGLISH)
    resolution = resolve(Article("capture", text, language="en"), reading, ENGLISH)
    names = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
    assert [names.get(claim.source_entity_id or "") for claim in resolution.claims[:4]] == [
        *["Mara Voss"] * 3,
        "Acme Engineering",
    ]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        # whom she speaks of is somebody else
        ("Ana Lund came. “Mara Voss was wrong,” she said.", "Ana Lund"),
        ("“Mara Voss was wrong,” she said.", None),
        # the subject of the same sentence, whose pronoun is unknown, and a name of the paragraph before
        ("Mara Voss met Ana Lund there.\n\nKim Rask sat down, and she said it is late.", "Kim Rask"),
        # three paragraphs of others later
        (
            "Kim Rask came.\n\nTobias Renholm left.\n\nBoris Petrov ate.\n\nTobias Renholm slept.\n\nShe said so.",
            None,
        ),
    ],
)
def test_whom_a_pronoun_cannot_mean(text: str, who: str | None) -> None:
    """A pronoun means the speaker of the words, not whom the words name, nor somebody pages ago."""
    content = "“Mara Voss was wrong,”" if "wrong" in text else "it is late" if "late" in text else "so"
    pronoun = "She" if "She said" in text else "she"
    attribution = said(text, pronoun, "said", "", after=f"{pronoun} said")
    start = text.rindex(content)
    spoken = replace(attribution, content=(Span(start, start + len(content)),))
    claims, names = claims_of(text, spoken)
    (claim,) = [claim for claim in claims if claim.attribution.source]
    assert names.get(claim.source_entity_id) == who


@pytest.mark.parametrize(
    ("short", "who"),
    [
        ("Workers Local 101", "Dock Workers Local 101"),
        ("Local 101", "Dock Workers Local 101"),
        ("the Local 102", "Dock Workers Local 102"),
        ("Workers", None),
        ("the local", None),
        ("Dock Workers", None),
    ],
)
def test_a_short_name_of_a_body_is_the_body(short: str, who: str | None) -> None:
    """'Local 101 said' are the words of the union that was named in full before."""
    text = f"Dock Workers Local 101 and Dock Workers Local 102 met. Then {short} said it is late."
    names = ("Dock Workers Local 101", "Dock Workers Local 102")
    mentions = tuple(Mention(text.index(name), text.index(name) + len(name), "organization", 0.9) for name in names)
    reading = Reading(mentions, (said(text, short, "said", "it is late", after=f"Then {short}"),), "made")
    resolution = resolve(Article("capture", text, language="en"), reading, ENGLISH)
    shown = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
    (claim,) = [claim for claim in resolution.claims if claim.attribution.source]
    assert shown.get(claim.source_entity_id or "") == who
