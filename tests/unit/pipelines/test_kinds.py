"""The kinds of sources are declared once: command line, hearsay.toml and documentation follow from the tuple."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from hearsay.flows.config.settings import NamedSource
from hearsay.flows.docs import command_line_markdown
from hearsay.pipelines.sources.detection import kind_of_bytes, kind_of_file, kind_of_name, unmistakable_kind
from hearsay.pipelines.sources.kinds import KIND_NAMES, KINDS, kind_named
from hearsay.pipelines.sources.kinds.page import PAGE

ROOT = Path(__file__).parents[3]


def test_the_order_of_the_kinds():
    """The order is that of the help, and of the detection. The default comes first."""
    assert KIND_NAMES[0] == "page"
    assert [kind_named(name) for name in KIND_NAMES] == list(KINDS)


def test_the_kinds_differ_in_the_way_they_are_read():
    """Dumps are never fetched, lists are, and only a page has no reader."""
    assert {kind.name for kind in KINDS if kind.is_dump} >= {"csv", "jsonl", "parquet", "warc", "wacz"}
    assert {kind.name for kind in KINDS if kind.lists_addresses} >= {"feed", "sitemap", "site", "urls"}
    assert {kind.name for kind in KINDS if kind.is_read_from_end} >= {"parquet", "wacz"}
    assert [kind.name for kind in KINDS if not kind.is_dump and not kind.lists_addresses] == ["page"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jsonl", "jsonl"),
        ("a.NDJSON.gz", "jsonl"),
        ("a.parquet", "parquet"),
        ("a.csv", "csv"),
        ("a.TSV", "csv"),
        ("a.tsv.gz", "csv"),
        ("a.warc.zst", "warc"),
        ("a.wacz", "wacz"),
        ("jsonl", None),
        ("a.xml", None),
        ("a.warc.html", None),
    ],
)
def test_a_name_can_show_the_kind(name, kind):
    """A dump need not be opened to be known as a dump."""
    detected = kind_of_name(name)
    assert (detected and detected.name) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"WARC/1.1\r\n", "warc"),
        (b"PAR1\x15", "parquet"),
        (b"PK\x03\x04" + b"\0" * 26 + b"datapackage.json", "wacz"),
        (b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml", "page"),
        (b'{"html": "<p>x"}\n', "page"),
    ],
)
def test_the_first_bytes_can_show_the_kind(head, kind, tmp_path):
    """Of JSON lines they cannot: a JSON file may be anything."""
    file = tmp_path / "file"
    file.write_bytes(head)
    assert kind_of_bytes(head).name == kind_of_file(str(file)).name == kind


def test_only_feeds_and_sitemaps_win_over_an_expectation():
    """A page may be a list of addresses in plain text, but never an RSS file."""
    assert unmistakable_kind(b"<rss version='2.0'>") is kind_named("feed")
    assert unmistakable_kind(b"<urlset>") is kind_named("sitemap")
    assert unmistakable_kind(b"https://news.example/a\n") is None
    assert unmistakable_kind(b"<p>x") is None


def test_help_and_settings_follow_from_the_kinds():
    """A new kind needs no edit of the command, of the settings, or of their documentation."""
    text = " ".join(command_line_markdown().split())
    settings = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f" {kind.name} {kind.help}" in text
        assert f"| `{kind.name}` | {kind.help} |" in settings
        source = {"name": "a", "at": "b", "kind": kind.name}
        assert msgspec.convert(source, NamedSource).kind == kind.name
    with pytest.raises(msgspec.ValidationError, match=r"Invalid enum value 'podcast' - at `\$\.kind`"):
        msgspec.convert({"name": "a", "at": "b", "kind": "podcast"}, NamedSource)
    assert kind_of_bytes(b"") is PAGE


def test_the_check_of_sources_loads_no_reader():
    """A typing error is reported before a library is loaded that takes a quarter of a second."""
    code = """
import sys
from pathlib import Path
from hearsay.errors import SourceError
from hearsay.pipelines.sources.checks import check_sources
from hearsay.pipelines.sources.source import Source
try:
    check_sources([Source("no-such.warc")])
except SourceError:
    print(sorted({"fastwarc", "lxml", "feedparser", "pyarrow", "httpx"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", code]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout == "[]\n"
