"""The receipt as text, and the end state of its run in Prefect."""

import pytest

from hearsay.flows.run.receipt import Receipt, end_state
from hearsay.flows.run.run_names import short_name
from hearsay.warehouse.lookup import Problem, RunSummary
from hearsay.warehouse.schema import OUTCOMES


def receipt(*problems: Problem, state: str = "finished", **inputs: int) -> Receipt:
    return Receipt(
        "news.duckdb",
        RunSummary(
            run_id="0123456789abcdef",
            state=state,
            seconds=1.0,
            inputs=dict.fromkeys(OUTCOMES, 0) | inputs,
            reasons=[],
            rows_extracted=1,
            rows_loaded=1,
            rows_quarantined=0,
            new_rows={"articles": 1, "mentions": 2, "entities": 1, "claims": 0},
            checks_failed={},
            problems=[*problems],
            left_out=0,
            unread={"de": 65, "ja": 8},
            undated=1,
        ),
    )


@pytest.mark.parametrize(
    ("inputs", "failed_if", "is_failed"),
    [
        ({"loaded": 2}, "any", False),
        ({"loaded": 2, "failed": 1}, "any", True),
        ({"loaded": 2, "failed": 1}, "all", False),
        ({"failed": 3}, "all", True),
        ({"failed": 3}, "never", False),
        ({}, "any", False),
    ],
)
def test_the_rule_decides_on_the_end_state(inputs: dict[str, int], failed_if, is_failed: bool) -> None:
    """A rule of the settings says how many failed inputs make a run fail, so that an automation can act on it."""
    made = receipt(**inputs)  # type: ignore[arg-type]
    assert end_state(made, failed_if).is_failed() == is_failed


def test_a_run_that_the_audit_stopped_has_failed() -> None:
    assert end_state(receipt(state="stopped", loaded=1), "never").is_failed()


def test_the_message_of_the_state_counts_the_inputs() -> None:
    assert end_state(receipt(loaded=4, failed=6, rejected=2), "all").message == (
        "12 inputs: 4 loaded, 2 rejected, 6 failed"
    )
    assert end_state(receipt(loaded=1), "all").message == "1 input: 1 loaded"


def test_the_text_says_what_was_not_read_and_not_dated() -> None:
    """A warehouse of 73 articles without a claim must not look like a success."""
    lines = [line.strip() for line in receipt(loaded=74).as_text().splitlines()]
    assert "new     1 article, 2 mentions, 1 entity, 0 claims" in lines
    assert (
        "unread  73 articles in a language without a reader: de 65, ja 8; names and claims are found in en" in lines
    )
    assert "undated 1 article without a date of publication" in lines


def test_a_rejected_line_of_a_dump_is_named_by_its_address() -> None:
    problem = Problem("dump.jsonl:91", "rejected", "too_short", None, "https://a.example/1")
    assert "rejected: dump.jsonl:91 (https://a.example/1): too_short" in receipt(problem).as_text()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("wire", "wire"),
        ("/data/pages/2026-03", "2026-03"),
        ("https://news.example/feed.xml", "news.example"),
        ("http://[bad/", "[bad"),
        ("-", "-"),
    ],
)
def test_a_run_is_named_by_its_sources(source: str, name: str) -> None:
    """A name must come out of any text that a user may give as a source."""
    assert short_name(source) == name
