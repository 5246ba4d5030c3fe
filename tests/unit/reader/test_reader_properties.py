import time

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reader import load_reader, read_text
from pipelines.records import Reading
from warehouse.schema import ENTITY_TYPES, QUOTE_TYPES

WORDS = st.sampled_from(
    [
        *(
            "said",
            "says",
            "that",
            "according",
            "to",
            "noted",
            "claims",
            "was",
            "asked",
            "calling",
            "view",
            "as",
            "and",
        ),
        *("Obama", "Ms.", "President", "the", "critics", "he", "who", "U.S.", "WHO", "Kyiv", "’s", "of", "May", "$5"),
        *(
            ",",
            ".",
            "?",
            ":",
            ";",
            "—",
            "(",
            ")",
            "“",
            "”",
            '"',
            "''",
            "'",
            "‘",
            "’",
            "«",
            "»",
            "\n",
            "\n\n",
            "\u2028",
        ),
    ]
)
PROSE = st.lists(WORDS, max_size=60).map(" ".join) | st.lists(WORDS, max_size=60).map("".join)


def assert_well_formed(text: str, reading: Reading) -> None:
    last = 0
    for mention in reading.mentions:
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]
        assert mention.entity_type in ENTITY_TYPES
        assert 0 < mention.confidence < 1
        last = mention.end
    starts = []
    for one in reading.attributions:
        assert one.content
        assert one.quote_type in QUOTE_TYPES
        for spans in (one.source, one.cue, one.content):
            before = 0
            for start, end in spans:
                assert before <= start < end <= len(text)
                assert text[start:end].strip() == text[start:end]
                before = end
        starts.append(min((*one.source, *one.cue, *one.content)).start)
    assert starts == sorted(starts)


@given(PROSE | st.text(max_size=300))
@settings(deadline=None, max_examples=300)
def test_any_text_gives_spans_that_lie_in_it(text: str) -> None:
    """Offsets are the contract with every later stage, for any Unicode and however broken the marks are."""
    assert_well_formed(text, read_text(text))


@given(PROSE)
@settings(deadline=None, max_examples=50)
def test_reading_twice_gives_the_same(text: str) -> None:
    """Ids of rows come from the reading; a reader that wavers would load a page twice."""
    assert read_text(text) == read_text(text)


def test_long_text_is_read_in_linear_time() -> None:
    """A megabyte of anything must end: these once were shapes that made a pattern back up over and over."""
    for piece in ("he said, ", "“a” ", '"', " ", "1,", "'a ", "Bob, ", "A.", "\n "):
        began = time.perf_counter()
        read_text(piece * (200_000 // len(piece)))
        assert time.perf_counter() - began < 20, piece


def test_version_names_the_rules() -> None:
    """Rows of two readers are told apart by it."""
    assert load_reader().version.startswith("rules-")
    assert load_reader() is load_reader()
    assert read_text("").reader_version == load_reader().version
