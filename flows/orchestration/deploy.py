"""`hearsay deploy`: the sources and schedules of hearsay.toml as deployments on a Prefect work pool.

The workers of the pool share the runs, on any machines. Under `hearsay serve` one process has the same deployments.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import WorkPool
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.workers.process import ProcessWorker

from hearsay.errors import UsageError
from hearsay.flows.config.named_sources import resolve_sources
from hearsay.flows.config.settings import Settings
from hearsay.flows.orchestration.api_errors import naming_api_errors
from hearsay.flows.orchestration.serve import Planned, deployment_of, planned_runs
from hearsay.pipelines.sources.checks import check_sources
from hearsay.warehouse.location import Location, absolute

TAG = "hearsay"
"""The tag of the deployments that `hearsay deploy` makes."""
_JOB = {"env": {"PREFECT_LOGGING_EXTRA_LOGGERS": "hearsay"}}
"""Variables of the process of a run: Prefect shows the lines of the log."""
_PAGE = 200


class Change(NamedTuple):
    """A deployment, and what `hearsay deploy` did with it: registered, updated, unchanged, left over or removed."""

    name: str
    change: str
    interval: str

    def as_text(self) -> str:
        """Return the change as a line of text."""
        advice = "; it is no longer in hearsay.toml, and --remove deletes it" if self.change == LEFT_OVER else ""
        return f"{self.name}: {self.interval}: {self.change}{advice}"


LEFT_OVER = "left over"


def deploy_sources(settings: Settings, warehouse: Location, pool: str, *, is_removing: bool) -> list[Change]:
    """Register every source and schedule on a process work pool, which is created if it is absent.

    Args:
        settings: Settings with sources or schedules.
        warehouse: Location of the warehouse file.
        pool: The name of the work pool.
        is_removing: Delete the deployments of this warehouse whose source is no longer in the settings.

    Raises:
        SourceError: A source does not exist.
        ConfigError: A cron line is invalid.
        UsageError: The pool runs something else than processes.
        PrefectServerError: The Prefect API cannot be reached, or refuses the password.
    """
    planned = planned_runs(settings)
    for entry in planned:
        check_sources(resolve_sources(entry.sources, settings))
    wanted = [_on_pool(entry, settings, warehouse, pool) for entry in planned]
    with naming_api_errors("what is registered stays"), get_client(sync_client=True) as client:
        _ensure_pool(client, pool)
        changes = [_register(client, deployment) for deployment in wanted]
        names = {deployment.name for deployment in wanted}
        for old in _deployments(client, pool, str(absolute(warehouse))):
            if old.name in names:
                continue
            if is_removing:
                client.delete_deployment(old.id)
            changes.append(Change(old.name, "removed" if is_removing else LEFT_OVER, _interval(old.schedules)))
    return changes


def _on_pool(entry: Planned, settings: Settings, warehouse: Location, pool: str) -> RunnerDeployment:
    deployment = deployment_of(entry, settings, warehouse, tags=[TAG])
    deployment.work_pool_name = pool
    deployment.job_variables = dict(_JOB)
    return deployment


def _ensure_pool(client: SyncPrefectClient, name: str) -> None:
    """Create the work pool if it is absent. Raises UsageError for a pool of another type."""
    try:
        pool = client.read_work_pool(name)
    except ObjectNotFound:
        template = ProcessWorker.get_default_base_job_template()
        client.create_work_pool(WorkPoolCreate(name=name, type="process", base_job_template=template))
        return
    _check_type(pool)


def _check_type(pool: WorkPool) -> None:
    if pool.type != "process":
        raise UsageError(
            f"the work pool {pool.name!r} has the type {pool.type!r}, and hearsay needs process; "
            "give another name with --pool"
        )


def _register(client: SyncPrefectClient, wanted: RunnerDeployment) -> Change:
    try:
        there = client.read_deployment_by_name(wanted.full_name)
    except ObjectNotFound:
        there = None
    if there is not None and _is_same(there, wanted):
        change = "unchanged"
    else:
        wanted.apply()
        change = "registered" if there is None else "updated"
    return Change(wanted.name, change, _interval(wanted.schedules or []))


def _is_same(there: DeploymentResponse, wanted: RunnerDeployment) -> bool:
    return (there.work_pool_name, there.parameters, there.entrypoint, _interval(there.schedules)) == (
        wanted.work_pool_name,
        wanted.parameters,
        wanted.entrypoint,
        _interval(wanted.schedules or []),
    )


def _interval(schedules: Sequence[Any]) -> str:
    """Return the schedule of a deployment as text."""
    for entry in schedules:
        match entry.schedule:
            case CronSchedule(cron=cron):
                return cron
            case IntervalSchedule(interval=interval):
                return f"every {interval.total_seconds():g} s"
    return "no schedule"


def _deployments(client: SyncPrefectClient, pool: str, warehouse: str) -> list[DeploymentResponse]:
    """Return the deployments of a pool that `hearsay deploy` has made for a warehouse."""
    deployments: list[DeploymentResponse] = []
    while True:
        page = client.read_deployments(
            deployment_filter=DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG])),
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[pool])),
            limit=_PAGE,
            offset=len(deployments),
        )
        deployments += page
        if len(page) < _PAGE:
            return [each for each in deployments if each.parameters.get("warehouse") == warehouse]
