"""The settings of hearsay.toml: read once at the edge, frozen and passed down."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from hearsay.errors import ConfigError
from hearsay.flows.config.ranges import parse_since, parse_until
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.limits import Limits
from hearsay.pipelines.sources.kinds import KIND_NAMES
from hearsay.warehouse.location import Location, sibling

if TYPE_CHECKING:
    SourceKind = str
else:
    SourceKind = Literal[KIND_NAMES]

Positive = Annotated[int, msgspec.Meta(gt=0)]
PositiveSeconds = Annotated[float, msgspec.Meta(gt=0)]


def about(description: str) -> msgspec.Meta:
    """Return the description of a setting, for docs/settings.md."""
    return msgspec.Meta(description=description)


class RunLimits(Limits, frozen=True, forbid_unknown_fields=True):
    """Limits for one page, and for the workers. A page beyond a limit is rejected or failed, with the reason."""

    page_seconds: Annotated[PositiveSeconds, about("timeout for work on a page; then its process is killed")] = 30.0
    worker_memory_bytes: Annotated[int, msgspec.Meta(ge=1024**3)] = 4 * 1024**3
    workers: Positive = 2
    chunk_pages: Annotated[Positive, about("pages per transaction")] = 100

    @property
    def of_page(self) -> Limits:
        """The limits for one page."""
        return Limits(self.max_bytes, self.max_elements)


FailedIf = Literal["all", "any", "never"]
"""The inputs that must fail before Prefect shows a run as Failed."""


class Running(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the pages of a run are worked on, and the end of a run in Prefect.

    Without `dask`, pages are worked on in processes of the command.
    """

    dask: Annotated[
        str,
        msgspec.Meta(pattern=r"^((tcp|tls)://\S+:\d+)?$"),
        about('"tcp://HOST:PORT" of a Dask scheduler: work on pages there; "": on this machine'),
    ] = ""
    failed_if: Annotated[
        FailedIf, about('Failed in Prefect if "all" inputs failed, if "any" did, or "never" for inputs that failed')
    ] = "all"


class Archive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Storage of the bytes of every capture. Without `folder`, the archive is beside the warehouse."""

    enabled: Annotated[bool, about("store every capture as WARC; --no-archive: not in this run")] = True
    folder: Annotated[str, about('"": beside the warehouse, hearsay-archive for hearsay.duckdb')] = ""
    file_bytes: Annotated[Positive, about("maximum size of a file; then a new file begins")] = 1_000_000_000

    def folder_of(self, warehouse: Location) -> Path:
        """Return the archive folder of a warehouse, such as news-archive beside news.duckdb."""
        return Path(self.folder) if self.folder else sibling(warehouse, "-archive")


class LakeUpkeep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Upkeep of a lake, by `hearsay tidy` and at the end of scheduled runs."""

    keep_days: Annotated[float, msgspec.Meta(ge=0), about("age from which hearsay tidy expires a snapshot")] = 7.0
    keep_files_hours: Annotated[
        float, msgspec.Meta(ge=0), about("for readers that have begun; then tidy deletes replaced files")
    ] = 24.0


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits for a user's SQL."""

    seconds: PositiveSeconds = 30.0
    memory: Annotated[str, msgspec.Meta(pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$")] = "1GB"


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Folder for the reports of runs. Without a folder only scheduled runs write reports, beside the warehouse."""

    folder: Annotated[str, about('for the report of each run; "": only scheduled runs, in hearsay-reports')] = ""


class Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Targets of a run's log: JSON lines in `file`, and, with `verbose`, readable lines on standard error."""

    file: str = ""
    verbose: bool = False


class Notify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Notification of a run with failures, or, with `on_drift`, of a run that differs from earlier runs.

    `webhook` is an address, which gets {"text": ...} by POST, or $NAME for an address in that environment variable.
    Such addresses are often secrets, and the settings are stored with every run.
    """

    webhook: Annotated[
        str,
        msgspec.Meta(pattern=r"^(https?://\S+|\$\w+)?$"),
        about('gets a POST of {"text": ...} when a run has failures; "$NAME" reads a variable'),
    ] = ""
    on_drift: Annotated[bool, about("also when a run differs from earlier runs of the same sources")] = True


def _check_name(name: str, noun: str) -> None:
    if not re.fullmatch(r"[\w .-]+", name):
        raise ValueError(f"{noun} {name!r} may be named only with letters, digits, blanks, '.', '_' and '-'")


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A repeated run of some sources, by a cron line (UTC) or at an interval in seconds."""

    name: str
    sources: list[str]
    cron: str | None = None
    every_seconds: PositiveSeconds | None = None

    def __post_init__(self) -> None:
        """Refuse a schedule that would never run or always run."""
        if (self.cron is None) == (self.every_seconds is None):
            raise ValueError(f"schedule {self.name!r} needs either cron or every_seconds")
        _check_name(self.name, "schedule")
        if not self.sources:
            raise ValueError(f"schedule {self.name!r} has no sources")


class NamedSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source with a name, a location, an optional kind and an optional schedule.

    `at` is a path, a glob or an http(s) URL; without `kind` the kind is detected. `columns` maps fields to columns of
    a dump. With `archive = false` only the hashes of its pages are stored, not the bytes. `most_pages` and
    `most_documents` limit feeds, sitemaps and sites, which can be endless. `since` and `until` are days or instants:
    earlier and later pages are left out, and, with `dated_only`, also pages without a date.
    """

    name: str
    at: str
    kind: SourceKind | None = None
    columns: dict[str, str] = {}
    most_pages: Positive = 100_000
    most_documents: Positive = 1_000
    archive: bool = True
    since: str | None = None
    until: str | None = None
    dated_only: bool = False
    cron: str | None = None
    every_seconds: PositiveSeconds | None = None

    def __post_init__(self) -> None:
        """Refuse a source with an invalid name, location or range, or with two schedules."""
        _check_name(self.name, "source")
        if not self.at or self.at == "-":
            raise ValueError(f"source {self.name!r} needs a path, a glob or a URL as at, not {self.at!r}")
        for text, parse in ((self.since, parse_since), (self.until, parse_until)):
            if text is not None:
                parse(text)
        if self.cron is not None and self.every_seconds is not None:
            raise ValueError(f"source {self.name!r} has both cron and every_seconds; give one of them")


class OwnRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A custom rule of the audit: `holds` is an SQL expression that is true for every valid row."""

    table: str
    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
    holds: str
    why: str
    severity: Literal["fatal", "row", "warn"] = "warn"
    mostly: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1.0


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of hearsay.toml; every part has a default."""

    warehouse: Annotated[str, about("--warehouse FILE wins")] = "hearsay.duckdb"
    wait_seconds: Annotated[PositiveSeconds, about("wait for another process's lock on the warehouse")] = 60.0
    limits: RunLimits = RunLimits()
    run: Running = Running()
    fetch: FetchLimits = FetchLimits()
    archive: Archive = Archive()
    lake: LakeUpkeep = LakeUpkeep()
    query: Query = Query()
    report: Report = Report()
    notify: Notify = Notify()
    log: Log = Log()
    sources: list[NamedSource] = []
    schedules: list[Schedule] = []
    rules: list[OwnRule] = []

    def __post_init__(self) -> None:
        """Refuse a name that is used twice, because the later source or schedule would never run."""
        for noun, named in (("source", self.sources), ("schedule", self.schedules)):
            names = [entry.name for entry in named]
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"more than one {noun} is named {twice[0]!r}")
        scheduled = {
            source.name for source in self.sources if source.cron is not None or source.every_seconds is not None
        }
        if both := sorted(scheduled & {schedule.name for schedule in self.schedules}):
            raise ValueError(f"a schedule and a source with a schedule of its own are both named {both[0]!r}")


def read_settings(path: Path, *, is_required: bool) -> Settings:
    """Return the settings of a file, or the defaults if an optional file does not exist.

    Raises ConfigError if a required file is missing, the file is not TOML, or a setting is unknown or invalid.
    """
    if not path.exists() and not is_required:
        return Settings()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}; give another file with --config") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}; docs/settings.md lists the settings") from error


def settings_json(settings: Settings) -> str:
    """Return the settings as JSON, for a run's row and for the parameters of a scheduled run."""
    return msgspec.json.encode(settings).decode("utf-8")


def settings_from_json(text: str) -> Settings:
    """Return the settings from the JSON of settings_json. Raises ConfigError."""
    try:
        return msgspec.json.decode(text, type=Settings)
    except msgspec.DecodeError as error:
        raise ConfigError(f"these are not settings of hearsay: {error}") from error


def with_log(settings: Settings, file: str | None, *, is_verbose: bool) -> Settings:
    """Return the settings with the log that the options of a command name."""
    log = Log(file or settings.log.file, settings.log.verbose or is_verbose)
    return msgspec.structs.replace(settings, log=log)


def with_dask(settings: Settings, address: str) -> Settings:
    """Return the settings for a run on the Dask cluster at an address. Raises ConfigError for another text."""
    try:
        running = msgspec.convert({"dask": address, "failed_if": settings.run.failed_if}, type=Running)
    except msgspec.ValidationError as error:
        raise ConfigError(f"--dask {address!r} is not an address such as tcp://10.0.0.5:8786") from error
    return msgspec.structs.replace(settings, run=running)


def without_archive(settings: Settings) -> Settings:
    """Return the settings for a run that archives no bytes."""
    return msgspec.structs.replace(settings, archive=msgspec.structs.replace(settings.archive, enabled=False))
