"""The data-quality report of a run, as an HTML page or as Data Docs."""

from pathlib import Path

from hearsay.expectations.data_docs import write_data_docs
from hearsay.expectations.figures import ReportData
from hearsay.explore.report.report_page import render_report
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.location import Location
from hearsay.warehouse.migrate import check_version
from hearsay.warehouse.overview import read_overview


def report_page(warehouse: Location, run_id: str | None, wait_seconds: float) -> str:
    """Return the report as an HTML page. Raises UsageError for an unknown run, WarehouseError for no warehouse."""
    with open_for_reading(warehouse, wait_seconds) as connection:
        check_version(connection, warehouse)
        overview = read_overview(connection, run_id)
    return render_report(ReportData(**overview._asdict()))


def data_docs(warehouse: Location, run_id: str | None, wait_seconds: float, folder: Path) -> Path:
    """Write Great Expectations' Data Docs of the run's checks into a folder, and return the path of the first page.

    Raises the errors of report_page, and OSError for a folder that cannot be written.
    """
    with open_for_reading(warehouse, wait_seconds) as connection:
        check_version(connection, warehouse)
        overview = read_overview(connection, run_id)
    return write_data_docs(overview.checks, overview.run, folder)
