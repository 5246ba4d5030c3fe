"""Commands that query or change a warehouse, in this process: printed text and refusals."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from hearsay.errors import UsageError
from hearsay.flows.command_line import hearsay
from hearsay.pipelines.records import Published
from hearsay.warehouse.connection import open_for_writing
from hearsay.warehouse.numbers import take_numbers
from tests.integration.test_publish import ask, publish
from tests.made_pages import NOON, page


@pytest.fixture
def run(warehouse, monkeypatch):
    """Run a command on the warehouse, as a user types the command; query commands end their process at once."""

    def ended(code):
        raise SystemExit(code)

    monkeypatch.setattr("os._exit", ended)
    monkeypatch.setenv("COLUMNS", "160")

    def invoke(*arguments, stdin=None):
        return CliRunner().invoke(hearsay, ["--warehouse", str(warehouse), *arguments], input=stdin)

    return invoke


@pytest.fixture
def printed(run):
    """Return the output of a command that must succeed."""

    def invoke(*arguments, stdin=None):
        result = run(*arguments, stdin=stdin)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout

    return invoke


def add_people(warehouse, names):
    with open_for_writing(warehouse) as connection:
        for name in names:
            connection.execute(
                "INSERT INTO facts.entities VALUES (?, ?, 'person', [?], [], ?, ?, 'run', ?)",
                [name.replace(" ", "-").lower(), name, name, NOON, NOON, take_numbers(connection, 1)],
            )


def write_known(folder, lines):
    path = folder / "known.csv"
    path.write_text("name,type,identifiers,aliases\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


# --- entities and knowledge


def test_entities_are_joined_listed_and_parted(warehouse, printed):
    """The list must print the id that undo takes."""
    add_people(warehouse, ["John Smith", "Jon Smith"])
    join = ("entities", "join", "Jon Smith", "John Smith", "--reason", "a misprint [sic]")
    assert printed(*join) == "1 join made\n"
    assert printed(*join) == "joined already; nothing to do\n"
    listed = printed("entities", "list")
    assert "a misprint [sic]" in listed
    assert listed.rstrip().endswith("1 row")
    (join_id,) = ask(warehouse, "SELECT join_id FROM entity_joins")["join_id"]
    assert join_id[:8] in listed
    assert printed("entities", "undo", join_id[:8], "--reason", "another man") == f"{join_id} undone\n"
    assert printed("entities", "list").rstrip().endswith("0 rows")
    assert join_id[:8] in printed("entities", "list", "--all")


def test_a_name_of_several_entities_is_joined_with_all(warehouse, printed):
    """The number of joins is the only sign of several entities."""
    add_people(warehouse, ["John Smith", "Mara Voss"])
    with open_for_writing(warehouse) as connection:
        connection.execute(
            "INSERT INTO facts.entities SELECT * REPLACE ('other' AS entity_id, ? AS entity_number) FROM entities "
            "WHERE canonical_name = 'John Smith'",
            [take_numbers(connection, 1)],
        )
    told = printed("entities", "join", "John Smith", "Mara Voss", "--reason", "an alias", "--all")
    assert told == "2 joins made\n"


def test_knowledge_is_loaded_listed_and_forgotten(warehouse, printed, tmp_path):
    """The names in the output make a wrong join visible at once."""
    publish(warehouse, [page()])
    file = write_known(tmp_path, ["Dr Mara Voss,person,Q7,Mara Voss"])
    assert printed("knowledge", "load", file).splitlines() == [
        "1 things, 1 of them new; 1 entities joined to them",
        "  Mara Voss → Dr Mara Voss",
    ]
    told = json.loads(printed("knowledge", "load", file, "--json"))
    assert told == {"lines": 1, "new": 0, "joined": 0, "names": []}
    assert "wikidata:Q7" in printed("knowledge", "list")
    assert printed("knowledge", "remove", "Q7") == "1 things removed; 1 joins undone\n"
    assert "wikidata:Q7" not in printed("knowledge", "list")


def test_of_many_joins_the_first_are_shown_and_the_rest_counted(warehouse, printed, tmp_path):
    """A table of ten thousand people must not fill the terminal."""
    people = [f"Person Number{letter}" for letter in "abcdefghijklmnopqrstuvw"]
    add_people(warehouse, people)
    file = write_known(tmp_path, [f"{name},person,mine:{number}," for number, name in enumerate(people)])
    lines = printed("knowledge", "load", file).splitlines()
    assert len(lines) == 1 + 20 + 1
    assert lines[-1] == "  and 3 more: hearsay entities list"


@pytest.mark.parametrize("given", [(), ("Q7", "--file", "known.csv")])
def test_knowledge_remove_wants_things_or_a_file(run, given):
    """Without an argument nothing is removed, and both arguments contradict."""
    ended = run("knowledge", "remove", *given)
    assert ended.exit_code == 2
    assert "give things, or --file" in ended.output


# --- questions


def test_a_table_says_how_many_rows_it_does_not_show(printed):
    """Forty rows without a note would look like the whole answer."""
    table = printed("query", "SELECT range AS n FROM range(50)")
    assert table.rstrip().endswith("50 rows; 10 more: raise --rows")
    assert printed("query", "SELECT 1 AS n", "--rows", "1").rstrip().endswith("1 row")


def test_each_kind_of_cell_is_written_for_people(printed):
    """Brackets in a claim are text, not markup, and a missing value is a dash."""
    sql = (
        "SELECT NULL AS a, 0.123456::DOUBLE AS b, TIMESTAMP '2026-03-01 12:00:00' AS c, DATE '2026-03-01' AS d, "
        "['é', '[b]'] AS e, true AS f, '[red]said[/red]' AS g"
    )
    _, _, row, *_ = printed("query", sql).splitlines()
    assert re.split(r"\s{2,}", row.strip()) == [
        "–",
        "0.1235",
        "2026-03-01 12:00:00",
        "2026-03-01",
        '["é", "[b]"]',
        "True",
        "[red]said[/red]",
    ]


def test_a_question_comes_from_standard_input_and_answers_for_programs(printed):
    """Users keep long queries in files."""
    assert json.loads(printed("query", "-", "--json", stdin="SELECT 1 AS n")) == [{"n": 1}]
    assert printed("query", "-", "--format", "csv", stdin="SELECT 1 AS n") == "n\n1\n"


def test_an_article_is_shown_on_the_terminal_and_as_a_page(warehouse, printed, tmp_path):
    """All three outputs must show the same article."""
    publish(warehouse, [page()])
    shown = printed("show", "Port to pay")
    assert shown.startswith("Port to pay\n")
    assert "Mara Voss" in shown
    on_page = printed("show", "Port to pay", "--out", "-")
    assert "<h1>Port to pay</h1>" in on_page
    printed("show", "Port to pay", "--out", str(tmp_path / "article.html"))
    assert (tmp_path / "article.html").read_text(encoding="utf-8").strip() == on_page.strip()


def test_an_article_without_a_title_is_shown_too(warehouse, printed):
    """Without a placeholder, the first line of text would look like the title."""
    made = page(title=None)
    publish(warehouse, [made])
    assert printed("show", made.version_id).startswith("Without a title\n")


# --- files


def test_an_export_says_what_it_wrote(warehouse, printed, tmp_path):
    """A pipeline compares the printed numbers of rows with its files."""
    publish(warehouse, [page()])
    lines = printed("export", str(tmp_path / "out")).splitlines()
    assert f"{tmp_path / 'out' / 'claims.parquet'}: 1 rows" in lines
    assert all((tmp_path / "out" / line.split(":")[0]).is_file() for line in lines)


def test_an_exported_claim_says_when_its_article_appeared_as_far_as_it_is_known(warehouse, printed, tmp_path):
    """JSON-LD readers would take an invented midnight for a fact."""
    dated = page()
    undated = page(2, url="https://harbour.example/2")
    undated = replace(undated, article=replace(undated.article, published=Published()))
    publish(warehouse, [dated, undated])
    printed("export", str(tmp_path / "out"))
    (file,) = (tmp_path / "out").glob("*.jsonld")
    told = json.loads(file.read_text(encoding="utf-8"))
    assert {claim["appearance"]["url"]: claim["appearance"].get("datePublished") for claim in told["@graph"]} == {
        "https://harbour.example/pay": "2026-02-28",
        "https://harbour.example/2": None,
    }


def test_an_export_into_what_is_no_folder_says_what_to_do(warehouse, run, tmp_path):
    """Users type the folder by hand and make mistakes."""
    (tmp_path / "out").touch()
    ended = run("export", str(tmp_path / "out"))
    assert isinstance(ended.exception, UsageError)
    assert "cannot be written" in str(ended.exception)
    assert "give another DIR" in str(ended.exception)


def test_a_page_is_extracted_from_a_file_or_standard_input(printed, run, tmp_path):
    """A rejected page has exit code 1, with the reason on standard output."""
    paragraphs = (
        "<p>The harbour of Osmere stays shut, Mara Voss, the mayor, said on Tuesday in the town hall. </p>" * 9
    )
    (tmp_path / "page.html").write_text(f"<title>Port</title><article><h1>Port</h1>{paragraphs}</article>")
    found = json.loads(printed("extract", str(tmp_path / "page.html"), "--url", "https://harbour.example/1"))
    assert (found["title"], found["url"]) == ("Port", "https://harbour.example/1")
    rejected = run("extract", "-", stdin="<p>Too short.")
    assert rejected.exit_code == 1
    assert json.loads(rejected.stdout)["reason"]
    nothing = run("extract")
    assert nothing.exit_code == 2
    assert "give a PAGE, - for standard input, or --jsonl" in nothing.output


# --- quarantine


def test_the_quarantine_is_listed_and_an_unknown_row_is_refused(run, printed):
    """An empty quarantine must be shown as such."""
    assert printed("quarantine", "list").rstrip().endswith("0 rows")
    ended = run("quarantine", "show", "nothing")
    assert isinstance(ended.exception, UsageError)
    assert "names 0 quarantined rows; see: hearsay quarantine list" in str(ended.exception)
    neither = run("quarantine", "release")
    assert neither.exit_code == 2
    assert "give the ids of rows in quarantine" in neither.output


def test_lists_and_pages_are_json_too(warehouse, printed, tmp_path):
    """--json is accepted by every command, so every command answers in JSON."""
    publish(warehouse, [page()])
    for command in (("entities", "list"), ("quarantine", "list"), ("knowledge", "list")):
        assert json.loads(printed(*command, "--json")) == []
    (article_id,) = ask(warehouse, "SELECT article_id FROM articles")["article_id"]
    shown = json.loads(printed("show", article_id, "--json"))
    claims = ask(warehouse, "SELECT content_text FROM claims ORDER BY claim_id")["content_text"].to_list()
    assert (shown["article_id"], sorted(claim["content_text"] for claim in shown["claims"])) == (
        article_id,
        sorted(claims),
    )
    report = json.loads(printed("report", "--json", "--out", str(tmp_path / "report.html")))
    assert report == {"file": str(tmp_path / "report.html"), "bytes": (tmp_path / "report.html").stat().st_size}
    assert json.loads(printed("export", "--json", str(tmp_path / "out")))["claims.jsonl"] == len(claims)
