import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearsay.pipelines.reader import load_reader, read_article, read_text
from hearsay.pipelines.reader.trained import MODEL, TrainedReader
from hearsay.pipelines.records import Reading
from hearsay.warehouse.schema import ENTITY_TYPES, QUOTE_TYPES
from tests.english import ENGLISH, LANGUAGES
from tests.made_pages import page as made_page

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
    for attribution in reading.attributions:
        assert attribution.cue
        assert attribution.quote_type in QUOTE_TYPES
        for spans in (attribution.source, attribution.cue, attribution.content):
            before = 0
            for start, end in spans:
                assert before <= start < end <= len(text)
                assert text[start:end].strip() == text[start:end]
                before = end
        starts.append(min((*attribution.source, *attribution.cue, *attribution.content)).start)
    assert starts == sorted(starts)


@given(PROSE | st.text(max_size=300))
@settings(deadline=None, max_examples=300)
def test_any_text_gives_spans_that_lie_in_it(text: str) -> None:
    """Every later stage relies on offsets, for any Unicode and for unbalanced quotation marks."""
    assert_well_formed(text, read_text(text, ENGLISH))


@given(PROSE)
@settings(deadline=None, max_examples=50)
def test_reading_twice_gives_the_same(text: str) -> None:
    """Ids of rows come from the reading; a varying reader would load a page twice."""
    assert read_text(text, ENGLISH) == read_text(text, ENGLISH)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["he said, ", "“a” ", '"', " ", "1,", "'a ", "A.", "\n ", "said\u2028"])
def test_long_text_is_read_in_linear_time(piece: str) -> None:
    """A text four times as long takes about four times the time. These pieces once made a pattern backtrack."""

    def seconds(characters: int) -> float:
        began = time.process_time()
        read_text(piece * (characters // len(piece)), ENGLISH)
        return time.process_time() - began

    read_text(piece, ENGLISH)
    assert seconds(40_000) < 9 * max(seconds(10_000), 0.05)


def test_the_version_is_made_of_a_number_and_the_weights(tmp_path: Path) -> None:
    """The version separates the rows of two readers; looking up the version loads no network."""
    assert load_reader(ENGLISH) is load_reader(ENGLISH)
    assert read_text("", ENGLISH).reader_version == load_reader(ENGLISH).version
    shutil.copytree(MODEL, tmp_path / "model")
    same = TrainedReader(ENGLISH, tmp_path / "model")
    assert same.version == load_reader(ENGLISH).version
    assert "parts" not in vars(same)
    with (tmp_path / "model" / "network.onnx").open("ab") as file:
        file.write(b"more")
    assert TrainedReader(ENGLISH, tmp_path / "model").version != same.version


def test_reading_leaves_the_lines_where_they_are() -> None:
    """The first lines must give the same reading alone and in a longer text with the same windows."""
    first = "The mayor said that the bridge is safe.\n" + "Nothing else happened in the town that week.\n" * 30
    longer = first + "Police said the man was armed.\n" * 30
    begun = [attribution for attribution in read_text(longer, ENGLISH).attributions if attribution.cue[0].start < 40]
    assert [attribution.content for attribution in begun] == [
        attribution.content for attribution in read_text(first, ENGLISH).attributions
    ][:1]


@pytest.mark.parametrize(("language", "is_read"), [("en", True), (None, True), ("de", False), ("es", False)])
def test_an_article_is_read_in_a_language_that_the_reader_knows_or_that_nobody_could_tell(language, is_read):
    article = replace(
        made_page().article, text="“We will pay,” said Mara Voss, the mayor of Osmere.", language=language
    )
    reading = read_article(article, LANGUAGES)
    assert bool(reading.attributions) is is_read
    assert reading.reader_version == load_reader(ENGLISH).version
