"""Sources of hearsay.toml: the names stand for declarations, and mistakes are reported at once."""

import pytest

from hearsay.errors import ConfigError, SourceError
from hearsay.flows.config.named_sources import absolute_source, all_schedules, resolve_sources, with_absolute_paths
from hearsay.flows.config.settings import Settings, read_settings, settings_from_json, settings_json
from hearsay.pipelines.sources.source import Source

FEED = '[[sources]]\nname = "wire"\nat = "https://news.example/feed"\nkind = "feed"\n'
FEED += 'cron = "5 * * * *"\nmost_pages = 50\n'
DUMP = '[[sources]]\nname = "dump"\nat = "dumps/*.parquet"\ncolumns = { html = "content", url = "link" }\n'


def settings(tmp_path, text):
    file = tmp_path / "hearsay.toml"
    file.write_text(text)
    return read_settings(file, is_required=True)


def test_a_name_stands_for_what_is_declared(tmp_path):
    """The command line overrides the declaration, and an unknown name is a path or an address."""
    known = settings(tmp_path, FEED + DUMP)
    wire, dump, page = resolve_sources(["wire", "dump", "page.html"], known)
    assert wire == Source("https://news.example/feed", "feed", most_pages=50)
    assert dump == Source("dumps/*.parquet", columns={"html": "content", "url": "link"})
    assert page == Source("page.html")
    (wire,) = resolve_sources(["wire"], known, kind="sitemap")
    assert wire.kind == "sitemap"


def test_lines_are_in_files_and_addresses_are_fetched():
    """`hearsay ingest --as jsonl - https://…` must read the lines and fetch the address."""
    kinds = [source.kind for source in resolve_sources(["-", "https://news.example/a"], Settings(), kind="jsonl")]
    assert kinds == ["jsonl", None]


def test_a_name_that_is_a_file_too_is_refused(tmp_path, monkeypatch):
    """Either choice would be wrong for some users; the message explains both forms."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wire").mkdir()
    known = settings(tmp_path, FEED)
    with pytest.raises(SourceError, match=r"give \./wire"):
        resolve_sources(["wire"], known)
    assert resolve_sources(["./wire"], known) == [Source("./wire")]


@pytest.mark.parametrize("at", ["https://jo:s3cret@news.example/a", "HTTPS://t0ken-s3cret@news.example"])
def test_a_password_is_kept_out_of_the_runs_parameters(tmp_path, at):
    """Prefect stores and shows parameters, so the message must not repeat the password."""
    declared = settings(tmp_path, f'[[sources]]\nname = "wire"\nat = "{at}"\n')
    for given, known in ((["page.html", at], Settings()), (["wire"], declared), (["page.html"], declared)):
        with pytest.raises(SourceError, match="--as urls FILE") as told:
            resolve_sources(given, known)
        assert "s3cret" not in str(told.value)


def test_a_scheduled_source_is_a_schedule_of_its_own(tmp_path):
    """Declared schedules may name sources too, and must not replace this schedule."""
    text = '[[schedules]]\nname = "nightly"\nsources = ["dump", "inbox"]\nevery_seconds = 60\n'
    nightly, wire = all_schedules(settings(tmp_path, FEED + DUMP + text))
    assert (nightly.name, nightly.sources) == ("nightly", ["dump", "inbox"])
    assert (wire.name, wire.sources, wire.cron) == ("wire", ["wire"], "5 * * * *")


def test_a_scheduled_run_may_start_in_another_folder(tmp_path, monkeypatch):
    """Paths must be absolute there, while names and addresses stay."""
    monkeypatch.chdir(tmp_path)
    known = settings(tmp_path, FEED + DUMP)
    assert absolute_source("dump", known) == "dump"
    assert absolute_source("inbox", known) == f"{tmp_path}/inbox"
    there = settings_from_json(settings_json(with_absolute_paths(known)))
    assert [source.at for source in there.sources] == ["https://news.example/feed", f"{tmp_path}/dumps/*.parquet"]
    assert there.sources[1].columns == known.sources[1].columns


def test_a_scheduled_source_is_a_deployment(tmp_path, monkeypatch):
    """`hearsay serve` gives Prefect the name, and settings that resolve the name in any folder."""
    from hearsay.flows.orchestration.serve import deployment_of, planned_runs

    monkeypatch.chdir(tmp_path)
    known = settings(tmp_path, DUMP + "every_seconds = 60\n")
    (planned,) = planned_runs(known)
    deployment = deployment_of(planned, known, tmp_path / "w.duckdb")
    assert (deployment.name, deployment.parameters["sources"]) == ("dump", ["dump"])
    (source,) = resolve_sources(["dump"], settings_from_json(deployment.parameters["settings"]))
    assert source.at == f"{tmp_path}/dumps/*.parquet"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FEED + FEED, "more than one source is named 'wire'"),
        (FEED + '[[schedules]]\nname = "wire"\nsources = ["x"]\ncron = "5 * * * *"\n', "are both named 'wire'"),
        (FEED.replace('"feed"', '"podcast"'), "podcast"),
        (FEED + "every_seconds = 5\n", "has both cron and every_seconds"),
        (FEED.replace("wire", "wi/re"), "may be named only with"),
        (FEED.replace("https://news.example/feed", "-"), "needs a path, a glob or a URL"),
        (FEED.replace("most_pages = 50", "most_pages = 0"), "most_pages"),
        (FEED.replace("cron", "corn"), "corn"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, text, told):
    """Settings are read once, before a command does any work."""
    with pytest.raises(ConfigError, match=told):
        settings(tmp_path, text)


def test_without_sources_there_are_none():
    """The file is optional."""
    assert all_schedules(Settings()) == []
