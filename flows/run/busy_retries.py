"""Prefect tasks that are tried again when another process had the warehouse locked for too long."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from hearsay.errors import WarehouseBusyError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def retried_task(
    name: str, run_name: Callable[[], str] | None = None
) -> Callable[[Callable[Arguments, Result]], Task[Arguments, Result]]:
    """Return a decorator that makes a function a Prefect task, tried three times while the warehouse is locked.

    `run_name` returns the name of the task's current run.
    """
    return task(
        name=name,
        task_run_name=run_name,
        cache_policy=NO_CACHE,
        retries=2,
        retry_delay_seconds=5,
        retry_condition_fn=_is_busy,
    )


def _is_busy(_task: Task[..., object], _run: TaskRun, state: State) -> bool:
    # A retry helps only against another process's lock. Publication is safe to repeat.
    return isinstance(state.data and state.result(raise_on_failure=False), WarehouseBusyError)
