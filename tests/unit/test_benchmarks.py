"""Figures are measured by one command and copied by none: suites, results, and the documents that show them."""

import importlib
import inspect
import json
import re
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.catalogue import SUITES, suite_named
from bench.docs import DOCUMENTS, PAGE, Measured, Page, Table, benchmarks_page, filled, generated_documents, in_form
from bench.figure import Figure, at_least, at_most
from bench.results import RESULTS, as_json, load_result, load_results, release_before, version

ROOT = Path(__file__).parents[2]
RESULT_FILES = sorted(RESULTS.rglob("*.json"))
LINKED = Figure("attributions", "linked", 84, 0.7514, at_least(0.6), "PolNeAR", "development", items="articles")
DEFINITION = '[linked]: docs/benchmarks.md#who-said-what "attributions/linked"\n'


@pytest.mark.parametrize("path", [PAGE, *DOCUMENTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_show_the_latest_results(path):
    """Figures that were copied by hand differed between four documents."""
    assert path.read_text(encoding="utf-8") == generated_documents()[path], "run: make docs"


def test_the_benchmarks_fit_on_a_page():
    """The page before had 718 lines, and nobody found a figure in it."""
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 150
    assert len((ROOT / "bench" / "README.md").read_text(encoding="utf-8").splitlines()) <= 80


def test_anchors_of_figures_exist():
    """A figure's link leads to its table."""
    headings = re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    for path in generated_documents():
        named = set(
            re.findall(r"^\[[^\]]+\]: \S*benchmarks\.md#(\S+) ", path.read_text(encoding="utf-8"), re.MULTILINE)
        )
        assert named <= anchors, path


def test_every_suite_is_in_the_list_and_in_the_readme():
    """A suite that nobody knows is not measured before a release."""
    modules = {path.stem for path in (ROOT / "bench" / "suites").glob("*.py")} - {"__init__"}
    assert modules == {suite.name for suite in SUITES}
    readme = (ROOT / "bench" / "README.md").read_text(encoding="utf-8").partition("## The public sets")[0]
    assert re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE) == [suite.name for suite in SUITES]


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_a_suite_measures_and_prints_nothing(suite):
    """The command calls all suites alike, and decides itself what is printed."""
    module = importlib.import_module(f"bench.suites.{suite.name}")
    signature = str(inspect.signature(module.measure))
    assert signature == "(gold: pathlib.Path, scorers: pathlib.Path) -> list[bench.figure.Figure]"
    assert module.__doc__
    assert not re.search(r"(?<!\.)\bprint\(", inspect.getsource(module).replace("print(json.dumps", ""))
    if not suite.gold:
        assert "needs no gold" in module.__doc__


@pytest.mark.parametrize("path", RESULT_FILES, ids=lambda path: str(path.relative_to(RESULTS)))
def test_a_result_file_is_what_the_command_would_write(path):
    """A figure that was changed by hand, or a name that is there twice, would not be noticed otherwise."""
    result = load_result(path)
    assert as_json(result) == path.read_text(encoding="utf-8")
    names = [figure.name for figure in result.figures]
    assert len(names) == len(set(names))
    assert result.suite == path.stem
    assert suite_named(result.suite)
    assert all(figure.set for figure in result.figures)


def test_only_the_latest_results_and_those_of_the_release_before_are_kept():
    """Older ones are in the history, and would be mistaken for the latest."""
    before = release_before()
    assert before.name < version()
    assert {result.version for result in load_results(before).values()} == {before.name}
    assert set(load_results()) - {suite.name for suite in SUITES} == set()


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        (".700", 0.7514, ".751"),
        ("0.70", 0.7514, "0.75"),
        ("77 %", 0.7514, "75 %"),
        ("77.1 %", 0.7514, "75.1 %"),
        ("2.29", 1.0, "1.00"),
        ("10,286", 9876.5, "9,876"),
        ("5.7 s", 6.04, "6.0 s"),
        (".999", 1.0, "1.000"),
    ],
)
def test_a_figure_keeps_the_form_that_its_document_gives_it(text, value, shown):
    """A sentence has per cent, a table has three decimals."""
    assert in_form(text, value) == shown


def test_a_document_is_filled_by_its_definitions():
    """Only links that name a figure are replaced; other links, and prose, stay."""
    text = f"It links [77 %][linked] of [all][other], [.7][linked] by F1.\n\n{DEFINITION}[other]: docs/x.md\n"
    expected = text.replace("77 %", "75 %").replace(".7]", ".8]")
    assert filled(text, {LINKED.key: LINKED}) == expected


def test_a_definition_without_a_figure_is_an_error():
    """A renamed figure would leave the old value in the document for ever."""
    with pytest.raises(ValueError, match="attributions/linked; measure its suite"):
        filled(DEFINITION, {})
    with pytest.raises(ValueError, match="shows no number"):
        in_form("many", 0.5)


def test_the_page_marks_missed_targets_and_smaller_sets():
    """A figure below its target must not hide in a table, nor a set that has grown."""
    page = Page("Read this.", (Table("Who", "F1.", {"attributions/linked": "linked", "attributions/slow": "slow"}),))
    slow = Figure("attributions", "slow", 84, 4.2, at_most(3.0), "PolNeAR", "development", "s", "articles")
    result = load_results()["attributions"]
    latest = {"attributions": _with(result, [LINKED, slow])}
    earlier = Figure("attributions", "linked", 15, 0.5, None, "PolNeAR", "development", items="articles")
    text = benchmarks_page(page, Measured(latest, {"attributions": _with(result, [earlier])}, "0.1.0"))
    assert "| linked | .751 | ≥ .600 | .500 (of 15) |" in text
    assert "| slow | **4.2 s** | ≤ 3.0 s |  |" in text
    assert "PolNeAR, development (84 articles)" in text
    unmeasured = benchmarks_page(
        Page("", (Table("Who", "F1.", {"attributions/linked": "linked"}),)),
        Measured({"agreement": load_results()["agreement"]}, {"attributions": _with(result, [earlier])}, "0.1.0"),
    )
    assert "| linked | not measured |  | .500 |" in unmeasured


def _with(result, figures):
    return type(result)(result.suite, result.version, result.measured_on, result.processor, figures)


def test_the_command_writes_a_result(tmp_path, capsys):
    """The whole way from gold data to a file, with two dates instead of a thousand."""
    gold = tmp_path / "gold"
    _write_dates(gold)
    arguments = [str(gold), str(tmp_path), "--only", "dates", "--results", str(tmp_path / "results")]
    assert main(arguments) == 0
    result = load_result(tmp_path / "results" / "dates.json")
    figures = {figure.name: figure for figure in result.figures}
    assert (figures["all"].value, figures["all"].n) == (0.5, 2)
    assert figures["date"].target == at_least(0.5), "dateparser does not know the wrong day either"
    assert result.version == version()
    assert ".500  all  [≥ .500, met]  (2 expressions" in capsys.readouterr().out


def _write_dates(gold):
    folder = gold / "dates" / "recognizers"
    folder.mkdir(parents=True)
    cases = [
        _case("It ended on 4 May 2017.", "4 May 2017", "2017-05-04"),
        _case("The vote is on 5 June 2017.", "5 June 2017", "2017-06-06"),
    ]
    for name in ("DateTimeModel", "MergedParser", "DateParser", "DatePeriodParser", "DurationParser"):
        text = json.dumps(cases if name == "DateParser" else [])
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    pages = gold / "pages" / "fundus"
    pages.mkdir(parents=True)
    (pages / "gold.jsonl").write_text(json.dumps({"body": "On 4 May, " + "in the town " * 7}) + "\n")


def _case(sentence, expression, day):
    start = sentence.index(expression)
    values = {"FutureResolution": {"date": day}, "PastResolution": {"date": day}}
    result = {"TypeName": "datetimeV2.date", "Start": start, "End": start + len(expression) - 1, "Value": values}
    return {"Input": sentence, "Context": {"ReferenceDateTime": "2016-11-07T00:00:00"}, "Results": [result]}


def test_a_suite_without_its_data_says_so(tmp_path, capsys):
    """A figure must not be missing in silence, and one suite must not stop the others."""
    assert main([str(tmp_path), str(tmp_path), "--only", "linking,agreement", "--results", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "linking: not measured, needs GOLD/linking" in told
    assert "agreement: not measured, needs GOLD/polnear/train, SCORERS/attribution.py" in told


def test_a_suite_that_fails_is_told(tmp_path, capsys):
    """An empty folder is no data: the reason is printed, and no result written."""
    for name in ("dates/recognizers", "pages/fundus"):
        (tmp_path / name).mkdir(parents=True)
    assert main([str(tmp_path), str(tmp_path), "--only", "dates", "--results", str(tmp_path / "results")]) == 1
    assert "dates: not measured, FileNotFoundError" in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


def test_an_unknown_suite_is_bad_usage(capsys):
    """A typing error must not measure everything."""
    with pytest.raises(SystemExit):
        main(["--only", "date"])
    assert "no suite 'date'" in capsys.readouterr().err


def test_the_list_tells_what_needs_no_gold(capsys):
    """Half a dozen suites can be measured by anybody."""
    assert main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert listed.count("no gold") == sum(not suite.gold for suite in SUITES)
    assert "GOLD/pages/htmldate" in listed


def test_every_lab_note_is_in_the_list():
    """The list is how a note is found."""
    folder = ROOT / "docs" / "lab"
    listed = re.findall(r"\]\((2\S+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("2*.md"))
