"""Every rule has a planted fault that breaks it: a rule that cannot break protects nothing."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from hearsay.expectations import cases
from hearsay.expectations.cases import columns_to_judge
from hearsay.expectations.evidence import KnownKeys, add_evidence
from hearsay.expectations.rule import FATAL, ROW, WARN, Kind
from hearsay.expectations.rules import MOST_ROWS_SOUND, all_rules, find_rule, rules_for
from hearsay.expectations.suites import build_suite, judge_rules, judge_table
from hearsay.warehouse.schema import PAGE_TABLES, SEVERITIES, TABLES
from tests.unit.expectations.conftest import RUN, SEEN_AT, TEXT, change, make_chunk

FUTURE = SEEN_AT + timedelta(days=3)
SOONER, LATER = date(2026, 1, 1), date(2026, 1, 2)
NAN = float("nan")


def spans(*pairs):
    return [{"start": start, "end": end} for start, end in pairs]


# (table, rule) → (row, or None for every row; the cells that break it)
FAULTS: dict[tuple[str, str], tuple[int | None, dict[str, object]]] = {
    # captures
    ("captures", "required_values_present"): (0, {"content_kind": None}),
    ("captures", "http_status_plausible"): (0, {"http_status": 20}),
    ("captures", "seen_in_order"): (0, {"last_seen_at": SEEN_AT - timedelta(days=1)}),
    ("captures", "fetched_not_in_future"): (0, {"fetched_at": FUTURE}),
    ("captures", "no_bytes_is_empty"): (0, {"byte_count": 0}),
    ("captures", "version_fits_outcome"): (0, {"outcome": "rejected"}),
    ("captures", "reason_not_blank"): (0, {"reason": " "}),
    ("captures", "archive_place_is_whole"): (0, {"archive_file": "a.warc.gz", "archive_offset": None}),
    ("captures", "few_failures"): (None, {"outcome": "failed", "version_id": None}),
    ("captures", "few_rejections"): (None, {"outcome": "rejected", "version_id": None}),
    # articles
    ("articles", "required_values_present"): (0, {"tags": None}),
    ("articles", "text_not_blank"): (0, {"text": " \n"}),
    ("articles", "text_hash_matches"): (0, {"text": TEXT + "."}),
    ("articles", "text_decoded"): (0, {"text": "It\u00e2\u20ac\u2122s safe."}),
    ("articles", "text_without_markup"): (0, {"text": 'The bridge <a href="x">is safe.'}),
    ("articles", "has_words"): (0, {"word_count": 0}),
    ("articles", "long_enough"): (0, {"word_count": 49}),
    ("articles", "published_basis_fits"): (0, {"published_basis": "none"}),
    ("articles", "published_precision_fits"): (0, {"published_at": None, "published_basis": "none"}),
    ("articles", "published_not_in_future"): (0, {"published_at": FUTURE}),
    ("articles", "published_not_ancient"): (0, {"published_at": datetime(1899, 12, 31, tzinfo=UTC)}),
    ("articles", "published_not_epoch"): (0, {"published_at": datetime(1970, 1, 1, tzinfo=UTC)}),
    ("articles", "modified_after_published"): (0, {"modified_at": datetime(2026, 1, 1, tzinfo=UTC)}),
    ("articles", "paywalled_text_long_enough"): (0, {"is_paywalled": True, "word_count": 149}),
    ("articles", "seen_in_order"): (0, {"last_seen_at": SEEN_AT - timedelta(days=1)}),
    ("articles", "removed_parts_allowed"): (0, {"removed": [{"part": "left", "reason": "ad", "text": "x"}]}),
    ("articles", "authors_look_like_names"): (0, {"authors": ["Bo Li", " "]}),
    ("articles", "most_have_title"): (None, {"title": None}),
    ("articles", "most_have_date"): (
        None,
        {"published_at": None, "published_basis": "none", "published_precision": "none"},
    ),
    # mentions
    ("mentions", "required_values_present"): (0, {"confidence": NAN}),
    ("mentions", "span_round_trips"): (0, {"mention_text": "Ana Riuz"}),
    ("mentions", "span_in_order"): (0, {"start_char": 9, "end_char": 9, "mention_text": ""}),
    ("mentions", "article_matches_version"): (0, {"article_id": "article-2"}),
    ("mentions", "mention_trimmed"): (0, {"mention_text": " Ana Ruiz"}),
    ("mentions", "mention_not_too_long"): (0, {"mention_text": "A" * 201}),
    ("mentions", "type_agrees_with_entity"): (0, {"entity_type": "organization"}),
    ("mentions", "most_are_resolved"): (None, {"entity_id": None}),
    ("mentions", "most_are_confident"): (None, {"confidence": 0.3}),
    # entities
    ("entities", "required_values_present"): (0, {"aliases": None}),
    ("entities", "name_not_blank"): (0, {"canonical_name": ""}),
    ("entities", "seen_in_order"): (0, {"last_seen_at": SEEN_AT - timedelta(days=1)}),
    ("entities", "identifiers_complete"): (0, {"identifiers": [{"scheme": "geonames", "value": None}]}),
    ("entities", "aliases_sorted"): (0, {"aliases": ["B", "A"]}),
    ("entities", "is_mentioned"): (0, {"entity_id": "entity-3"}),
    # entity_links
    ("entity_links", "required_values_present"): (0, {"to_name": None}),
    ("entity_links", "not_to_itself"): (0, {"to_entity_id": "entity-1"}),
    ("entity_links", "target_identified"): (0, {"to_value": ""}),
    # claims
    ("claims", "required_values_present"): (0, {"content_spans": None}),
    ("claims", "source_round_trips"): (0, {"source_text": "Mayor"}),
    ("claims", "cue_round_trips"): (0, {"cue_text": None}),
    ("claims", "content_round_trips"): (0, {"content_text": "that the bridge is safe again"}),
    ("claims", "source_spans_in_order"): (0, {"source_spans": spans((6, 14), (0, 5))}),
    ("claims", "cue_spans_in_order"): (0, {"cue_spans": spans((15, 19), (18, 21))}),
    ("claims", "content_spans_in_order"): (0, {"content_spans": spans((20, 20))}),
    ("claims", "content_not_blank"): (0, {"content_text": " "}),
    ("claims", "article_matches_version"): (0, {"article_id": "article-2"}),
    ("claims", "lemma_has_cue"): (0, {"cue_text": None, "cue_spans": []}),
    ("claims", "parent_in_same_version"): (1, {"parent_claim_id": "claim-2-1"}),
    ("claims", "content_inside_parent"): (1, {"parent_claim_id": "claim-1-3"}),
    ("claims", "closed_with_reason"): (0, {"closed_at": SEEN_AT}),
    ("claims", "check_worthiness_is_number"): (0, {"check_worthiness": NAN}),
    ("claims", "named_source_has_text"): (0, {"source_text": None, "source_spans": [], "source_entity_id": None}),
    ("claims", "only_author_has_no_trace"): (
        0,
        {
            "source_text": None,
            "source_spans": [],
            "cue_text": None,
            "cue_spans": [],
            "cue_lemma": None,
            "quote_type": "indirect",
        },
    ),
    ("claims", "author_stands_alone"): (0, {"source_type": "author"}),
    ("claims", "content_not_too_long"): (0, {"content_text": "a" * 2001}),
    ("claims", "most_have_source"): (None, {"source_text": None, "source_spans": []}),
    ("claims", "most_are_certain"): (None, {"certainty": "U"}),
    ("claims", "most_are_confident"): (None, {"confidence": 0.3}),
    ("claims", "about_round_trips"): (0, {"about_start_char": 1, "about_end_char": 4, "about_text": "May"}),
    ("claims", "about_in_order"): (0, {"about_from_on": LATER, "about_to_on": SOONER}),
    ("claims", "about_basis_fits"): (1, {"about_basis": "explicit"}),
    ("claims", "about_precision_fits"): (1, {"about_precision": "day"}),
    ("claims", "about_has_words"): (
        1,
        {"about_from_on": SOONER, "about_basis": "published", "about_precision": "day"},
    ),
    ("claims", "about_plausible"): (0, {"about_to_on": date(2800, 1, 1)}),
    ("claims", "said_round_trips"): (0, {"said_start_char": 1, "said_end_char": 4, "said_text": "May"}),
    ("claims", "said_in_order"): (0, {"said_from_on": LATER, "said_to_on": SOONER}),
    ("claims", "said_basis_fits"): (1, {"said_basis": "explicit"}),
    ("claims", "said_precision_fits"): (1, {"said_precision": "day"}),
    ("claims", "said_has_words"): (1, {"said_from_on": SOONER, "said_basis": "published", "said_precision": "day"}),
    ("claims", "said_plausible"): (0, {"said_to_on": date(2800, 1, 1)}),
    ("claims", "source_role_round_trips"): (
        0,
        {"source_role_start_char": 1, "source_role_end_char": 4, "source_role_text": "mayor"},
    ),
    ("claims", "affiliation_round_trips"): (
        0,
        {"affiliation_start_char": 1, "affiliation_end_char": 4, "affiliation_text": "Osmere"},
    ),
    ("claims", "role_has_source"): (
        0,
        {
            "source_role_text": "The",
            "source_role_start_char": 0,
            "source_role_end_char": 3,
            "has_source": False,
            "source_type": "none",
        },
    ),
    ("claims", "affiliation_has_words"): (0, {"affiliation_entity_id": "entity-1"}),
    ("claims", "said_has_source"): (0, {"is_said": True, "has_source": False, "source_type": "none"}),
    ("claims", "source_type_fits"): (0, {"has_source": False}),
    ("claims", "pronoun_has_person"): (0, {"source_pronoun": "she", "source_entity_id": None}),
    # claim_mentions
    ("claim_mentions", "same_version"): (0, {"mention_id": "mention-2-1"}),
}


def plant_elsewhere(frames, table, rule):
    """Return the faults whose cause is in another table than the rule's."""
    if (table, rule) == ("articles", "most_have_claims"):
        return frames | {"claims": frames["claims"].clear()}
    if (table, rule) == ("articles", "relative_date_has_capture_time"):
        captures = change(frames["captures"], 0, fetched_at=None)
        return frames | {"captures": captures, table: change(frames[table], 0, published_basis="relative")}
    raise KeyError((table, rule))


# The faults of rules that the schema implies are computed: kind → a value that the column must not have.
WRONG_VALUES = {
    Kind.NOT_NULL: lambda rule: None,
    Kind.IN_SET: lambda rule: "nonsense",
    Kind.MATCHES: lambda rule: "javascript:alert(1)",
    Kind.BETWEEN: lambda rule: rule.low - 1,
}


def plant(frames, rule):
    """Return the chunk with a fault that breaks the rule."""
    frame, column = frames[rule.table], rule.columns[0]
    if (rule.table, rule.name) in FAULTS:
        row_number, cells = FAULTS[rule.table, rule.name]
        return frames | {rule.table: change(frame, row_number, **cells)}
    if rule.kind is Kind.UNIQUE:
        return frames | {rule.table: pl.concat([frame, frame[:1]])}
    if rule.kind in WRONG_VALUES:
        return frames | {rule.table: change(frame, 0, **{column: WRONG_VALUES[rule.kind](rule)})}
    if rule.name.endswith("_known"):
        return frames | {rule.table: change(frame, 0, **{rule.name.removesuffix("_known"): "elsewhere"})}
    return plant_elsewhere(frames, rule.table, rule.name)


def judge(frames, table):
    evidence = add_evidence(frames, KnownKeys(), RUN, SEEN_AT)
    return {verdict.rule.name: verdict for verdict in judge_table(table, evidence[table])}


def said(verdicts):
    return {verdict.rule.name: (verdict.is_success, verdict.broken, verdict.error) for verdict in verdicts}


def judge_every_row(evidence, rules):
    """Return the library's verdicts if it is given all rows unchanged."""
    return said(judge_rules(rules[0].table, rules, columns_to_judge(evidence, rules)))


RULES = [rule for rule in all_rules() if rule.kind is not Kind.FRAME]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.table}.{rule.name}")
def test_a_planted_fault_is_caught(rule):
    """A rule that no planted fault breaks protects nothing. A new rule without a fault fails here with KeyError."""
    evidence = add_evidence(plant(make_chunk(), rule), KnownKeys(), RUN, SEEN_AT)[rule.table]
    (verdict,) = [found for found in judge_table(rule.table, evidence) if found.rule.name == rule.name]
    assert verdict.error is None
    assert not verdict.is_success
    assert verdict.broken
    assert said([verdict]) == judge_every_row(evidence, [rule])


@pytest.mark.parametrize("most", [1000, 2])
@pytest.mark.parametrize("table", PAGE_TABLES)
def test_cases_decide_as_all_rows_do(table, most, monkeypatch):
    """The library judges only the rows that decide a rule.

    With all faults of a table in a frame, and with each fault among valid rows, the verdicts, shares and broken rows
    must be the same as for all rows.
    """
    monkeypatch.setattr(cases, "MANY_CASES", most)
    rules = [rule for rule in RULES if rule.table == table]
    faulty = [add_evidence(plant(make_chunk(), rule), KnownKeys(), RUN, SEEN_AT)[table] for rule in rules]
    sound = [add_evidence(make_chunk(pages=7), KnownKeys(), RUN, SEEN_AT)[table]] * 5
    evidence = pl.concat([*sound, *faulty, *sound], how="vertical_relaxed")
    verdicts = judge_table(table, evidence)
    assert said(verdicts) == judge_every_row(evidence, rules)
    assert all(verdict.broken for verdict in verdicts)
    assert {verdict.is_success for verdict in verdicts if verdict.rule.mostly == 1} == {False}


def test_ranges_are_judged_by_their_ends(chunk):
    """Among values in range, the library judges only the least and the greatest.

    Special numbers must not hide between them.
    """
    values = [None, NAN, float("inf"), -float("inf"), -1.0, -0.0, 0.0, 0.5, 1.0, 1.1, 1.2, 1.3, 1.4, 1.45, 1.5, 1.5]
    evidence = add_evidence(chunk, KnownKeys(), RUN, SEEN_AT)["claims"]
    rules = [rule for rule in rules_for("claims") if rule.kind is Kind.BETWEEN]
    for shown in (values, values[:2], values[6:9], values[2:3], [None]):
        row = evidence.head(1).drop("confidence", "check_worthiness")
        frame = row.join(pl.DataFrame({"confidence": shown}, schema={"confidence": pl.Float64}), how="cross")
        # Keys that repeat would be cases all of them, and show every number to the library.
        frame = frame.with_columns(
            check_worthiness=pl.col("confidence").reverse(), claim_id=pl.int_range(pl.len()).cast(pl.String)
        )
        assert said(judge_table("claims", frame)).items() >= judge_every_row(frame, rules).items()


def test_the_library_sees_few_rows(chunk):
    """The number of judged rows must grow with distinct values, not with rows, or the audit becomes slow."""
    evidence = add_evidence(chunk, KnownKeys(), RUN, SEEN_AT)["claims"]
    rules = [rule for rule in RULES if rule.table == "claims"]
    columns = columns_to_judge(evidence, rules)
    many = pl.concat([columns] * 500).with_columns(claim_id=pl.int_range(pl.len()).cast(pl.String))
    ((together, numbers),) = cases.group_cases(rules, many)
    assert [rule.name for rule in together] == [rule.name for rule in rules]
    assert len(numbers) <= columns.height


@pytest.mark.parametrize("table", PAGE_TABLES)
def test_a_sound_chunk_breaks_nothing(table, chunk):
    """Otherwise a rule that always fails would pass its planted fault."""
    assert [name for name, verdict in judge(chunk, table).items() if not verdict.is_success] == []


def test_every_listed_fault_belongs_to_a_rule():
    """After a rule is renamed, its fault must not stay in the list without effect."""
    assert {(rule.table, rule.name) for rule in RULES} >= set(FAULTS)


def test_upper_bounds_hold_too(chunk):
    """The planted faults of ranges are all below the range; a confidence of 1.5 must fail too."""
    frames = chunk | {"claims": change(chunk["claims"], 0, confidence=1.5)}
    assert judge(frames, "claims")["confidence_in_range"].broken == (0,)


def test_infinity_is_not_a_check_worthiness(chunk):
    """Bounds are comparisons, and NaN compares as false, so both ends need a test."""
    frames = chunk | {"claims": change(chunk["claims"], 0, check_worthiness=float("inf"))}
    assert not judge(frames, "claims")["check_worthiness_in_range"].is_success


@pytest.mark.parametrize("pair", [(-3, 5), (len(TEXT) - 5, len(TEXT) + 5), (14, 6)])
def test_a_span_outside_the_text_is_broken_even_if_slicing_would_forgive_it(pair, chunk):
    """Python and Polars slice past the end, and count negative offsets from the end. A span must do neither."""
    start, end = pair
    words = TEXT[start:end]
    mentions = change(chunk["mentions"], 0, start_char=start, end_char=end, mention_text=words)
    assert judge(chunk | {"mentions": mentions}, "mentions")["span_round_trips"].broken == (0,)
    claims = change(chunk["claims"], 0, content_spans=spans(pair), content_text=words)
    assert judge(chunk | {"claims": claims}, "claims")["content_round_trips"].broken == (0,)


def test_a_table_of_nulls_is_judged_without_error(chunk):
    """A column without values has no dtype that pandas accepts, and expectations must still give a verdict."""
    for table in PAGE_TABLES:
        columns = [pl.lit(None, dtype=column.dtype).alias(column.name) for column in TABLES[table].columns]
        verdicts = judge(chunk | {table: chunk[table].with_columns(columns)}, table)
        assert [verdict.error for verdict in verdicts.values()] == [None] * len(verdicts)


def test_rules_are_well_formed():
    """Names are keys of the table checks, severities decide the effect, and each rule must have a reason."""
    for table in PAGE_TABLES:
        names = [rule.name for rule in rules_for(table)]
        assert len(names) == len(set(names))
    for rule in all_rules():
        assert rule.severity in SEVERITIES
        assert rule.why.endswith(".")
        assert rule.mostly == 1 or rule.severity == WARN
    with pytest.raises(KeyError, match=r"claims\.nonsense"):
        find_rule("claims", "nonsense")


def test_the_schema_is_covered():
    """A column that the schema restricts or requires must have its rule automatically."""
    for name in PAGE_TABLES:
        covered = {(rule.kind, column) for rule in rules_for(name) for column in rule.columns}
        for column in TABLES[name].columns:
            if not column.nullable:
                assert {(Kind.REQUIRED, column.name), (Kind.NOT_NULL, column.name)} & covered
            assert ((Kind.IN_SET, column.name) in covered) == (column.allowed is not None)
            assert ((Kind.BETWEEN, column.name) in covered) == (column.low is not None or column.high is not None)


def test_suites_carry_severity_rule_and_why():
    """A user who opens the suites in Great Expectations must see the purpose of each expectation."""
    suite = build_suite(rules_for("claims"), "claims")
    severities = {FATAL: "critical", ROW: "warning", WARN: "info"}
    rules = [rule for rule in rules_for("claims") if rule.kind is not Kind.FRAME]
    for rule, expectation in zip(rules, suite.expectations, strict=True):
        assert expectation.meta == {"rule": rule.name, "why": rule.why}
        assert expectation.severity == severities[rule.severity]
    assert find_rule("claims", MOST_ROWS_SOUND) not in rules
