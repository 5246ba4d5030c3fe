"""Errors give the value, the problem and the next action; exit codes are a contract with scripts."""

import json
import os
import pty
import subprocess
import sys

import pytest

from tests.end_to_end.conftest import ONE_WORKER, ROOT, SAMPLES


def test_hearsay_alone_says_what_it_can_do(hearsay):
    """A new user types the bare command first."""
    ended = hearsay()
    assert ended.code == 0
    for command in ("ingest", "extract", "read", "query", "report", "quarantine", "serve"):
        assert command in ended.out
        assert hearsay(command, "--help").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ingest", "no-such-file.html"], "no-such-file.html"),
        (["ingest"], "Missing argument"),
        (["ingest", "x", "--captured-at", "yesterday"], "yesterday"),
        (["inqest", "x"], "inqest"),
        (["query", "SELECT 1"], "there is no warehouse"),
        (["report"], "there is no warehouse"),
        (["--config", "missing.toml", "query", "SELECT 1"], "missing.toml"),
        (["serve"], "[[schedules]]"),
        (["extract"], "give a PAGE"),
        (["ingest", "--log", "missing/log", str(SAMPLES)], "missing/log cannot be written"),
        (["extract", "no-such-page.html"], "no-such-page.html"),
        (["quarantine", "show", "x"], "there is no warehouse"),
    ],
)
def test_errors_name_the_value_and_never_show_a_traceback(hearsay, arguments, said):
    """A journalist cannot use a traceback."""
    ended = hearsay(*arguments)
    assert ended.code in (1, 2)
    assert said in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("warehouse = 3", "Expected `str`, got `int` - at `$.warehouse`"),
        ("warehose = 'x'", "unknown field `warehose`"),
        ("[limits]\nworkers = 0", "$.limits.workers"),
        ("= nonsense", "hearsay.toml"),
        ("[[schedules]]\nname = 'a'\nsources = ['x']", "needs either cron or every_seconds"),
    ],
)
def test_settings_are_checked_with_the_place_of_the_mistake(hearsay, toml, said):
    """An ignored spelling mistake would go unnoticed for weeks."""
    (hearsay.folder / "hearsay.toml").write_text(toml)
    ended = hearsay("query", "SELECT 1")
    assert ended.code == 2
    assert said in ended.err


def test_a_failed_input_makes_the_exit_code_1(hearsay):
    """A script must notice a failure without reading the receipt."""
    (hearsay.folder / "hearsay.toml").write_text(ONE_WORKER)
    (hearsay.folder / "broken.html.gz").write_bytes(b"\x1f\x8b\x08 not really")
    ended = hearsay("ingest", "broken.html.gz", "--json")
    assert ended.code == 1
    assert ended.json["inputs"]["failed"] == 1
    assert ended.json["problems"][0]["reason"] in {"BadGzipFile", "EOFError", "error"}


def test_the_log_leaves_standard_output_to_the_answer(hearsay):
    """One program reads the JSON of the receipt, another the log."""
    (hearsay.folder / "hearsay.toml").write_text(ONE_WORKER)
    page = str(SAMPLES / "harbour-post" / "2026-03-14-port-strike.html")
    ended = hearsay("ingest", page, "--json", "--verbose", "--log", "log.jsonl")
    assert ended.json["inputs"]["loaded"] == 1
    assert "loaded, new (publish" in ended.err
    lines = [json.loads(line) for line in (hearsay.folder / "log.jsonl").read_text().splitlines()]
    assert {line["run_id"] for line in lines} == {ended.json["run_id"]}
    assert [line["page"] for line in lines if line["page"]] == [page]
    quiet = hearsay("ingest", page)
    assert quiet.err == ""


def test_a_fatal_check_publishes_nothing_and_exits_3(hearsay):
    """The audit must stop faulty rows even from hearsay's own code."""
    sabotage = (
        "import sys, hearsay.flows.run.publishing as publishing, polars as pl, hearsay.flows.run.ingest\n"
        "shape = publishing.shape_rows\n"
        "def twice(*args):\n"
        "    rows = shape(*args)\n"
        "    return rows | {'articles': pl.concat([rows['articles'], rows['articles']])}\n"
        "publishing.shape_rows = twice\n"
        "from hearsay.flows.command_line import main\n"
        "main()\n"
    )
    import subprocess
    import sys

    page = str(SAMPLES / "harbour-post" / "2026-03-14-port-strike.html")
    ended = subprocess.run(
        [sys.executable, "-c", sabotage, "ingest", page],
        cwd=hearsay.folder,
        env=hearsay.environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 3, ended.stderr
    assert "audit_stopped" in ended.stdout
    assert hearsay.rows("SELECT count(*) AS n FROM articles") == [{"n": 0}]
    assert hearsay.rows("SELECT state, inputs_failed FROM runs") == [{"state": "stopped", "inputs_failed": 1}]
    assert hearsay.rows("SELECT count(*) AS n FROM checks WHERE severity = 'fatal' AND NOT is_success")[0]["n"] >= 1
    ended = hearsay("ingest", page)
    assert ended.code == 0, ended.err
    assert hearsay.rows("SELECT count(*) AS n FROM articles") == [{"n": 1}]


def test_read_takes_the_words_themselves(hearsay):
    """Users try the reader on a single sentence."""
    ended = hearsay("read", "“We will pay,” said Mara Voss.")
    assert ended.code == 0, ended.err
    assert [said["quote_type"] for said in ended.json["attributions"]] == ["direct"]
    assert hearsay("read", "no-such-file.txt").code == 2


def test_read_takes_the_article_of_a_web_page(hearsay, tmp_path):
    """The markup and the page's furniture are not read; offsets count in the shown text."""
    page = tmp_path / "page.html"
    body = "<p>" + "The bridge has been shut since the storm took two of its piers in March. " * 6 + "</p>"
    said = "<p>“We will <b>pay</b> for the bridge,” said Mara Voss, the mayor, on Tuesday.</p>"
    page.write_text(
        f"<html><head><title>To be paid</title></head><body><nav>Menu, said nobody</nav><article><h1>To be paid</h1>"
        f"{body}{said}</article></body></html>",
        encoding="utf-8",
    )
    ended = hearsay("read", str(page))
    assert ended.code == 0, ended.err
    text = ended.json["text"]
    assert "<b>" not in text
    assert "Menu" not in text
    (found,) = ended.json["attributions"]
    assert [text[start:end] for start, end in found["content"]] == ["“We will pay for the bridge,”"]
    assert "text" not in hearsay("read", "“We will pay,” said Mara Voss.").json
    shown = hearsay("read", "--html", str(page)).out
    assert "We will pay for the bridge" in shown
    assert "<title>To be paid" in shown


def test_read_says_why_a_web_page_has_no_article(hearsay, tmp_path):
    """Reading the markup instead would give meaningless claims."""
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>Hello.</p></body></html>", encoding="utf-8")
    refused = hearsay("read", str(page))
    assert refused.code == 2
    assert "page.html is a web page without an article to read: " in refused.err
    assert "give the article's words as plain text" in refused.err


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"%PDF-1.7\n1 0 obj", "but pdf; give the article's words as plain text"),
        (b'{"id": 1, "text": "He said so."}', "are read with --jsonl"),
    ],
)
def test_read_refuses_what_is_not_text(hearsay, tmp_path, body, said):
    """The bytes of a PDF would give claims that nobody made."""
    file = tmp_path / "given"
    file.write_bytes(body)
    refused = hearsay("read", str(file))
    assert refused.code == 2
    assert said in refused.err


def test_read_takes_a_text_in_another_encoding(hearsay, tmp_path):
    """Offsets count in the decoded text, because bytes alone do not fix the text."""
    file = tmp_path / "given.txt"
    file.write_bytes("“We will pay,” said Jörg Voß, the mayor.".encode("cp1252"))
    ended = hearsay("read", str(file))
    assert ended.code == 0, ended.err
    (found,) = ended.json["attributions"]
    ((start, end),) = found["source"]
    assert ended.json["text"][start:end].startswith("Jörg Voß")


def test_read_says_that_it_does_not_know_the_language_of_a_text(hearsay, tmp_path):
    """The command reads on request, but wrong rows need a warning."""
    file = tmp_path / "given.txt"
    file.write_text("Der Bürgermeister sagte am Dienstag, die Brücke bleibe bis zum Frühjahr gesperrt. " * 4, "utf-8")
    ended = hearsay("read", str(file))
    assert ended.code == 0, ended.err
    assert "this text looks like 'de'; the reader knows en" in ended.err
    assert "attributions" in ended.json
    file.write_text("The mayor said on Tuesday that the bridge would be shut until spring. " * 4, "utf-8")
    assert "looks like" not in hearsay("read", str(file)).err


def test_read_makes_a_page_for_people(hearsay):
    """The page needs no other file, and refuses a second output."""
    ended = hearsay("read", "--html", "“We will <b>pay</b>,” said Mara Voss.")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("<!doctype html>")
    assert "We will &lt;b&gt;pay&lt;/b&gt;" in ended.out
    assert 'href="#attribution-1"' in ended.out
    refused = hearsay("read", "--html", "--jsonl", "“We will pay,” said Mara Voss.")
    assert refused.code == 2
    assert "give one of them" in refused.err


def test_read_shows_colours_on_a_terminal(hearsay):
    """A person needs visible spans, and a pipe needs JSON."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "hearsay.flows.command_line", "read", "“We will pay,” said Mara Voss."]
    environment = {**hearsay.environment, "TERM": "xterm-256color", "COLUMNS": "120"}
    subprocess.run(command, stdout=theirs, check=True, env=environment, cwd=ROOT, timeout=60)
    shown = os.read(ours, 100_000).decode()
    os.close(theirs)
    os.close(ours)
    assert "\x1b[32m“We will pay,”" in shown
    assert '"attributions"' not in shown


@pytest.mark.own_server
def test_code_beside_the_pages_is_not_run(hearsay):
    """A folder of downloaded pages may contain a calendar.py."""
    (hearsay.folder / "calendar.py").write_text("open('executed', 'w').close()\nraise SystemExit('executed')\n")
    (hearsay.folder / "page.html").write_text("<p>" + "The mayor of Osmere said that the port would close. " * 8)
    outside = {**hearsay.environment, "PYTHONSAFEPATH": "1"}  # as the console script has it
    ended = type(hearsay)(hearsay.folder, outside)("ingest", "page.html", "--json", timeout=240)
    assert ended.code == 0, ended.err
    assert not (hearsay.folder / "executed").exists()


@pytest.mark.own_server
def test_a_server_that_cannot_start_is_told_and_not_waited_for(hearsay):
    """A Prefect home without a database made commands hang forever."""
    home = hearsay.folder / "home"
    (home / "prefect.db").mkdir(parents=True)
    (hearsay.folder / "page.html").write_text("<p>" + "The mayor of Osmere said that the port would close. " * 8)
    broken = type(hearsay)(hearsay.folder, {**hearsay.environment, "PREFECT_HOME": str(home)})
    ended = broken("ingest", "page.html", timeout=240)
    assert ended.code == 1
    assert ended.err.startswith("hearsay: the embedded Prefect server ended with code")
    assert "Traceback" not in ended.err


@pytest.mark.own_server
def test_a_prefect_home_that_is_no_folder_is_told(hearsay):
    """The server's own log, which users do not see, would be the only report."""
    (hearsay.folder / "home").write_text("")
    broken = type(hearsay)(hearsay.folder, {**hearsay.environment, "PREFECT_HOME": str(hearsay.folder / "home")})
    ended = broken("ingest", str(SAMPLES), timeout=240)
    assert ended.code == 1
    assert "cannot be made: Not a directory; set PREFECT_HOME to a folder that can be written" in ended.err
    assert "Traceback" not in ended.err
