from pathlib import Path

import pytest

from hearsay.pipelines import lexicon
from hearsay.pipelines.lexicon import LexiconError, fold, load_lexicon

DATA_FILES = sorted(str(path.relative_to(lexicon.ROOT)) for path in lexicon.ROOT.rglob("data/*.txt"))


@pytest.mark.parametrize("path", DATA_FILES)
def test_data_file_says_what_it_is(path: str) -> None:
    """A word list without date and origin cannot be maintained; and each list must load."""
    assert load_lexicon(path)
    assert (lexicon.ROOT / path).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("beta\nalpha\n", "sort the file"),
        ("alpha\nalpha\n", "is repeated"),
        ("alpha\t1\nalpha\t2\n", "is repeated"),
    ],
)
def test_slips_of_an_editor_are_refused(tmp_path: Path, lines: str, complaint: str) -> None:
    """A second entry for the same word would win or lose silently; the message must give its line."""
    path = tmp_path / "list.txt"
    path.write_text("# a list\n" + lines, encoding="utf-8")
    with pytest.raises(LexiconError, match=rf"line 3.*{complaint}"):
        load_lexicon(str(path))


def test_missing_file_is_named(tmp_path: Path) -> None:
    """The error for a data file that was not shipped must name the file."""
    with pytest.raises(LexiconError, match=r"nothing\.txt"):
        load_lexicon(str(tmp_path / "nothing.txt"))


def test_fold_forgets_case_and_accents() -> None:
    """Two outlets write Zelenskiy's neighbours with and without accents; they must compare equal."""
    assert fold("  São   Paulo ") == fold("Sao Paulo") == "sao paulo"
    assert {fold(f"O{mark}Dowda") for mark in "'’‘ʼʻ"} == {"o'dowda"}
    assert fold("N’Djamena") == fold("N'Djamena")
