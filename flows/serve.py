"""`hearsay serve`: schedules and scheduled sources of hearsay.toml as Prefect deployments, each run in a process."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from prefect import serve
from prefect.deployments.runner import RunnerDeployment

from hearsay.flows.ingest import ingest
from hearsay.flows.named_sources import absolute_source, all_schedules, resolve_sources, with_absolute_paths
from hearsay.flows.settings import Schedule, Settings, settings_json
from hearsay.pipelines.sources import check_sources
from hearsay.warehouse.errors import ConfigError


def schedule_deployment(schedule: Schedule, settings: Settings, warehouse: Path) -> RunnerDeployment:
    """The deployment of one schedule. Paths are made absolute: its runs may start in another folder.

    A run that is still going when the next is due makes that one wait: the warehouse has one writer.
    """
    every = timedelta(seconds=schedule.every_seconds) if schedule.every_seconds else None
    deployment = ingest.to_deployment(
        name=schedule.name,
        cron=schedule.cron,
        interval=every,
        concurrency_limit=1,
        parameters={
            "sources": [absolute_source(source, settings) for source in schedule.sources],
            "warehouse": str(warehouse.absolute()),
            "settings": settings_json(with_absolute_paths(settings)),
            "trigger": "schedule",
        },
    )
    if not isinstance(deployment, RunnerDeployment):
        raise TypeError("to_deployment gave a coroutine; hearsay serve must be called from synchronous code")
    return deployment


def serve_schedules(settings: Settings, warehouse: Path, announce: Callable[[str], None]) -> None:
    """Register every schedule and run what falls due, until stopped. Raises SourceError for a source that is not."""
    schedules = all_schedules(settings)
    for schedule in schedules:
        check_sources(resolve_sources(schedule.sources, settings))
    deployments = []
    for schedule in schedules:
        try:
            deployments.append(schedule_deployment(schedule, settings, warehouse))
        except ValueError as error:
            raise ConfigError(f"schedule {schedule.name!r}: {schedule.cron!r} is no cron line: {error}") from error
    for schedule in schedules:
        when = schedule.cron or f"every {schedule.every_seconds:g} s"
        announce(f"{schedule.name}: {when}: {', '.join(schedule.sources)} → {warehouse}")
    announce("serving; Ctrl-C ends it")
    serve(*deployments, print_starting_message=False)
