"""Runs started by hand: the flow in this process, without the heartbeats of deployments."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from hearsay.flows.orchestration.api_errors import naming_api_errors
from hearsay.flows.run.ingest import ingest
from hearsay.flows.run.rebuild import Rebuilt, rebuild
from hearsay.flows.run.receipt import Receipt


def run_now(
    *,
    sources: list[str],
    warehouse: str,
    settings: str,
    captured_at: str | None,
    kind: str | None,
    columns: dict[str, str],
    between: dict[str, str | bool | None],
) -> Receipt:
    """Run the ingest flow and return its receipt. Raises the errors of the flow."""
    with _by_hand():
        state = ingest(
            sources=sources,
            warehouse=warehouse,
            settings=settings,
            captured_at=captured_at,
            kind=kind,
            columns=columns,
            between=between,
            return_state=True,
        )
        ended: object = state.result(raise_on_failure=False)
        if isinstance(ended, BaseException):
            raise ended
        return cast(Receipt, ended)


def rebuild_now(*, warehouse: str, archive: str, settings: str, against: str | None) -> Rebuilt:
    """Run the rebuild flow and return its result. Raises the errors of the flow."""
    with _by_hand():
        return rebuild(warehouse=warehouse, archive=archive, settings=settings, against=against)


@contextmanager
def _by_hand() -> Iterator[None]:
    """Turn heartbeats off, and raise PrefectServerError if the Prefect API cannot be reached.

    Heartbeats are for a server that watches workers. Here they would only add a second at the end.
    """
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), naming_api_errors("published rows stay"):
        yield
