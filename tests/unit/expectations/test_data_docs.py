"""Data Docs of a run: they agree with the checks, fetch nothing, and run no scripts."""

import re

import pytest

from hearsay.expectations.checks import check_row, checks_frame
from hearsay.expectations.data_docs import write_data_docs
from hearsay.expectations.history_rules import HISTORY_RULES
from hearsay.expectations.rule import FATAL, WARN, Kind, Rule
from hearsay.expectations.rules import rules_for
from tests.unit.expectations.conftest import RUN, SEEN_AT

ATTACK = "<script>alert(1)</script><img src='http://127.0.0.1:9/x' onerror=\"alert(1)\"> & $title ${x}"
OWN = Rule("own_rule", "claims", WARN, f"A rule of a user's: {ATTACK}", Kind.FLAG)
BROKEN = {"certainty_allowed", "key_unique", "own_rule"}


def checks():
    """Return checks for two suites, a rule of the user and the rules across runs; three have hostile values."""
    rules = [*rules_for("claims"), *rules_for("captures"), OWN, *HISTORY_RULES]
    return checks_frame(
        check_row(
            RUN,
            rule,
            checked=200,
            unexpected=3 if (rule.table, rule.name) in {("claims", name) for name in BROKEN} else 0,
            is_success=(rule.table, rule.name) not in {("claims", name) for name in BROKEN},
            observed=f"claim-1: {ATTACK}" if rule.name in BROKEN else None,
        )
        for rule in rules
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "docs"
    first = write_data_docs(checks(), {"run_id": RUN, "started_at": SEEN_AT}, folder)
    assert first == folder / "index.html"
    return {page.relative_to(folder).as_posix(): page.read_text("utf-8") for page in folder.rglob("*.html")}


def validation(site, suite):
    (page,) = [text for name, text in site.items() if name.startswith(f"validations/{suite}/")]
    return page


def test_the_pages_say_what_the_checks_say(site):
    """A user of the library looks here for failing expectations, with counts over all rows of the run."""
    page = validation(site, "claims")
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    asked = len(rules_for("claims")) + 1
    assert f"Evaluated Expectations {asked} " in words
    assert "Unsuccessful Expectations 3 " in words
    assert "3 unexpected values found." in words
    assert "claim-1: ‹script›" in words
    assert "Status: Failed" in words
    for rule in rules_for("claims"):
        assert rule.why.replace("'", "&#39;") in page or rule.why in page
    assert "Unsuccessful Expectations 0 " in " ".join(re.sub(r"<[^>]+>", " ", validation(site, "captures")).split())


def test_every_page_is_linked(site):
    """Without the library's scripts, the first page has to list the other pages itself."""
    linked = set(re.findall(r'href="((?:validations|expectations)/[^"]+)"', site["index.html"]))
    assert linked == set(site) - {"index.html"}
    assert len(linked) == 6


def test_nothing_is_fetched_and_nothing_runs(site):
    """The library's pages fetch scripts from five hosts and insert values as markup. A report must open offline."""
    for page in site.values():
        assert page.index("Content-Security-Policy") < page.index("<title>")
        assert not re.search(r"<(?:script|iframe|object)\b", page)
        assert not re.search(r"<(?:link|img)\b[^>]*https?:", page)
        assert not re.search(r"onerror\s*=\s*\"", page)
        assert "127.0.0.1:9/x onerror" not in page


def test_the_cause_of_an_unchecked_rule_is_shown(tmp_path):
    """Such a rule fails without broken rows, so a page without the cause would be a riddle."""
    rule = next(rule for rule in rules_for("claims") if rule.severity == FATAL and rule.kind is Kind.UNIQUE)
    row = check_row(RUN, rule, checked=2, unexpected=0, is_success=False, observed="could not be checked: no memory")
    write_data_docs(checks_frame([row]), {"run_id": RUN, "started_at": SEEN_AT}, tmp_path)
    (page,) = (tmp_path / "validations").rglob("*.html")
    assert "could not be checked: no memory" in page.read_text("utf-8")
