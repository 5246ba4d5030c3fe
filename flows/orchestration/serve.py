"""`hearsay serve`: the schedules of hearsay.toml as Prefect deployments. Each run has its own process."""

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.types.entrypoint import EntrypointType

from hearsay.errors import ConfigError
from hearsay.flows.config.named_sources import absolute_source, all_schedules, resolve_sources, with_absolute_paths
from hearsay.flows.config.settings import Schedule, Settings, settings_json
from hearsay.flows.orchestration.interrupted_schedules import resume_schedules
from hearsay.flows.orchestration.prefect_settings import empty_folder
from hearsay.flows.orchestration.schedule_runner import ScheduleRunner
from hearsay.flows.run.ingest import ingest
from hearsay.pipelines.sources.checks import check_sources
from hearsay.warehouse.live_runs import lock_serve
from hearsay.warehouse.location import Location, absolute

_ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
"""A limit of one run, because the warehouse has one writer. The next run does the work of a dropped run."""


def serve_schedules(settings: Settings, warehouse: Location, announce: Callable[[str], None]) -> None:
    """Register every schedule, and start the runs that fall due, until stopped.

    Runs that a killed serve left are closed first. The missed runs of a schedule become one run.

    Args:
        settings: Settings with schedules or scheduled sources.
        warehouse: Location of the warehouse file.
        announce: Called with each line of output.

    Raises:
        SourceError: A source does not exist.
        ConfigError: A cron line is invalid.
        WarehouseBusyError: Another serve has the warehouse.
    """
    schedules = all_schedules(settings)
    for schedule in schedules:
        check_sources(resolve_sources(schedule.sources, settings))
    deployments = [deployment_of(_planned(schedule), settings, warehouse) for schedule in schedules]
    with lock_serve(warehouse):
        for schedule in schedules:
            interval = schedule.cron or f"every {schedule.every_seconds:g} s"
            announce(f"{schedule.name}: {interval}: {', '.join(schedule.sources)} → {warehouse}")
        # Runs inherit the working folder, and Prefect reads settings from it.
        os.chdir(empty_folder())
        asyncio.run(_serve(deployments, announce))


class Planned(NamedTuple):
    """The runs of some sources under a name, on a schedule or, without one, by hand."""

    name: str
    sources: list[str]
    cron: str | None = None
    every_seconds: float | None = None


def planned_runs(settings: Settings) -> list[Planned]:
    """Return the runs of all schedules, and of the sources that have no schedule of their own."""
    scheduled = [_planned(schedule) for schedule in all_schedules(settings)]
    names = {entry.name for entry in scheduled}
    others = [Planned(source.name, [source.name]) for source in settings.sources if source.name not in names]
    return [*scheduled, *others]


def _planned(schedule: Schedule) -> Planned:
    return Planned(schedule.name, schedule.sources, schedule.cron, schedule.every_seconds)


def deployment_of(
    planned: Planned, settings: Settings, warehouse: Location, tags: list[str] | None = None
) -> RunnerDeployment:
    """Return the deployment of planned runs. Its paths are absolute, because its runs start in another folder.

    A run that falls due during another run of the deployment is dropped. Raises ConfigError for an invalid cron line.
    """
    every = timedelta(seconds=planned.every_seconds) if planned.every_seconds else None
    try:
        deployment = ingest.to_deployment(
            name=planned.name,
            cron=planned.cron,
            interval=every,
            tags=tags,
            concurrency_limit=_ONE_AT_A_TIME,
            entrypoint_type=EntrypointType.MODULE_PATH,
            parameters={
                "sources": [absolute_source(source, settings) for source in planned.sources],
                "warehouse": str(absolute(warehouse)),
                "settings": settings_json(with_absolute_paths(settings)),
                "trigger": "schedule",
            },
        )
    except ValueError as error:
        raise ConfigError(f"schedule {planned.name!r}: {planned.cron!r} is not a cron line: {error}") from error
    if not isinstance(deployment, RunnerDeployment):
        raise TypeError("to_deployment gave a coroutine; it must be called from synchronous code")
    return deployment


async def _serve(deployments: list[RunnerDeployment], announce: Callable[[str], None]) -> None:
    # Schedules stay on when serve stops, so that the next serve knows which runs were missed.
    runner = ScheduleRunner(pause_on_shutdown=False)
    ids = [await runner.aadd_deployment(deployment) for deployment in deployments]
    for line in await resume_schedules(ids):
        announce(line)
    announce("serving; Ctrl-C ends it")
    await runner.start()
