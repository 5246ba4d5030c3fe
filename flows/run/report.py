"""The data-quality report of a run: what the warehouse knows of it, on one page, or as Data Docs."""

from pathlib import Path

from hearsay.expectations.data_docs import write_data_docs
from hearsay.expectations.figures import ReportData
from hearsay.explore.report.report_page import render_report
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.migrate import check_version
from hearsay.warehouse.overview import read_overview


def report_page(warehouse: Path, run_id: str | None, wait_seconds: float) -> str:
    """The report as one HTML page. Raises UsageError for a run that is not there, WarehouseError for no warehouse."""
    with open_for_reading(warehouse, wait_seconds) as connection:
        check_version(connection, warehouse)
        overview = read_overview(connection, run_id)
    return render_report(ReportData(**overview._asdict()))


def data_docs(warehouse: Path, run_id: str | None, wait_seconds: float, folder: Path) -> Path:
    """Great Expectations' Data Docs of the run's checks, written into a folder; the first page.

    Raises as report_page does, and OSError for a folder that cannot be written.
    """
    with open_for_reading(warehouse, wait_seconds) as connection:
        check_version(connection, warehouse)
        overview = read_overview(connection, run_id)
    return write_data_docs(overview.checks, overview.run, folder)
