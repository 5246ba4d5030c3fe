"""Reading of every short text of the phrase book, with a test for each kind of expectation."""

import pytest

from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Spans
from tests.english import ENGLISH
from tests.golden.marks import parameter
from tests.golden.phrasebook import ExpectedAttribution, ExpectedMention, Phrase, load_phrases


def parts(text: str, spans: Spans) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in spans)


@pytest.mark.parametrize(
    ("phrase", "part"),
    [
        parameter(phrase, part, phrase, part, name=f"{phrase.name}-{part}")
        for phrase in load_phrases()
        for part in phrase.stated
    ],
)
def test_phrase(phrase: Phrase, part: str) -> None:
    """Each text has a single grammatical form, so that a change of the reader shows the form gained or lost."""
    text = phrase.text
    reading = read_text(text, ENGLISH)
    attributions = [
        ExpectedAttribution(parts(text, a.source), parts(text, a.cue), parts(text, a.content), a.quote_type)
        for a in reading.attributions
    ]
    if part == "attributions":
        assert attributions == list(phrase.attributions or ()), phrase.why
    elif part == "not_in_content":
        contents = [content for attribution in attributions for content in attribution.content]
        assert [words for words in phrase.not_in_content or () if any(words in c for c in contents)] == [], phrase.why
    else:
        mentions = [ExpectedMention(text[m.start : m.end], m.entity_type) for m in reading.mentions]
        assert [wanted for wanted in phrase.mentions or () if wanted not in mentions] == [], (phrase.why, mentions)
