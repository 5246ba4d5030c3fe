import pytest
from pipelines.reader.tokens import split_tokens

from pipelines.lexicon import load_lexicon
from pipelines.reader import read_text
from pipelines.reader.attributions import find_named_attributions

PHRASE_BOOK = [
    # (text, source, cue, content parts, quote type)
    # the plain case; the stop is no part of the content, 'that' is
    ("The mayor said that the bridge is safe.", "The mayor", "said", ["that the bridge is safe"], "indirect"),
    # without 'that'
    ("Police said the man was armed.", "Police", "said", ["the man was armed"], "indirect"),
    # auxiliaries and adverbs belong to the cue
    (
        "The senator has repeatedly denied that he knew.",
        "The senator",
        "has repeatedly denied",
        ["that he knew"],
        "indirect",
    ),
    # the quotation comes first, marks included
    ("“We are ready,” Ms. Okafor said.", "Ms. Okafor", "said", ["“We are ready,”"], "direct"),
    # one statement in two parts
    (
        "“We are ready,” he said, “and we will stay.”",
        "he",
        "said",
        ["“We are ready,”", "“and we will stay.”"],
        "direct",
    ),
    # the next sentence is the same quotation
    ("“We are ready,” he said. “We will stay.”", "he", "said", ["“We are ready,”", "“We will stay.”"], "direct"),
    # inverted, with an apposition
    (
        '"It works," said Jane Doe, a professor at Leeds.',
        "Jane Doe, a professor at Leeds",
        "said",
        ['"It works,"'],
        "direct",
    ),
    # a question keeps its cue
    ('"Who is next?" the minister asked.', "the minister", "asked", ['"Who is next?"'], "direct"),
    # behind a colon
    ('Kim said: "Nothing will change."', "Kim", "said", ['"Nothing will change."'], "direct"),
    # partly quoted
    (
        "Rahman called the plan “a gift” to lobbyists.",
        "Rahman",
        "called",
        ["the plan “a gift” to lobbyists"],
        "mixed",
    ),
    # according to, at both ends
    ("According to the report, prices rose.", "the report", "According to", ["prices rose"], "indirect"),
    (
        "Prices rose by a third, according to the report.",
        "the report",
        "according to",
        ["Prices rose by a third"],
        "indirect",
    ),
    # content around its cue
    (
        "The law, critics say, will hurt the poor.",
        "critics",
        "say",
        ["The law", "will hurt the poor"],
        "indirect",
    ),
    # unnamed sources and bare plurals
    ("Many economists believe the bank will wait.", "Many economists", "believe", ["the bank will wait"], "indirect"),
    ("Critics warn that it could fail.", "Critics", "warn", ["that it could fail"], "indirect"),
    # with an addressee
    ("She told reporters that talks had failed.", "She", "told", ["that talks had failed"], "indirect"),
    ("The union urged workers to stay at home.", "The union", "urged", ["to stay at home"], "indirect"),
    # a noun as content
    ("The pope condemned the attack.", "The pope", "condemned", ["the attack"], "indirect"),
    # 'as' after a verb of seeing
    ("Some view the offer as a trap.", "Some", "view", ["the offer as a trap"], "indirect"),
    # time between cue and content
    ("Ryan said on Tuesday that he would wait.", "Ryan", "said", ["that he would wait"], "indirect"),
]


@pytest.mark.parametrize(("text", "source", "cue", "content", "quote_type"), PHRASE_BOOK)
def test_phrase_book(text: str, source: str, cue: str, content: list[str], quote_type: str) -> None:
    """One sentence for each rule; a change of the rules must not lose any of them."""
    found = read_text(text).attributions
    assert found, "no attribution found"
    first = found[0]
    assert [text[s:e] for s, e in first.source] == [source]
    assert [text[s:e] for s, e in first.cue] == [cue]
    assert [text[s:e] for s, e in first.content] == content
    assert first.quote_type == quote_type


@pytest.mark.parametrize(
    "text",
    [
        # scare quotes and nicknames
        "The so-called “deal” fell apart.",
        'Robert "Bob" Smith won the race.',
        # nouns that look like cues
        "The states and the two claims of the plan are old.",
        "United States notes and reports are kept here.",
        # other languages
        "Der Minister sagte am Montag, dass die Preise steigen.",
        "",
        "\n\n  \n",
    ],
)
def test_silence(text: str) -> None:
    """What nobody said is no claim: a false one puts words into somebody's mouth."""
    assert read_text(text).attributions == ()


def test_two_cues_of_one_sentence_share_their_source() -> None:
    """'X did A and said B' is two statements of X; the first must not swallow the second."""
    text = "Canada reiterated support for the treaty and stressed that talks must go on."
    first, second = read_text(text).attributions
    assert first.source == second.source
    assert text[slice(*first.content[0])] == "support for the treaty"
    assert text[slice(*second.content[0])] == "that talks must go on"


def test_participle_takes_the_subject() -> None:
    """', noting that' is how news prose packs a second statement of the same source."""
    text = "The court rejected the appeal, noting that the deadline had passed."
    first, second = read_text(text).attributions
    assert first.source == second.source
    assert text[slice(*first.content[0])] == "the appeal"
    assert text[slice(*second.content[0])] == "that the deadline had passed"


def test_quotation_over_paragraphs_is_one_statement() -> None:
    """The first paragraph has no closing mark; both belong to the speaker named after the second."""
    text = "“It was late.\n\n“We left,” Mora said."
    (only,) = read_text(text).attributions
    assert [text[s:e] for s, e in only.content] == ["“It was late.", "“We left,”"]


def test_every_rule_has_a_measured_precision() -> None:
    """The confidence of a row is the precision of its rule; a rule without one would fail on some page."""
    known = load_lexicon("reader/data/pattern_precision.txt")
    assert all(0 < float(share) < 1 and int(count) > 20 for share, count in known.values())
    for text, *_ in PHRASE_BOOK:
        for pattern, attribution in find_named_attributions(text, split_tokens(text)):
            assert attribution.confidence == float(known[pattern][0])
