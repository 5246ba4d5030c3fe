"""Rows must survive the quarantine: as JSON, and back as the same row."""

import json
import math
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearsay.expectations.quarantine import Breach, quarantine_rows, row_from_json, row_to_json
from hearsay.warehouse.schema import INSTANT, PAGE_TABLES, TABLES
from tests.unit.expectations.conftest import SEEN_AT

INSTANTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def cells(dtype):
    """Return a strategy for the values of a column with this dtype."""
    if isinstance(dtype, pl.List):
        return st.lists(cells(dtype.inner), max_size=3)
    if isinstance(dtype, pl.Struct):
        return st.fixed_dictionaries({field.name: cells(field.dtype) for field in dtype.fields})
    return {
        pl.String: WORDS,
        INSTANT: INSTANTS,
        pl.Int32: st.integers(-(2**31), 2**31 - 1),
        pl.Int64: st.integers(-(2**63), 2**63 - 1),
        pl.Float64: st.floats(),
        pl.Boolean: st.booleans(),
        pl.Date: st.dates(),
    }[dtype]


@st.composite
def table_rows(draw):
    table = TABLES[draw(st.sampled_from(PAGE_TABLES))]
    return table, {column.name: draw(st.none() | cells(column.dtype)) for column in table.columns}


def same(one, other):
    return one == other or (
        isinstance(one, float) and isinstance(other, float) and math.isnan(one) == math.isnan(other)
    )


@given(table_rows())
def test_a_row_comes_back_as_it_went(sample):
    """A released row must equal the quarantined row, including NaN, emoji and microseconds."""
    table, row = sample
    back = row_from_json(table, row_to_json(row))
    assert list(back) == list(row)
    assert all(same(row[name], back[name]) for name in row)
    pl.DataFrame([back], schema=table.polars_schema, orient="row", strict=True)


def test_the_json_is_plain_json():
    """Other programs read the quarantine too. Instants are in ISO 8601, and NaN, which JSON lacks, is text."""
    row = {"published_at": SEEN_AT, "confidence": math.nan, "spans": [{"start": 1, "end": 2}]}
    text = row_to_json(row)
    assert json.loads(text, parse_constant=pytest.fail) == {
        "published_at": "2026-03-02T09:00:00+00:00",
        "confidence": "nan",
        "spans": [{"start": 1, "end": 2}],
    }


def test_a_row_of_another_schema_is_refused():
    """After a migration an old row may lack a column. If it were released, it would be silently wrong."""
    with pytest.raises(ValueError, match=r"claim_mentions .* columns: mention_id, reader_version, role, rôle"):
        row_from_json(TABLES["claim_mentions"], '{"claim_id": "a", "rôle": "x"}')


def test_ids_differ_by_table_row_and_rule(chunk):
    """Two breaches with the same id would overwrite each other."""
    ids: list[str] = []
    for name in ("claims", "mentions"):
        breaches = [Breach(row, rule) for row in (0, 1) for rule in ("one", "two")]
        ids.extend(quarantine_rows(TABLES[name], chunk[name], breaches, "run", SEEN_AT)["quarantine_id"])
    assert len(set(ids)) == 8
