"""What a serve that ended leaves in Prefect: runs without a process, slots that they hold, and runs that were missed.

Prefect marks none of them: a run whose process was killed stays Running, its deployment's one slot stays taken, and
later runs wait for it; those that fell due meanwhile would start one after the other, each over all sources.
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
    """Close the runs that a dead serve left, free their slots, and keep one of those that were missed.

    To be called while no serve runs these deployments; returns what was done, a line for people each.
    """
    lines: list[str] = []
    async with get_client() as client:
        for deployment in deployments:
            name = (await client.read_deployment(deployment)).name
            lines += [f"{name}: {done}" for done in await _close_dead_runs(client, deployment)]
            await _free_slots(client, deployment)
            lines += [f"{name}: {done}" for done in await _merge_missed_runs(client, deployment)]
    return lines


async def _close_dead_runs(client: PrefectClient, deployment: UUID) -> list[str]:
    begun = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_BEGUN)))
    dead = await _runs(client, deployment, begun)
    for run in dead:
        state: State[None] = Crashed(message="hearsay serve ended while it ran")
        await client.set_flow_run_state(run.id, state, force=True)
    return [f"run {run.name} was going when serve ended: closed as crashed" for run in dead]


async def _free_slots(client: PrefectClient, deployment: UUID) -> None:
    """Free what no run holds any more: Prefect forgets a slot whose lease went with its server."""
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


async def _runs(client: PrefectClient, deployment: UUID, wanted: FlowRunFilter) -> list[FlowRun]:
    """Return all runs of a deployment that a filter lets pass, the earliest first."""
    found: list[FlowRun] = []
    while True:
        page = await client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
            flow_run_filter=wanted,
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=_PAGE,
            offset=len(found),
        )
        found += page
        if len(page) < _PAGE:
            return found
