"""Statements live in files, and names and ids go into them without a way for foreign SQL."""

import ast
import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearsay.warehouse.statements import (
    Fragment,
    column_list,
    fill_sql,
    identifier,
    load_sql,
    number_list,
    read_sql,
    rows_with_numbers,
)

WAREHOUSE = Path(__file__).parents[3] / "warehouse"


def test_a_placeholder_is_replaced_wherever_it_stands():
    """A name may occur twice in a statement."""
    sql = "SELECT {{key}} FROM {{table}} WHERE {{key}} = ?"
    filled = fill_sql(sql, table=identifier("claims"), key=identifier("claim_id"))
    assert filled == "SELECT claim_id FROM claims WHERE claim_id = ?"


def test_a_fragment_that_looks_like_a_placeholder_stays():
    """Each placeholder is replaced once, so that one fragment cannot bring in another."""
    sql = fill_sql("SELECT {{a}}, {{b}}", a=Fragment("{{b}}"), b=identifier("t"))
    assert sql == "SELECT {{b}}, t"


@pytest.mark.parametrize("fragments", [{}, {"table": identifier("t")}, {"key": identifier("k")}])
def test_missing_and_superfluous_fragments_are_errors(fragments):
    """A forgotten placeholder would reach DuckDB as a syntax error far from its cause."""
    with pytest.raises(ValueError, match="placeholders"):
        fill_sql("SELECT {{key}} FROM {{table}}", **fragments)


@pytest.mark.parametrize("name", ["", "a b", "a;b", "a'b", 'a"b', "a.b", "1a", "a--"])
def test_only_a_plain_name_is_an_identifier(name):
    """A name with other characters could end the statement and begin another."""
    with pytest.raises(ValueError, match="not the name of a table or a column"):
        identifier(name)


@settings(deadline=None)
@given(st.sets(st.integers(1, 2**62)))
def test_numbers_select_their_rows_and_no_others(numbers):
    """An empty list must select nothing, and let DuckDB skip the table."""
    rows = duckdb.execute(
        f"SELECT n FROM (SELECT unnest(?::BIGINT[]) AS n) WHERE n IN ({number_list(numbers)}) ORDER BY n",
        [[*numbers, 2**62 + 1]],
    ).fetchall()
    assert [number for (number,) in rows] == sorted(numbers)


def test_rows_with_numbers_are_those_rows(tmp_path):
    """The rows come by way of their row ids, which must not change what is selected."""
    with duckdb.connect(str(tmp_path / "t.duckdb")) as connection:
        connection.execute("CREATE TABLE t AS SELECT i AS n, i::VARCHAR AS word FROM range(300000) AS r(i)")
        for numbers in ([], [7], [3, 150_000, 299_999, 300_000]):
            selected = rows_with_numbers("t", "n", numbers)
            words = connection.execute(f"SELECT word FROM {selected} ORDER BY n").fetchall()
            assert [word for (word,) in words] == [str(number) for number in numbers if number < 300_000]


def test_every_file_is_used_and_every_statement_has_a_file():
    """A file that nothing loads is dead, and a name without a file fails only when its statement runs."""
    source = "".join(path.read_text(encoding="utf-8") for path in WAREHOUSE.glob("*.py"))
    names = {path.stem for path in (WAREHOUSE / "sql").glob("*.sql")}
    built = {f"number_new_{name}" for name in ("mentions", "claims")}
    assert {name for name in names - built if f'"{name}"' not in source} == set()
    assert set(re.findall(r'(?:load|read)_sql\("(\w+)"', source)) <= names
    assert all(read_sql(name).strip() for name in names)


def strings_of(source):
    """Yield the lines and the text of each string that is not a docstring, with concatenated strings as one."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in docstrings:
            yield (node.end_lineno or node.lineno) - node.lineno + 1, ast.unparse(node)


@pytest.mark.parametrize("path", sorted(WAREHOUSE.glob("*.py")), ids=lambda path: path.stem)
def test_sql_of_more_than_ten_lines_is_a_file(path):
    """Long SQL between Python strings is hard to read, to run by hand and to format."""
    texts = strings_of(path.read_text(encoding="utf-8"))
    assert [
        text for lines, text in texts if lines > 10 and re.search(r"SELECT|UPDATE|INSERT|ON CONFLICT", text)
    ] == []


def test_a_statement_is_loaded_with_its_fragments():
    """DuckDB runs the text of a file only after the loader has filled its placeholders."""
    sql = load_sql("number_new_claims", columns=column_list("a", "b"))
    assert "CREATE OR REPLACE TEMP TABLE numbered_claims" in sql
    assert "a.b" in sql
    assert "{{" not in sql
