"""The audit of a chunk: the effects of broken rules, dependent rows, and the balance of rows."""

import subprocess
import sys
from datetime import timedelta

import polars as pl
import pytest

from hearsay.expectations import audit as audit_module
from hearsay.expectations.audit import KnownKeys, audit_chunk, keys_asked_for
from hearsay.expectations.rule import DEPENDS_ON_QUARANTINED, Kind, Rule
from hearsay.expectations.suites import Verdict
from hearsay.warehouse.schema import CHECKS, PAGE_TABLES, QUARANTINE, TABLES, empty_frame
from tests.unit.expectations.conftest import RUN, SEEN_AT, TEXT, change, make_chunk

NOTHING_KNOWN = KnownKeys()


def run_audit(frames, known=NOTHING_KNOWN):
    audit = audit_chunk(frames, known, RUN, SEEN_AT)
    assert audit.quarantine.schema == QUARANTINE.polars_schema
    assert audit.checks.schema == CHECKS.polars_schema
    assert audit.checks.select(CHECKS.key).is_duplicated().sum() == 0
    if not audit.fatal:
        assert_balance(frames, audit)
    return audit


def assert_balance(frames, audit):
    """Assert for each table that rows in = clean rows + distinct quarantined rows."""
    for name in PAGE_TABLES:
        kept_back = audit.quarantine.filter(pl.col("table_name") == name)["row_id"].n_unique()
        assert frames[name].height == audit.clean[name].height + kept_back
        count = audit.counts[name]
        assert (count.extracted, count.loaded, count.quarantined) == (
            frames[name].height,
            audit.clean[name].height,
            kept_back,
        )
        assert audit.clean[name].schema == TABLES[name].polars_schema


def failed(audit):
    return set(audit.checks.filter(~pl.col("is_success")).select("suite", "rule").iter_rows())


def kept_back(audit):
    """Return the quarantine as {(table, row): rules}."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in audit.quarantine.iter_rows(named=True):
        found.setdefault((row["table_name"], row["row_id"]), set()).add(row["rule"])
    return found


def test_a_sound_chunk_passes_whole(chunk):
    """Valid rows stay the same in the same order, no row is quarantined, and every check is in the table."""
    audit = run_audit(chunk)
    assert audit.fatal == ()
    assert audit.quarantine.is_empty()
    assert failed(audit) == set()
    for name in PAGE_TABLES:
        assert audit.clean[name].equals(chunk[name])
    assert set(audit.checks["suite"]) == set(PAGE_TABLES)


@pytest.mark.parametrize("empty", [PAGE_TABLES, PAGE_TABLES[1:], ("claim_mentions",), ("claims", "claim_mentions")])
def test_tables_without_rows_pass(empty, chunk):
    """A chunk of rejected pages has only captures, and a chunk of unchanged pages has no rows."""
    frames = chunk | {name: empty_frame(TABLES[name]) for name in empty}
    if "articles" in empty and "captures" not in empty:
        rejected = {"version_id": None, "outcome": "unchanged"}
        frames["captures"] = change(frames["captures"], None, **rejected)
    audit = run_audit(frames)
    assert audit.fatal == ()
    assert audit.quarantine.is_empty()
    checked = audit.checks.filter(pl.col("suite").is_in(empty))["checked_count"]
    assert set(checked) == {0}


def test_a_warning_quarantines_nothing(chunk):
    """Warnings are for the reader of the report; all rows are published."""
    audit = run_audit(chunk | {"articles": change(chunk["articles"], 0, word_count=20)})
    assert failed(audit) == {("articles", "long_enough")}
    assert audit.quarantine.is_empty()
    check = audit.checks.row(by_predicate=(pl.col("rule") == "long_enough"), named=True)
    assert (check["checked_count"], check["unexpected_count"], check["unexpected_percent"]) == (2, 1, 50)
    assert check["observed"] == "version-1: word_count=20"


def test_a_row_that_breaks_two_rules_is_there_twice_and_counts_once(chunk):
    """Rows in = rows out must hold, although the quarantine has a row for each broken rule."""
    audit = run_audit(chunk | {"claims": change(chunk["claims"], 2, polarity="?", certainty="?")})
    assert kept_back(audit) == {("claims", "claim-1-3"): {"polarity_allowed", "certainty_allowed"}}
    assert audit.quarantine["quarantine_id"].n_unique() == 2
    assert set(audit.quarantine["severity"]) == {"row"}
    assert audit.counts["claims"].quarantined == 1
    assert audit.quarantined_ids["claims"] == {"claim-1-3"}


def test_an_article_takes_its_rows_and_its_capture_along(chunk):
    """A part of an article must never be visible.

    Its capture must be quarantined too, or no run would read the page again.
    """
    audit = run_audit(chunk | {"articles": change(chunk["articles"], 0, language="English")})
    depends = {DEPENDS_ON_QUARANTINED}
    assert kept_back(audit) == {
        ("articles", "version-1"): {"language_shape"},
        ("captures", "capture-1"): depends,
        ("mentions", "mention-1-1"): depends,
        ("mentions", "mention-1-2"): depends,
        ("claims", "claim-1-1"): depends,
        ("claims", "claim-1-2"): depends,
        ("claims", "claim-1-3"): depends,
        ("claim_mentions", "claim-1-1/mention-1-1/source"): depends,
    }
    assert audit.clean["articles"]["version_id"].to_list() == ["version-2"]
    assert audit.clean["entities"].height == 2


def test_a_capture_takes_its_article_along(chunk):
    """An article without its capture cannot be traced to its bytes."""
    audit = run_audit(chunk | {"captures": change(chunk["captures"], 0, sha256="short")})
    assert kept_back(audit)["articles", "version-1"] == {DEPENDS_ON_QUARANTINED}
    assert {name: count.quarantined for name, count in audit.counts.items()} == {
        "captures": 1,
        "articles": 1,
        "entities": 0,
        "entity_links": 0,
        "mentions": 2,
        "claims": 3,
        "claim_mentions": 1,
    }


def test_a_claim_takes_the_claims_inside_it_along(chunk):
    """A claim without its parent would have a broken reference.

    Its mentions are valid by themselves, so they stay.
    """
    audit = run_audit(chunk | {"claims": change(chunk["claims"], 0, quote_type="?")})
    assert set(kept_back(audit)) == {
        ("claims", "claim-1-1"),
        ("claims", "claim-1-2"),
        ("claim_mentions", "claim-1-1/mention-1-1/source"),
    }


def test_an_entity_takes_its_mentions_and_claims_along(chunk):
    """The audit changes no row, so rows that refer to a quarantined entity wait for its release."""
    audit = run_audit(chunk | {"entities": change(chunk["entities"], 0, canonical_name=" ")})
    tables = {table: sum(name == table for name, _ in kept_back(audit)) for table in PAGE_TABLES}
    assert tables == {
        "captures": 0,
        "articles": 0,
        "entities": 1,
        "entity_links": 2,
        "mentions": 2,
        "claims": 4,
        "claim_mentions": 2,
    }


def test_what_the_warehouse_has_already_holds_references(chunk):
    """A bad new row of a known entity must not quarantine rows that refer to the good row in the warehouse."""
    frames = chunk | {"entities": change(chunk["entities"], 0, canonical_name=" ")}
    audit = run_audit(frames, KnownKeys(entities=frozenset({"entity-1"})))
    assert set(kept_back(audit)) == {("entities", "entity-1")}


def test_a_reading_of_a_known_version_needs_its_text(chunk):
    """A new reading gives mentions without articles; their spans can only be traced in the warehouse's text."""
    frames = chunk | {name: empty_frame(TABLES[name]) for name in ("captures", "articles")}
    versions = frozenset({"version-1", "version-2"})
    known = KnownKeys(articles=versions, texts=dict.fromkeys(versions, TEXT))
    assert run_audit(frames, known).quarantine.is_empty()
    blind = run_audit(frames, KnownKeys(articles=versions))
    assert {"span_round_trips", "content_round_trips"} <= set(blind.quarantine["rule"])


def test_the_missing_keys_of_a_chunk_are_listed(chunk):
    """The flow looks up only these keys, because the keys of a whole warehouse would not fit into memory."""
    frames = chunk | {"articles": chunk["articles"][1:], "entities": chunk["entities"][:1]}
    asked = keys_asked_for(frames)
    assert asked["articles"] == {"version-1"}
    assert asked["entities"] == {"entity-2"}
    assert asked["runs"] == {RUN}
    assert asked["claims"] == asked["mentions"] == asked["captures"] == frozenset()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda frame: frame.drop("certainty"), "missing: certainty"),
        (lambda frame: frame.with_columns(mood=pl.lit("x")), "unknown: mood"),
        (lambda frame: frame.with_columns(pl.col("confidence").cast(pl.Float32)), "confidence has type Float32"),
        (lambda frame: frame.select(sorted(frame.columns)), "in another order"),
        (lambda frame: pl.concat([frame, frame[:1]]), "key_unique failed for 2 of 7 rows"),
        (lambda frame: change(frame, 0, claim_id=None), "claim_id_not_null failed for 1 of 6 rows"),
    ],
)
def test_structural_faults_stop_the_chunk(spoil, words, chunk):
    """A fatal fault publishes nothing, quarantines nothing, and reports the observed values."""
    audit = run_audit(chunk | {"claims": spoil(chunk["claims"])})
    assert len(audit.fatal) == 1
    assert words in audit.fatal[0]
    assert audit.clean == {}
    assert audit.quarantine.is_empty()


def test_a_missing_frame_stops_the_chunk(chunk):
    """A forgotten table is a fault of hearsay, not an empty table."""
    del chunk["mentions"]
    audit = run_audit(chunk)
    assert "mentions: columns_match_schema" in audit.fatal[0]


def test_a_systematic_fault_stops_the_chunk():
    """Offsets that are wrong in most rows must not fill the quarantine; a person has to look."""
    frames = make_chunk(6)
    off_by_one = pl.when(pl.col("mention_id").str.ends_with("-1") | (pl.col("version_id") == "version-1"))
    shifted = frames["mentions"].with_columns(
        off_by_one.then(pl.col("start_char") + 1).otherwise("start_char").alias("start_char")
    )
    audit = run_audit(frames | {"mentions": shifted})
    assert len(audit.fatal) == 1
    assert "mentions: most_rows_sound failed for 7 of 12 rows (broken: span_round_trips)" in audit.fatal[0]


def test_half_of_the_rows_or_few_rows_are_no_systematic_fault():
    """A single bad article is no pattern: its page is quarantined, and the run continues."""
    half = make_chunk(6)
    six = change(half["mentions"].filter(pl.col("mention_id").str.ends_with("-1")), None, confidence=2.0)
    rest = half["mentions"].filter(~pl.col("mention_id").str.ends_with("-1"))
    assert run_audit(half | {"mentions": pl.concat([six, rest])}).fatal == ()
    one = make_chunk(1)
    audit = run_audit(one | {"articles": change(one["articles"], 0, text=" ")})
    assert audit.fatal == ()
    assert audit.clean["claims"].is_empty()


def test_dependent_rows_are_no_systematic_fault():
    """A bad article with many rows makes most rows dependents, which is no statement about these rows."""
    frames = make_chunk(20)
    audit = run_audit(frames | {"entities": change(frames["entities"], 0, canonical_name="")})
    assert audit.fatal == ()
    assert audit.counts["claims"].quarantined > 20


@pytest.mark.parametrize(("pages", "is_success"), [(1, True), (9, True), (10, False)])
def test_a_share_needs_rows_to_say_anything(pages, is_success):
    """A single page without a date is no trend. The check reports the count, but there is no warning."""
    frames = make_chunk(pages)
    undated = {"published_at": None, "published_basis": "none", "published_precision": "none"}
    audit = run_audit(frames | {"articles": change(frames["articles"], None, **undated)})
    check = audit.checks.row(by_predicate=pl.col("rule") == "most_have_date", named=True)
    assert (check["unexpected_count"], check["is_success"]) == (pages, is_success)


def test_a_rule_that_could_not_be_checked_is_fatal(chunk):
    """An exception in the library must not look like a rule without broken rows."""
    rule = Rule("odd", "claims", "warn", "A reason.", Kind.FLAG)
    rows = audit_module._check_rows(chunk["claims"], (Verdict(rule, is_success=False, error="boom"),), RUN)
    assert rows[0]["severity"] == "fatal"
    assert rows[0]["observed"] == "could not be checked: boom"


def test_the_audit_is_the_same_twice(chunk):
    """Quarantine ids are hashes of the content, so that a second run adds no duplicates."""
    frames = chunk | {"articles": change(chunk["articles"], 0, published_at=SEEN_AT + timedelta(days=9))}
    first, second = run_audit(frames), run_audit(frames)
    assert first.quarantine.equals(second.quarantine)
    assert first.checks.equals(second.checks)


def test_importing_the_audit_does_not_import_great_expectations():
    """The library takes seconds to import, and the command line must not wait for it."""
    code = (
        "import sys, hearsay.expectations.audit, hearsay.expectations.describe, hearsay.expectations.figures;"
        "print({'great_expectations', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_audit_prints_nothing(chunk, capfd, tmp_path, monkeypatch):
    """Progress bars and log lines of the library would appear inside a receipt."""
    monkeypatch.chdir(tmp_path)
    run_audit(chunk | {"claims": change(chunk["claims"], 2, polarity="?")})
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []
