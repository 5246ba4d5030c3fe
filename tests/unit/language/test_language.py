"""The data of languages: which lists a language may have, and how slips are refused."""

from pathlib import Path

import pytest

from hearsay.pipelines.language import Language, LanguageError, Languages, load_languages
from hearsay.pipelines.language.language import COMPLETE, list_names, read_patterns
from hearsay.pipelines.language.languages import ROOT

PIPELINES = ROOT.parent
TOYS = Path(__file__).parents[2] / "languages"
FOLDERS = sorted(path.parent for root in (ROOT, TOYS) for path in root.glob("*/language.toml"))
LISTS = sorted(path for folder in FOLDERS for path in folder.rglob("*.txt"))


def a_language(folder: Path, facts: str = 'name = "Toy"\n') -> Path:
    """Write a folder with a language.toml, and return the folder."""
    folder.mkdir()
    (folder / "language.toml").write_text(facts, encoding="utf-8")
    return folder


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_language_loads_whole(folder: Path) -> None:
    """A list with a slip, or a pattern that does not compile, must fail here and not on somebody's page."""
    language = Language(folder)
    for name in list_names(folder):
        assert language.table(name), name
    for name in read_patterns(folder):
        assert language.pattern(name).pattern


@pytest.mark.parametrize("path", LISTS, ids=lambda path: "/".join(path.parts[-3:]))
def test_each_list_says_what_it_is(path: Path) -> None:
    """A word list without content and origin cannot be maintained."""
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_each_list_of_english_is_used() -> None:
    """A list that no code and no pattern asks for misleads whoever fills it for another language."""
    texts = [path.read_text(encoding="utf-8") for path in PIPELINES.rglob("*.py")]
    texts += [path.read_text(encoding="utf-8") for path in COMPLETE.rglob("*.toml")]
    used = "\n".join(texts)
    names = list_names(COMPLETE)
    assert [name for name in sorted(names) if f'"{name}"' not in used and f"{{words:{name}}}" not in used] == []


def test_a_list_that_english_does_not_have_is_a_slip(tmp_path: Path) -> None:
    """Without the check a misspelt file would never be read."""
    folder = a_language(tmp_path / "xx")
    (folder / "hedgs.txt").write_text("perhaps\n", encoding="utf-8")
    with pytest.raises(LanguageError, match="'hedgs' is not a list"):
        Language(folder)


def test_unknown_lists_and_patterns_are_refused() -> None:
    """Code that asks for a misspelt list must not get an empty one."""
    english = Language(COMPLETE)
    with pytest.raises(LanguageError, match="no such/list"):
        english.table("no such/list")
    with pytest.raises(LanguageError, match="no such/pattern"):
        english.pattern("no such/pattern")


@pytest.mark.parametrize(
    ("facts", "problem"),
    [("", "has a name"), ("name = 1", "strings"), ('name = "X"\nred = true', "'red' is not known"), ("name", "TOML")],
)
def test_the_facts_of_a_language_are_checked(tmp_path: Path, facts: str, problem: str) -> None:
    """A misspelt key would leave a language unread without a word."""
    with pytest.raises(LanguageError, match=problem):
        Language(a_language(tmp_path / "xx", facts))


def test_only_languages_with_a_reader_are_read(tmp_path: Path) -> None:
    """Words for pages alone do not make a language that is read; a text of unknown language is read as English."""
    languages = load_languages(a_language(tmp_path / "xx"), a_language(tmp_path / "yy", 'name = "Y"\nreader = "y"'))
    assert "yy" in languages.read_codes
    assert "xx" not in languages.read_codes
    assert languages.of("xx") is None
    assert languages.of(None) is languages.default
    assert languages.default.code == "en"


def test_a_language_given_twice_is_refused(tmp_path: Path) -> None:
    """Of two folders for one code, one would win silently."""
    with pytest.raises(LanguageError, match="given twice"):
        Languages([Language(COMPLETE), Language(COMPLETE)])
