"""Pages saved as plain text: the separation of body and furniture, without loss of lines."""

import textwrap
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.extract.body.paragraphs import clean_line
from hearsay.pipelines.extract.bytes.characters import plain_characters
from hearsay.pipelines.records import Article, Capture, Published, Rejection

FETCHED = datetime(2026, 5, 5, 12, 0, tzinfo=UTC)
BODY = (
    "The island's government has asked the mainland for a new ferry, two years after the old one was taken away.",
    "What the islanders want",
    "Most of them would be content with a smaller ship, the mayor said on Tuesday, if only it sailed in winter too.",
    "Three demands stand out:",
    "a ferry that sails all year",
    "a fare that families can pay",
    "“We have waited long enough,” she said.",
    "The ministry answered that it would look at the request before the end of the year, and that money was short.",
)
CAPTURE = "\n\n".join(
    (
        "Harbour logo",
        "Islanders Ask for a Ferry That Sails in Winter",
        "A small place wants to be reached again, and has made a list of what that would take",
        "By Jane DoePublished about 3 hours ago 5 min read",
        *BODY,
        "IslandsTransportPolitics",
        "Leave a comment",
        "Sign in to comment",
        "    • Privacy Policy",
        "    © 2026 Island Courier, Inc. All Rights Reserved.",
    )
)


def extract(text: str | bytes, fetched_at: datetime | None = FETCHED) -> Article | Rejection:
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return extract_article(
        Capture("c" * 32, "s" * 64, body, "given", None, None, fetched_at, None, None), Limits(), languages()
    )


def article(text: str, fetched_at: datetime | None = FETCHED) -> Article:
    extracted = extract(text, fetched_at)
    assert isinstance(extracted, Article), extracted
    return extracted


def test_headline_byline_body_and_tail_are_told_apart() -> None:
    """A page that somebody copied from a browser has furniture, header, text, furniture."""
    extracted = article(CAPTURE)
    assert extracted.title == "Islanders Ask for a Ferry That Sails in Winter"
    assert (
        extracted.subtitle == "A small place wants to be reached again, and has made a list of what that would take"
    )
    assert extracted.authors == ("Jane Doe",)
    assert extracted.text.split("\n") == list(BODY)
    assert extracted.language == "en"
    assert [(item.part, item.reason) for item in extracted.removed][:2] == [
        ("head", "before the text"),
        ("head", "byline"),
    ]
    assert {item.part for item in extracted.removed} == {"head", "tail"}


def test_relative_date_needs_the_time_of_the_fetch() -> None:
    """A copyright year is never a date; without a fetch time, "3 hours ago" is not a date either."""
    assert article(CAPTURE).published == Published(
        datetime(2026, 5, 5, 9, 0, tzinfo=UTC), "relative", "hour", "about 3 hours ago"
    )
    assert article(CAPTURE, None).published == Published(None, "none", "none", "about 3 hours ago")


def test_absolute_date_of_a_header() -> None:
    """A written day is read only from the header, never from the text."""
    text = CAPTURE.replace("Published about 3 hours ago 5 min read", " | 4 May 2026")
    assert article(text).published == Published(datetime(2026, 5, 4, tzinfo=UTC), "byline", "day", "4 May 2026")
    undated = CAPTURE.replace("Published about 3 hours ago 5 min read", "").replace("on Tuesday", "on 1 May 2026")
    assert article(undated).published.at is None


def test_pasted_paragraph_has_no_title() -> None:
    """A bare paragraph is also an article, and its first sentence does not become a headline."""
    extracted = article(BODY[0])
    assert (extracted.text, extracted.title, extracted.removed) == (BODY[0], None, ())


def test_german_capture() -> None:
    """The rule counts sentences and marks, and so works in other languages."""
    body = (
        "Die Regierung der Insel hat das Festland um eine neue Fähre gebeten, zwei Jahre nach dem Ende der alten.",
        "Die meisten wären mit einem kleineren Schiff zufrieden, sagte die Bürgermeisterin am Dienstag im Rathaus.",
    )
    text = "\n".join(
        ("Insulaner bitten um eine Fähre im Winter", "Von Jana Dörr", *body, "Lesen Sie auch", "Impressum")
    )
    extracted = article(text)
    assert (extracted.title, extracted.authors) == ("Insulaner bitten um eine Fähre im Winter", ("Jana Dörr",))
    assert (extracted.text, extracted.language) == ("\n".join(body), "de")


def test_a_text_that_is_broken_at_a_fixed_width_stays_whole() -> None:
    """Mail and agency wires break lines inside sentences; none of these lines looks like text alone."""
    broken = "\n\n".join(textwrap.fill(line, 60) for line in (BODY[0], BODY[2], BODY[6], BODY[7]) * 3)
    extracted = article(broken)
    assert (extracted.text.split("\n"), extracted.removed) == ([line for line in broken.split("\n") if line], ())


def test_a_box_between_paragraphs_goes_and_is_kept_with_its_reason() -> None:
    """A teaser between two parts of the text is not a heading."""
    box = ["Most read", "Weather", "Harbour fees to rise", "Opinion", "Video", "All news"]
    text = CAPTURE.replace(BODY[6], "\n".join([*box, "", BODY[6]]))
    extracted = article(text)
    assert extracted.text.split("\n") == list(BODY)
    assert [item.text for item in extracted.removed if item.part == "body"] == box


LINES = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=80),
        st.sampled_from((*BODY, *CAPTURE.split("\n\n"), "", "•", "By Ann Lee", "3 May 2026", "© 2026", "Subscribe")),
    ),
    max_size=30,
)


@given(LINES)
@example(["BY A A", "0 0 0 0 0 ."])
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_and_the_body_is_made_of_input_lines(lines: list[str]) -> None:
    """Each input line is in exactly one place, and the lines of the body keep the order of the input."""
    text = "\n".join(lines).replace("\x00", "").replace("<", "")
    extracted = extract("A line that is long enough to make this a text, unless a byline makes it a title.\n" + text)
    if isinstance(extracted, Rejection):
        assert extracted.reason == "too_short"
        reject()
    kept = [*extracted.text.split("\n"), *(item.text for item in extracted.removed)]
    kept += [line for line in (extracted.title, extracted.subtitle) if line]
    assert len(kept) == len(_input_lines(text)) + 1
    _assert_in_order(extracted.text.split("\n"), text)


def _input_lines(text: str) -> list[str]:
    decoded = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return [line for raw in plain_characters(decoded).splitlines() if (line := clean_line(raw))]


def _assert_in_order(body: list[str], text: str) -> None:
    remaining = iter(
        ["A line that is long enough to make this a text, unless a byline makes it a title.", *text.splitlines()]
    )
    for line in body:
        if line.isascii() and line.isprintable():
            assert any(clean_line(candidate) == line for candidate in remaining), line


@given(st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda data: b"<html><body>" + data)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_end_in_an_outcome(body: bytes) -> None:
    """Fetched bytes are hostile: no bytes may raise, and every rejection has a name."""
    extracted = extract(body)
    assert isinstance(extracted, Article | Rejection)
    if isinstance(extracted, Rejection):
        assert extracted.reason
        assert extracted.detail


@pytest.mark.parametrize(
    "line",
    [
        "Islanders wait at the quay for the ship that no longer comes | Photo: Jane Doe",
        "The old ferry on its last day, when it was taken to the mainland (Getty Images)",
        "Die alte Fähre an ihrem letzten Tag im Hafen der Insel. Foto: Max Poe/dpa",
        "The mayor at the meeting on Tuesday evening. Credit: Town archive",
    ],
)
def test_captions_that_end_with_their_credit_are_no_sentences_of_the_text(line: str) -> None:
    """A caption resembles text, and its photographer resembles a source."""
    extracted = article(CAPTURE.replace(BODY[3], f"{line}\n\n{BODY[3]}"))
    assert extracted.text.split("\n") == list(BODY)
    assert ("body", "caption", line) in [(item.part, item.reason, item.text) for item in extracted.removed]


@pytest.mark.parametrize(
    "line",
    [
        "The ministry will publish the figures next week, the mayor told Reuters.",
        "One photo: that was all that was left of the old ferry, she said, and it hung in the hall of the house.",
        "“We have seen the picture,” the treasurer said to AFP on Thursday evening.",
    ],
)
def test_sentences_that_speak_of_pictures_and_agencies_stay(line: str) -> None:
    """An agency's name at the end of a sentence is a source of the news, not the seller of a picture."""
    assert line in article(CAPTURE.replace(BODY[3], f"{line}\n\n{BODY[3]}")).text
