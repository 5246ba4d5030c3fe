import shutil
from pathlib import Path

import pytest

from hearsay.flows.run.run import new_stamp
from hearsay.pipelines.lexicon import ROOT
from hearsay.pipelines.reader import load_reader
from hearsay.pipelines.rules import RULES, rules_version


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The rules in a folder where they can be changed."""
    for pattern in RULES:
        for path in ROOT.glob(pattern):
            if path.is_file():
                target = tmp_path / path.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
    return tmp_path


def test_the_version_is_of_what_the_files_say(copied: Path) -> None:
    """The same checkout elsewhere is the same version; else each machine would read everything again."""
    assert rules_version(copied) == rules_version()


@pytest.mark.parametrize(
    "file",
    [
        "resolve/speakers/sources.py",
        "resolve/claims/data/hedges.txt",
        "dates/days.py",
        "dates/data/holidays.txt",
        "data/demonyms.txt",
        "lexicon.py",
    ],
)
def test_a_changed_rule_or_word_list_is_another_version(copied: Path, file: str) -> None:
    """A rule that was made better must reach the articles that are there already."""
    with (copied / file).open("a", encoding="utf-8") as opened:
        opened.write("# another line\n")
    assert rules_version(copied) != rules_version()


def test_other_packages_are_another_version() -> None:
    """Places come from packages: a new release of them moves entities."""
    assert rules_version(registers=()) != rules_version()


def test_a_run_carries_it_behind_the_reader() -> None:
    """Known articles are passed over by this one string: a rule that it does not cover changes nothing they have."""
    assert new_stamp().reader_version == f"{load_reader().version}, {rules_version()}"
