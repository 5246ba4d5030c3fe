"""The ingest flow: source → capture → article → reading → rows → audit → publish. Each chunk is a Prefect task."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State

from hearsay.flows.config.named_sources import resolve_sources
from hearsay.flows.config.ranges import read_between
from hearsay.flows.config.settings import settings_from_json
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.chunks import Chunks, Gatherer, ingest_chunks, number_chunks
from hearsay.flows.run.fetching import fetch_ahead
from hearsay.flows.run.lifecycle import open_run, read_receipt
from hearsay.flows.run.post_run import ignore_interrupts, notify_webhook, tidy_after, write_report
from hearsay.flows.run.publishing import audit_run
from hearsay.flows.run.receipt import Receipt, end_state, save_artifacts
from hearsay.flows.run.resources import Resources, open_resources
from hearsay.flows.run.run_log import flow_log
from hearsay.flows.run.run_names import sources_name
from hearsay.pipelines.fetch.client import Client, open_client
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.fetch.robots import sitemaps_of
from hearsay.pipelines.inputs import AddressInput
from hearsay.pipelines.records import Capture, Failure, Rejection
from hearsay.pipelines.sources.checks import check_sources
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.source import SourceTools, parse_instant


@flow(name="ingest", flow_run_name=sources_name, validate_parameters=False)
def ingest(
    sources: list[str],
    warehouse: str,
    settings: str = "{}",
    captured_at: str | None = None,
    trigger: str = "command",
    kind: str | None = None,
    columns: dict[str, str] | None = None,
    between: dict[str, str | bool | None] | None = None,
) -> State[Receipt]:
    """Ingest news pages and return the end state with the receipt. Every input gets exactly one outcome.

    Args:
        sources: Names of hearsay.toml, paths, globs, URLs or - for standard input.
        warehouse: Path of the warehouse file.
        settings: A config.settings.Settings as JSON.
        captured_at: Capture time of saved files, in ISO 8601.
        trigger: Who starts the run: command or schedule.
        kind: Kind of the sources; None detects the kind.
        columns: Field → column of a dump.
        between: Range of time for the pages: since, until, dated_only.

    Raises:
        UsageError: A source cannot be found or used.
        WarehouseError: The warehouse cannot be written.
    """
    run_settings = settings_from_json(settings)
    resolved = resolve_sources(
        sources,
        run_settings,
        kind=kind,
        columns=columns,
        captured_at=parse_instant(captured_at) if captured_at else None,
        between=read_between(between or {}),
    )
    check_sources(resolved)
    with (
        flow_log(run_settings.log),
        open_run(resolved, warehouse, run_settings, trigger) as run,
        open_resources(run) as resources,
        open_client(run.settings.fetch, run.hosts) as client,
        Gatherer(run, resources.processes.audit) as gatherer,
    ):
        ingest_chunks(find_chunks(run, resources, client), run, resources, gatherer)
        audit_run(run, resources.processes.audit)
    receipt = read_receipt(run)
    save_artifacts(receipt)
    notify_webhook(receipt, run, write_report(receipt, run))
    tidy_after(run)
    ignore_interrupts(run)
    return end_state(receipt, run_settings.run.failed_if)


def find_chunks(run: Run, resources: Resources, client: Client) -> Chunks:
    """Yield the inputs of the run's sources in chunks; while a chunk is processed, the next chunk is fetched."""
    inputs = find_inputs(run.sources, _source_tools(run, resources, client))
    return fetch_ahead(number_chunks(inputs, run), run, resources.progress.fetched)


def _source_tools(run: Run, resources: Resources, client: Client) -> SourceTools:
    """Return the tools of source discovery: standard input, fetch functions, a killable worker."""

    def fetch(address: str, max_bytes: int) -> Capture | Rejection | Failure:
        return fetch_input(AddressInput(address, address), max_bytes, client, datetime.now(UTC))

    def work(function: Callable[..., object], *arguments: object) -> object:
        (done,) = resources.processes.lists.map(function, [arguments])
        return done.result

    def sitemaps(address: str) -> tuple[str, ...]:
        return sitemaps_of(address, client)

    return SourceTools(sys.stdin.buffer, run.settings.limits.max_bytes, fetch, work, sitemaps)
