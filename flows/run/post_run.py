"""Work after a run: write the report file, link the file in Prefect, notify a webhook of problems, tidy."""

import os
import signal
import threading
from pathlib import Path

from prefect.artifacts import create_link_artifact
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.logging import get_run_logger

from hearsay.errors import HearsayError
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.receipt import Receipt
from hearsay.flows.run.report import report_page
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.location import sibling
from hearsay.warehouse.lookup import unusual_checks
from hearsay.warehouse.tidy import tidy_warehouse

FOLDER_ENDING = "-reports"
_SCHEDULED = "schedule"


def write_report(receipt: Receipt, run: Run) -> Path | None:
    """Write the report of a run to a file, and link the file in Prefect.

    Scheduled runs always get a report, other runs only if the settings name a folder. A report that cannot be written
    is an error in the run's log, because the pages are in the warehouse already.

    Returns:
        The file, or None if no report was written.
    """
    folder = run.settings.report.folder
    if not folder and run.trigger != _SCHEDULED:
        return None
    reports = Path(folder) if folder else sibling(run.warehouse, FOLDER_ENDING)
    file = reports.absolute() / f"{run.started_at:%Y-%m-%d-%H%M%S}-{run.run_id[:8]}.html"
    try:
        reports.mkdir(parents=True, exist_ok=True)
        file.write_text(report_page(run.warehouse, run.run_id, run.settings.wait_seconds), encoding="utf-8")
    except OSError as error:
        get_run_logger().error("the report could not be written to %s: %s", file, error.strerror)
        return None
    create_link_artifact(
        file.as_uri(), "Data quality", description=f"The report of run {receipt.summary.run_id[:8]}", key="report"
    )
    return file


def tidy_after(run: Run) -> None:
    """Tidy the warehouse after a scheduled run. An error is logged, because the pages are published already."""
    if run.trigger != _SCHEDULED:
        return
    kept = run.settings.lake
    try:
        tidied = tidy_warehouse(run.warehouse, kept.keep_days, kept.keep_files_hours, run.settings.wait_seconds)
    except HearsayError as error:
        get_run_logger().error("%s", error)
        return
    get_run_logger().info("tidied: %s", "; ".join(tidied.as_text().splitlines()))


def notify_webhook(receipt: Receipt, run: Run, report: Path | None) -> bool:
    """Call the webhook if the run has failures, or if it differs from earlier runs and `on_drift` is set.

    A webhook that does not answer is an error in the run's log. The run is not affected.

    Returns:
        True if the webhook was called and answered.
    """
    setting = run.settings.notify.webhook
    webhook = os.environ.get(setting[1:], "") if setting.startswith("$") else setting
    if not webhook:
        return False
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        unusual = unusual_checks(connection, run.run_id)
    failed = receipt.summary.state != "finished" or receipt.summary.inputs["failed"]
    if not failed and not (unusual and run.settings.notify.on_drift):
        return False
    subject = f"hearsay: run {receipt.summary.run_id[:8]} {'had failures' if failed else 'differs from earlier runs'}"
    lines = [receipt.as_text(), *(f"  {rule}: {observed}" for rule, observed in unusual)]
    lines += [f"  report: {report}"] if report else []
    block = CustomWebhookNotificationBlock(
        name="hearsay",
        url=webhook,
        json_data={"text": "{{subject}}\n{{body}}"},
        headers=None,
        cookies=None,
        timeout=20,
    )
    try:
        block.notify("\n".join(lines), subject)
    except Exception as error:  # noqa: BLE001 - the run is complete, so no answer of the webhook may break it
        get_run_logger().error("the webhook was not reached: %s: %s", type(error).__name__, error)
        return False
    return True


def ignore_interrupts(run: Run) -> None:
    """Ignore interrupts from now on, if a scheduled run has the process for itself: its work is done.

    `hearsay serve` interrupts its runs when it ends, and Python would print a traceback while it exits.
    """
    if run.trigger == _SCHEDULED and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
