"""Cleanup in Prefect after `hearsay serve` ended: runs without a process, the slots that they hold, and missed runs.

Prefect does not clean up itself. A run whose process was killed stays Running, the only slot of its deployment stays
taken, and later runs wait for the slot. The missed runs would start one after the other, each over all sources.
"""

from collections.abc import Sequence
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed
from prefect.types import DateTime

_BEGUN = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
_PAGE = 200


async def resume_schedules(deployments: Sequence[UUID]) -> list[str]:
    """Close the runs that a dead serve left, free their slots, and keep one of the missed runs of each deployment.

    Call this while no serve runs these deployments.

    Returns:
        A line of text for each change.
    """
    lines: list[str] = []
    async with get_client() as client:
        for deployment in deployments:
            name = (await client.read_deployment(deployment)).name
            lines += [f"{name}: {change}" for change in await _close_dead_runs(client, deployment)]
            await _free_slots(client, deployment)
            lines += [f"{name}: {change}" for change in await _merge_missed_runs(client, deployment)]
    return lines


async def _close_dead_runs(client: PrefectClient, deployment: UUID) -> list[str]:
    begun = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_BEGUN)))
    dead = await _runs(client, deployment, begun)
    for run in dead:
        state: State[None] = Crashed(message="hearsay serve ended while it ran")
        await client.set_flow_run_state(run.id, state, force=True)
    return [f"run {run.name} was running when serve ended: closed as crashed" for run in dead]


async def _free_slots(client: PrefectClient, deployment: UUID) -> None:
    """Free the slots of dead runs: Prefect forgets a slot if the lease was lost with its server."""
    limit = (await client.read_deployment(deployment)).global_concurrency_limit
    if limit is not None and limit.active_slots:
        await client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))


async def _merge_missed_runs(client: PrefectClient, deployment: UUID) -> list[str]:
    missed = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        next_scheduled_start_time=FlowRunFilterNextScheduledStartTime(before_=DateTime.now("UTC")),
    )
    runs = await _runs(client, deployment, missed)
    for run in runs[:-1]:
        await client.set_flow_run_state(run.id, Cancelled(message="missed; a later run does its work"), force=True)
    return [f"{len(runs):,} due while serve was not running: one run does the work"] if runs else []


async def _runs(client: PrefectClient, deployment: UUID, run_filter: FlowRunFilter) -> list[FlowRun]:
    """Return the runs of a deployment that match a filter, the earliest first."""
    runs: list[FlowRun] = []
    while True:
        page = await client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
            flow_run_filter=run_filter,
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=_PAGE,
            offset=len(runs),
        )
        runs += page
        if len(page) < _PAGE:
            return runs
