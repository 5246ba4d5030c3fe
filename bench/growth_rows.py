"""Made rows of a warehouse of any size, written straight into the tables by DuckDB."""

from datetime import datetime
from pathlib import Path

from hearsay.warehouse.connection import open_for_writing
from hearsay.warehouse.facts import DECISIONS, FACTS
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.schema import OUTCOMES, TABLES, Column, Table

ENTITIES_OF_ARTICLE = 2
"""New entities of an article: names recur, so an article of 28 claims adds few."""
SIGHTINGS_OF_ARTICLE = 8
"""Known entities that an article names."""
FIRST_MADE_INPUT = 1_000_000_000
"""Inputs of made rows have higher numbers, those of published chunks lower ones."""
COUNTS = tuple(f"inputs_{outcome}" for outcome in OUTCOMES)
BATCH = 50_000

_SPAN = "[{'start': 10, 'end': 90}]"
_ID = "md5('{kind}' || {number})"

Values = dict[str, str]


def fill_warehouse(path: Path, articles: int, claims_of_article: int, now: datetime) -> None:
    """Make a warehouse of so many articles, each with a capture, a reading, claims, mentions and look-up keys."""
    prepare_warehouse(path, now)
    with open_for_writing(path) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        run = {"run_id": "'bench'", "state": "'running'"} | dict.fromkeys(COUNTS, "0")
        connection.execute(_insert(TABLES["runs"], run, "range(1)"))
        gathering = {"gathering_number": "1"}
        connection.execute(_insert(DECISIONS["decisions.gatherings"], gathering, "range(1)"))
        for first in range(1, articles + 1, BATCH):
            last = min(first + BATCH, articles + 1)
            for statement in made_statements(first, last, claims_of_article):
                connection.execute(statement)
        # The sequence goes on behind all numbers in use.
        connection.execute("DROP SEQUENCE facts.numbers")
        connection.execute(f"CREATE SEQUENCE facts.numbers START {articles * max(claims_of_article, 2) + 10}")


def made_statements(first: int, last: int, claims: int) -> list[str]:
    """Return the statements that write articles `first` to `last` (excluded), each with so many claims."""
    rows = f"range({first}, {last})"
    many = f"range({first * claims}, {last * claims})"
    day = "TIMESTAMPTZ '2000-01-01' + to_minutes(i)"
    version = _ID.format(kind="v", number="i")
    article = {
        "version_id": version,
        "article_id": _ID.format(kind="a", number="i"),
        "domain": "'outlet-' || (i % 200) || '.example'",
        "published_at": day,
        "published_precision": "'second'",
        "first_seen_at": day,
        "last_seen_at": day,
        "text": "repeat('Made article ' || i || '. ', 80)",
        "capture_id": _ID.format(kind="c", number="i"),
        "reader_version": "'reader-1'",
        "title": "'Made article ' || i",
        "is_current": "true",
    }
    claim = {
        "claim_number": "i",
        "reading_number": f"i // {claims}",
        "claim_id": _ID.format(kind="claim", number="i"),
        "content_text": "'that words ' || md5(i::VARCHAR) || ' were said ' || md5('x' || i)",
        "source_text": "'Somebody ' || (i % 1000)",
        "cue_text": "'said'",
        "cue_lemma": "'say'",
        "source_type": "'named'",
        "source_spans": _SPAN,
        "cue_spans": _SPAN,
        "content_spans": _SPAN,
        "source_entity_number": f"1 + hash(i) % {max(ENTITIES_OF_ARTICLE * (last - 1), 1)}",
    }
    mention = {
        "mention_number": "i",
        "reading_number": f"i // {claims}",
        "mention_id": _ID.format(kind="m", number="i"),
        "mention_text": "'Somebody ' || (i % 1000)",
        "entity_number": f"1 + hash(i) % {max(ENTITIES_OF_ARTICLE * (last - 1), 1)}",
    }
    entity = {
        "entity_id": _ID.format(kind="e", number="i"),
        "entity_number": "i",
        "canonical_name": "'Somebody ' || i",
    }
    entities = f"range({first * ENTITIES_OF_ARTICLE - 1}, {last * ENTITIES_OF_ARTICLE - 1})"
    weights = "list_transform(range(40), lambda x: {'term': 'word' || ((i * 31 + x) % 50000), 'weight': 0.1})"
    facts, decided = FACTS, DECISIONS
    return [
        _insert(
            facts["facts.captures"],
            {"capture_number": "i", "capture_id": article["capture_id"], "version_id": version},
            rows,
        ),
        _insert(
            TABLES["inputs"],
            {
                "ledger_number": "i",
                "input_number": f"{FIRST_MADE_INPUT} + i",
                "given": f"'https://outlet.example/' || {version}",
            },
            rows,
        ),
        _insert(
            facts["facts.validators"],
            {"validator_number": "i", "url": f"'https://outlet.example/' || {version}", "etag": "'made'"},
            rows,
        ),
        _insert(facts["facts.articles"], article | {"version_number": "i"}, rows),
        _insert(facts["facts.entities"], entity, entities),
        _insert(
            facts["facts.entity_sightings"],
            {"state_number": "i", "entity_number": f"1 + hash(i) % {max(ENTITIES_OF_ARTICLE * (last - 1), 1)}"},
            f"range({first * SIGHTINGS_OF_ARTICLE}, {last * SIGHTINGS_OF_ARTICLE})",
        ),
        _insert(
            decided["decisions.stories"],
            {"story_number": "i", "story_id": version, "first_version_id": version, "first_published_at": day},
            rows,
        ),
        _insert(
            decided["decisions.story_members"],
            {"state_number": "i", "version_number": "i", "story_id": version},
            rows,
        ),
        _insert(
            facts["facts.readings"],
            {"reading_number": "i", "version_number": "i", "reader_version": "'reader-1'"},
            rows,
        ),
        _insert(facts["facts.claims"], claim, many),
        _insert(facts["facts.mentions"], mention, many),
        _insert(
            facts["facts.claim_mentions"],
            {"claim_number": "i", "mention_number": "i", "reading_number": f"i // {claims}"},
            many,
        ),
        _keys("article_bands", "band_hash", "version_number", rows, 32),
        _keys("story_keys", "key_hash", "version_number", rows, 24),
        _keys("claim_bands", "band_hash", "claim_number", many, 6),
        _insert(
            facts["facts.article_profiles"],
            {"version_number": "i", "terms": weights, "title_terms": weights + "[1:8]", "names": weights + "[1:20]"},
            rows,
        ),
        _insert(decided["decisions.gathered_readings"], {"reading_number": "i", "gathering_number": "1"}, rows),
    ]


def _keys(table: str, key: str, number: str, rows: str, count: int) -> str:
    return (
        f"INSERT INTO facts.{table} BY NAME "  # noqa: S608 - our names
        f"SELECT (hash(i * {count} + x) >> 1)::BIGINT AS {key}, i AS {number} "
        f"FROM {rows} AS t(i), range({count}) AS k(x)"
    )


def _insert(table: Table, values: Values, rows: str) -> str:
    """Return an INSERT of a row for each i of `rows`; columns without a value get an empty one."""
    cells = []
    for column in table.stored_columns:
        value = values.get(column.name)
        if value is None:
            value = _empty(column)
        cells.append(f'{value} AS "{column.name}"')
    return f"INSERT INTO {table.name} BY NAME SELECT {', '.join(cells)} FROM {rows} AS t(i)"  # noqa: S608 - our names


def _empty(column: Column) -> str:
    """Return a constant for a column without a value."""
    if column.name == "run_id":
        return "'bench'"
    if column.nullable:
        return "NULL"
    if column.allowed:
        return f"'{column.allowed[0]}'"
    return _EMPTY[str(column.dtype).partition("(")[0]]


_EMPTY = {
    "String": "''",
    "Int32": "1",
    "Int64": "1",
    "Float64": "0.5",
    "Boolean": "true",
    "Datetime": "TIMESTAMPTZ '2000-01-01'",
    "List": "[]",
    "Date": "DATE '2000-01-01'",
}
