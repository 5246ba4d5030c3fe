"""Sources from the command line, by name or by path, and the schedules of named sources."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from hearsay.errors import SourceError
from hearsay.flows.config.ranges import Between, parse_since, parse_until
from hearsay.flows.config.settings import NamedSource, Schedule, Settings
from hearsay.pipelines.fetch.credentials import without_credentials
from hearsay.pipelines.sources.kinds.jsonl import JSONL
from hearsay.pipelines.sources.source import Source, is_url, source_name


def resolve_sources(
    arguments: Iterable[str],
    settings: Settings,
    *,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    captured_at: datetime | None = None,
    between: Between | None = None,
) -> list[Source]:
    """Return a source for each name of hearsay.toml, path, glob or URL in `arguments`.

    The keyword arguments override the settings of a named source.

    Raises:
        SourceError: A name is also the name of a file, or an address in `arguments` or in hearsay.toml has a user
            name or a password.
    """
    arguments = list(arguments)
    for at in (*arguments, *(source.at for source in settings.sources)):
        _check_no_credentials(at)
    named = {source.name: source for source in settings.sources}
    resolved = [_resolved(text, named.get(text), kind, columns or {}, captured_at) for text in arguments]
    ranged = [_in_range(source, between or Between()) for source in resolved]
    if between and between.is_dated_only and not any(source.since or source.until for source in ranged):
        raise SourceError("--dated-only is for a range of time; give --since or --until too")
    return ranged


def _in_range(source: Source, between: Between) -> Source:
    return replace(
        source,
        since=between.since or source.since,
        until=between.until or source.until,
        is_dated_only=between.is_dated_only or source.is_dated_only,
    )


def _check_no_credentials(at: str) -> None:
    # Sources become parameters of a flow, and Prefect stores and shows the parameters.
    if is_url(at) and (shown := without_credentials(at)) != at:
        raise SourceError(
            f"{shown!r} has a user name or password, which the run's parameters would show; "
            "put the whole address on a line of a file, and ingest the file: hearsay ingest --as urls FILE"
        )


def _resolved(
    argument: str,
    named: NamedSource | None,
    kind: str | None,
    columns: Mapping[str, str],
    captured_at: datetime | None,
) -> Source:
    if named is None:
        # JSON lines are in files and on standard input. Addresses on the same command line are fetched as usual.
        is_of_files = kind == JSONL.name and is_url(argument)
        return Source(argument, None if is_of_files else kind, captured_at, columns)
    if os.path.lexists(argument) and argument != named.at:
        raise SourceError(f"{argument!r} is both a source of hearsay.toml and a file; for the file give ./{argument}")
    return Source(
        named.at,
        kind or named.kind,
        captured_at,
        columns or named.columns,
        named.most_pages,
        named.most_documents,
        may_be_archived=named.archive,
        since=parse_since(named.since) if named.since else None,
        until=parse_until(named.until) if named.until else None,
        is_dated_only=named.dated_only,
    )


def all_schedules(settings: Settings) -> list[Schedule]:
    """Return the declared schedules, and a schedule for each source with its own cron or every_seconds."""
    own = [
        Schedule(source.name, [source.name], cron=source.cron, every_seconds=source.every_seconds)
        for source in settings.sources
        if source.cron is not None or source.every_seconds is not None
    ]
    return [*settings.schedules, *own]


def with_absolute_paths(settings: Settings) -> Settings:
    """Return the settings with absolute paths, for a run that starts in another folder."""
    sources = [msgspec.structs.replace(source, at=source_name(source.at)) for source in settings.sources]
    folder = settings.archive.folder and str(Path(settings.archive.folder).absolute())
    archive = msgspec.structs.replace(settings.archive, folder=folder)
    reports = settings.report.folder and str(Path(settings.report.folder).absolute())
    report = msgspec.structs.replace(settings.report, folder=reports)
    log_file = settings.log.file and str(Path(settings.log.file).absolute())
    log = msgspec.structs.replace(settings.log, file=log_file)
    return msgspec.structs.replace(settings, sources=sources, archive=archive, report=report, log=log)


def absolute_source(argument: str, settings: Settings) -> str:
    """Return a source with an absolute path, for a run that starts in another folder. A name stays unchanged."""
    return argument if argument in {source.name for source in settings.sources} else source_name(argument)
