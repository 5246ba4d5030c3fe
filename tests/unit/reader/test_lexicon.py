from pathlib import Path

import pytest

from hearsay.pipelines import lexicon
from hearsay.pipelines.lexicon import LexiconError, countries, demonym_of, demonyms, fold, load_lexicon

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


def test_places_have_public_identifiers() -> None:
    """Articles share an entity through these codes, whatever form of the name each uses."""
    assert countries()["U.S."] == countries()["United States"] == countries()["America"]
    assert countries()["Russia"].code == "RU"
    assert demonyms()["ukrainian"].code == "UA"
    assert demonyms()["dutch"].code == "NL"


def test_fold_forgets_case_and_accents() -> None:
    """Two outlets write Zelenskiy's neighbours with and without accents; they must compare equal."""
    assert fold("  São   Paulo ") == fold("Sao Paulo") == "sao paulo"
    assert fold("N’Djamena") == fold("N'Djamena")


def test_all_peoples_of_a_code_are_its_own() -> None:
    """A code's line holds the country's adjective first, and then further peoples, which must not be lost."""
    assert demonyms()["welsh"] == demonyms()["british"] == countries()["United Kingdom"]
    assert demonym_of("GB") == "British"


def test_a_word_for_two_peoples_is_no_country() -> None:
    """Guernsey and Jersey both have the Channel Islander; choosing one would be a guess."""
    assert "channel islander" not in demonyms()


def test_a_country_without_a_people_has_no_adjective() -> None:
    """Antarctica's field is empty; an empty adjective would be printed as a name."""
    assert demonym_of("AQ") is None
