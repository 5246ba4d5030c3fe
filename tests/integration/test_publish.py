"""Publication on a real DuckDB file and a real lake: whole chunks, no row twice, earlier versions closed and kept."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from hearsay.pipelines.inputs import FileInput
from hearsay.pipelines.records import Attribution, Mention, Outcome, OutcomeKind, Reading, Span
from hearsay.pipelines.resolve import resolve
from hearsay.pipelines.rows import ledger_frame, shape_rows, sightings_frame
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.publish import Chunk, finish_run, publish_chunk, start_run
from hearsay.warehouse.schema import CHECKS, QUARANTINE, RUNS, TABLES, empty_frame
from tests.english import ENGLISH
from tests.made_pages import NOON, SAID, loaded, page, reread, stamp

LATER = NOON + timedelta(hours=1)


def publish(path, pages, run="run-1", reader="hand-made", ledger=None, at=NOON):
    """Publish pages as a chunk of a run, as the flow does."""
    mark = stamp(run, reader)
    rows = shape_rows(pages, mark, at)
    ended = [loaded(page) for page in pages]
    height = sum(frame.height for frame in rows.values())
    chunk = Chunk(
        run_id=run,
        rows=rows,
        sightings=sightings_frame(ended),
        ledger=ledger_frame(ended, mark) if ledger is None else ledger,
        quarantine=empty_frame(QUARANTINE),
        checks=empty_frame(CHECKS),
        rows_extracted=height,
        rows_loaded=height,
        rows_quarantined=0,
        published_at=LATER,
    )
    with open_for_writing(path) as connection:
        start_run(connection, run_row(run, reader))
        return publish_chunk(connection, chunk)


def run_row(run: str, reader: str) -> dict[str, object]:
    counts = {column.name: 0 for column in RUNS.columns if column.name.startswith(("inputs_", "rows_"))}
    return counts | {
        "run_id": run,
        "trigger": "command",
        "started_at": NOON,
        "finished_at": None,
        "state": "running",
        "code_version": "0",
        "extractor_version": "0",
        "reader_version": reader,
        "schema_version": 1,
        "settings": "{}",
        "backfill_id": None,
        "reason": None,
        "detail": None,
    }


def ask(path, sql):
    with open_for_reading(path) as connection:
        return connection.sql(sql).pl()


def counts(path):
    each = " UNION ALL ".join(f"SELECT '{name}', (SELECT count(*) FROM {name})" for name in TABLES)
    return dict(ask(path, each).rows())


def publish_page(path):
    """Publish a page: the filling of warehouses that tests copy."""
    publish(path, [page()])


@pytest.fixture
def published(make_warehouse):
    """A warehouse with the page of a run."""
    return make_warehouse(fill=publish_page)


def test_a_chunk_is_published_whole(warehouse):
    """A published claim is visible in the public view, with its article and its source."""
    assert publish(warehouse, [page()])
    (row,) = ask(warehouse, "FROM who_said_what").to_dicts()
    assert row["source_text"] == row["source_entity"] == "Mara Voss"
    assert row["content_text"] == "We will pay, … Soon."
    assert row["title"] == "Port to pay"
    (run,) = ask(warehouse, "FROM runs").to_dicts()
    assert (run["inputs_loaded"], run["rows_extracted"], run["rows_loaded"]) == (1, 6, 6)


def test_spans_round_trip_in_sql(warehouse):
    """Offsets count characters, in DuckDB and in Python, also after characters outside the first Unicode plane."""
    publish(warehouse, [page(text="🙂 ﬁrst. " + SAID)])
    parts = ask(
        warehouse,
        "SELECT text[span.start + 1 : span.end] AS part FROM articles "
        "JOIN (SELECT version_id, unnest(content_spans) AS span FROM claims) USING (version_id) ORDER BY span.start",
    )
    assert parts["part"].to_list() == ["We will pay,", "Soon."]


def test_known_pages_in_another_run_add_only_the_rows_of_the_run(published):
    """A scheduled run over unchanged pages must not change their rows."""
    before = counts(published)
    publish(published, [page()], run="run-2")
    assert counts(published) == before | {"runs": 2, "inputs": 2}


def test_a_chunk_published_twice_in_one_run_counts_once(warehouse):
    """Prefect may retry a task after its commit; the retry must not count the rows again."""
    assert publish(warehouse, [page()])
    before = ask(warehouse, "FROM runs")
    assert not publish(warehouse, [page()])
    assert ask(warehouse, "FROM runs").equals(before)


def test_a_chunk_that_cannot_be_published_leaves_nothing(warehouse):
    """A reader must never see half a chunk."""
    before = counts(warehouse)
    broken = ledger_frame([loaded(page())], stamp()).with_columns(outcome=pl.lit(None, dtype=pl.String))
    with pytest.raises(Exception, match="NOT NULL"):
        publish(warehouse, [page()], ledger=broken)
    assert counts(warehouse) == before | {"runs": 1}


def test_a_changed_text_is_a_new_version_and_closes_the_old_claims(published):
    """After a correction the old statement must not be current, and must not be lost."""
    changed = page(text=SAID.replace("Soon.", "Later."), seen_at=LATER)
    publish(published, [changed], run="run-2")
    versions = ask(published, "SELECT version, is_current, article_id FROM articles ORDER BY version")
    assert versions["version"].to_list() == [1, 2]
    assert versions["is_current"].to_list() == [False, True]
    assert versions["article_id"].n_unique() == 1
    claims = ask(published, "SELECT content_text, closed_at, closed_reason FROM claims ORDER BY content_text DESC")
    assert claims["closed_reason"].to_list() == ["new version", None]
    assert ask(published, "SELECT content_text FROM who_said_what")["content_text"].to_list() == ["We will pay,"]


def test_a_backfilled_older_version_does_not_become_current(warehouse):
    """Archives are loaded after the day's news, so the time of the capture decides, not the order of runs."""
    publish(warehouse, [page(seen_at=LATER)])
    publish(warehouse, [page(text=SAID + " Earlier.", seen_at=NOON)], run="run-2")
    versions = ask(warehouse, "SELECT text, version, is_current FROM articles ORDER BY version").to_dicts()
    assert [(row["version"], row["is_current"]) for row in versions] == [(1, False), (2, True)]
    assert versions[0]["text"].endswith("Earlier.")


def test_a_text_that_comes_back_is_current_again(published):
    """An outlet may withdraw a correction; then the claims of the first version are current again."""
    publish(published, [page(text=SAID.replace("Soon.", "Later."), seen_at=LATER)], run="run-2")
    publish(published, [page(seen_at=LATER + timedelta(hours=1))], run="run-3")
    assert ask(published, "SELECT version FROM articles WHERE is_current")["version"].to_list() == [1]
    assert ask(published, "SELECT content_text FROM who_said_what")["content_text"].to_list() == [
        "We will pay, … Soon."
    ]


def test_a_new_reader_closes_the_old_readers_claims_and_keeps_them(published):
    """Readers are compared on the same texts, so the rows of both are needed."""
    publish(published, [reread(page(), "better")], run="run-2", reader="better")
    claims = ask(published, "SELECT reader_version, closed_reason FROM claims ORDER BY reader_version").rows()
    assert claims == [("better", None), ("hand-made", "new reader")]
    assert ask(published, "FROM who_said_what").height == 1


def test_a_claim_keeps_its_id_from_reading_to_reading(published):
    """People cite claims by id, so a new reader must not change the id of a claim."""
    (cited,) = ask(published, "SELECT claim_id FROM who_said_what")["claim_id"]
    publish(published, [reread(page(), "better")], run="run-2", reader="better")
    assert ask(published, "SELECT claim_id FROM who_said_what")["claim_id"].to_list() == [cited]
    assert ask(published, "SELECT claim_id FROM claims")["claim_id"].to_list() == [cited, cited]
    parts = ask(published, "SELECT claim_id, role, reader_version FROM claim_mentions ORDER BY ALL").rows()
    assert parts == [(cited, "source", "better"), (cited, "source", "hand-made")]


def test_a_rule_leaves_the_ids_of_claims_that_it_does_not_touch(warehouse):
    """A rule that adds a claim must not change the ids of all other claims."""
    with_rule, without = chained_page(), chained_page()
    assert without.resolution is not None
    kept = without.resolution.claims[:1]
    without = replace(without, resolution=replace(without.resolution, claims=kept))
    publish(warehouse, [without], reader="reader-1, rules-1")
    before = set(ask(warehouse, "SELECT claim_id FROM who_said_what")["claim_id"])
    publish(warehouse, [reread(with_rule, "reader-1, rules-2")], run="run-2", reader="reader-1, rules-2")
    after = set(ask(warehouse, "SELECT claim_id FROM who_said_what")["claim_id"])
    assert len(before) == 1
    assert before < after


def test_an_entity_has_its_names_from_all_articles(published):
    """An entity named differently in two articles is still a single row, and both names find it."""
    other = page(number=2, url="https://harbour.example/other", seen_at=LATER)
    assert other.resolution is not None
    from dataclasses import replace

    entity = replace(other.resolution.entities[0], aliases=("Voss", "Mara Voss"))
    publish(published, [replace(other, resolution=replace(other.resolution, entities=(entity,)))], run="run-2")
    (row,) = ask(published, "FROM entities").to_dicts()
    assert row["aliases"] == ["Mara Voss", "Voss"]
    assert (row["first_seen_at"], row["last_seen_at"]) == (NOON, LATER)


def test_a_run_is_closed_with_its_state(published):
    """A run without an end looks like a killed run, so a finished run must have an end."""
    with open_for_writing(published) as connection:
        finish_run(connection, "run-1", LATER)
    assert ask(published, "SELECT state, finished_at FROM runs").rows() == [("finished", LATER)]


def test_file_names_of_any_bytes_reach_the_ledger(warehouse):
    """Names in old archives may have no valid encoding, and Polars and DuckDB accept only Unicode."""
    odd = replace(
        loaded(page()),
        input=FileInput("b\udcffd.html", "b\udcffd.html"),
        outcome=Outcome(OutcomeKind.FAILED, "x", "b\udcffd"),
    )
    ledger = ledger_frame([odd], stamp())
    assert ledger["given"].to_list() == ["b?d.html"]
    assert ledger["detail"].to_list() == ["b?d"]


def test_the_last_loaded_of_captures_with_equal_times_is_current(warehouse):
    """Snapshots ingested with the same --captured-at: the order of loading must decide, not the hash of a text."""
    for number in range(4):
        publish(
            warehouse, [page(text=f"{SAID} Edit {number}.")], run=f"run-{number}", at=NOON + timedelta(minutes=number)
        )
    versions = ask(
        warehouse, "SELECT version, is_current, right(text, 2) AS edit FROM articles ORDER BY version"
    ).rows()
    assert versions == [(1, False, "0."), (2, False, "1."), (3, False, "2."), (4, True, "3.")]


CHAIN = "Reuters reported that two officials said the plant had closed. The plant in Osmere employs 300 people."


def chained_page():
    """Return a page with an attribution inside another and a statement of its own, resolved by the real rules."""
    chained = page(text=CHAIN)
    content = "that two officials said the plant had closed"
    attribution = Attribution(
        (Span(0, 7),), (Span(8, 16),), (Span(17, 17 + len(content)),), quote_type="indirect", confidence=0.8
    )
    osmere = CHAIN.index("Osmere")
    mentions = (Mention(0, 7, "organization", 0.9), Mention(osmere, osmere + 6, "location", 0.9))
    reading = Reading(mentions, (attribution,), "hand-made")
    return replace(chained, reading=reading, resolution=resolve(chained.article, reading, ENGLISH))


def test_a_chain_of_sources_is_read_in_sql(warehouse):
    """A reader of an inner claim needs all the sources that it came through, the outermost first."""
    publish(warehouse, [chained_page()])
    (row,) = ask(warehouse, "FROM claim_chains").to_dicts()
    assert row["chain_text"] == "Reuters > two officials"
    assert (row["sources"], row["depth"]) == (["Reuters", "two officials"], 2)
    assert row["content_text"] == "the plant had closed"
    assert row["source_type"] == "anonymous"
    (outer,) = ask(
        warehouse, f"SELECT source_text FROM claims WHERE claim_id = '{row['parent_claim_id']}'"
    ).to_dicts()
    assert outer["source_text"] == "Reuters"


def test_sql_distinguishes_the_articles_own_statements(warehouse):
    """A statement without a source must not look like a claim of an unknown source."""
    publish(warehouse, [chained_page()])
    own = ask(warehouse, "SELECT * FROM article_statements").to_dicts()
    assert [claim["content_text"] for claim in own] == ["The plant in Osmere employs 300 people."]
    for view in ("who_said_what", "attributions"):
        assert ask(warehouse, f"SELECT * FROM {view} WHERE source_type = 'author'").is_empty()
    about = ask(
        warehouse,
        "SELECT mention_text, role FROM claim_mentions JOIN mentions USING (mention_id) JOIN claims USING (claim_id) "
        "WHERE source_type = 'author'",
    ).rows()
    assert about == [("Osmere", "about")]


def test_known_chains_and_statements_add_no_row(warehouse):
    """Claims made by rules have ids from their content too, so a second run must find them."""
    publish(warehouse, [chained_page()])
    before = counts(warehouse)
    publish(warehouse, [chained_page()], run="run-2")
    assert counts(warehouse)["claims"] == before["claims"] == 3
    assert counts(warehouse)["claim_mentions"] == before["claim_mentions"]


def test_a_timeline_counts_the_claims_of_an_entity(warehouse):
    """Counts go by source, not by name: 'she said' counts, and a source with two names does not count twice."""
    made = page()
    (claim,) = made.resolution.claims
    (voss,) = made.resolution.entities
    second = Mention(made.reading.mentions[0].start, made.reading.mentions[0].end - 5, "person", 0.9)
    attribution = replace(claim.attribution, content=claim.attribution.content[1:])
    claims = (
        replace(claim, source_mentions=(0, 1)),  # two names in the source
        replace(claim, attribution=replace(attribution, source=()), source_mentions=()),  # 'she said'
        replace(claim, attribution=replace(attribution, cue=()), source_entity_id=None),  # 'her spokesman said'
    )
    reading = replace(made.reading, mentions=(made.reading.mentions[0], second))
    resolution = replace(made.resolution, mention_entities=(voss.entity_id,) * 2, claims=claims)
    publish(warehouse, [replace(made, reading=reading, resolution=resolution)])
    assert ask(warehouse, "SELECT mentions, claims_made FROM entity_timeline").rows() == [(2, 2)]
