"""A run started by hand: the ingest flow in this process, without what only deployments need."""

import httpx
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.ingest import ingest
from flows.receipt import Receipt
from warehouse.errors import PrefectServerError


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
    """Run the flow and return its receipt; raises what the flow raises.

    Heartbeats are for a server that watches over workers; here they would only add a second at the end.
    """
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        try:
            return ingest(
                sources=sources,
                warehouse=warehouse,
                settings=settings,
                captured_at=captured_at,
                kind=kind,
                columns=columns,
                between=between,
            )
        except (RuntimeError, httpx.HTTPError) as error:
            if not isinstance(error, httpx.HTTPError) and "Failed to reach API" not in str(error):
                raise
            raise PrefectServerError(f"the Prefect API cannot be reached: {error}; see PREFECT_API_URL") from error
