"""Data Docs of a run: a folder of HTML pages from the site builder of Great Expectations.

The pages are made from the run's rows in the table checks, which sum up all chunks. The library's own pages fetch
scripts and styles from several hosts, and insert values as markup. The pages here do neither.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from hearsay.expectations.history_rules import HISTORY_RULES, SUITE
from hearsay.expectations.rule import Kind, Rule
from hearsay.expectations.rules import rules_for
from hearsay.expectations.suites import build_suite, new_context

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.core.run_identifier import RunIdentifier

_STYLE = Path(__file__).parent / "templates" / "data_docs.css"
_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'\">"
)
_FETCHED = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*\bhref=\"https?:[^>]*>|<img\b[^>]*\bsrc=\"https?:[^>]*>|<footer\b.*?</footer>",
    re.DOTALL,
)
_NO_TABS = ".nav-tabs, .tab-content { display: none; }"
_NO_MARKUP = str.maketrans({"<": "‹", ">": "›", "&": "＆", '"': "″", "'": "′", "$": "＄"})
"""Harmless lookalikes of markup characters. The library escapes values in some places only."""


def write_data_docs(checks: pl.DataFrame, run: Mapping[str, Any], folder: Path) -> Path:
    """Write the site for a run's checks, and return the path of the first page.

    Pages of an earlier site stay in the folder without links to them.

    Args:
        checks: Rows of the table checks.
        run: The row of `runs`.
        folder: The folder of the site, created if missing.

    Raises:
        OSError: The folder cannot be written.
    """
    with tempfile.TemporaryDirectory() as site:
        context = new_context()
        context.variables.data_docs_sites = {"hearsay": _site(site)}
        run_id = _run_identifier(run)
        for (name,), rows in checks.sort("suite", "rule").group_by("suite", maintain_order=True):
            _add_suite(context, str(name), rows, run_id)
        context.build_data_docs()
        for page in Path(site).rglob("*.html"):
            page.write_text(_self_contained(page.read_text(encoding="utf-8")), encoding="utf-8")
        _list_pages(Path(site), checks)
        shutil.copytree(site, folder, dirs_exist_ok=True)
    return folder / "index.html"


def _site(folder: str) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": folder},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _run_identifier(run: Mapping[str, Any]) -> "RunIdentifier":
    from great_expectations.core.run_identifier import RunIdentifier  # noqa: PLC0415

    started: datetime = run["started_at"]
    return RunIdentifier(run_name=str(run["run_id"]), run_time=started)


def _add_suite(context: Any, name: str, checks: pl.DataFrame, run_id: "RunIdentifier") -> None:
    """Add a suite and the results of this run to the stores of the context."""
    from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    rows = {row["rule"]: row for row in checks.iter_rows(named=True)}
    suite = context.suites.add(build_suite([_shown_rule(name, row) for row in rows.values()], name))
    results = [
        _result(rows[expectation.meta["rule"]], expectation.configuration) for expectation in suite.expectations
    ]
    key = ValidationResultIdentifier(ExpectationSuiteIdentifier(name), run_id, batch_identifier=name)
    context.validation_results_store.set(key, _suite_result(name, results, run_id))


def _shown_rule(suite: str, check: Mapping[str, Any]) -> Rule:
    """Return the rule of a check. A rule about a whole frame, or of the user, is shown as a flag."""
    for rule in HISTORY_RULES if suite == SUITE else rules_for(suite):
        if rule.name == check["rule"]:
            return replace(rule, kind=Kind.FLAG) if rule.kind is Kind.FRAME else rule
    return Rule(check["rule"], suite, check["severity"], check["why"].translate(_NO_MARKUP), Kind.FLAG)


def _result(check: Mapping[str, Any], configuration: Any) -> "ExpectationValidationResult":
    from great_expectations.core import ExpectationValidationResult  # noqa: PLC0415

    sample = (check["observed"] or "").translate(_NO_MARKUP)
    return ExpectationValidationResult(
        success=check["is_success"],
        expectation_config=configuration,
        result={
            "element_count": check["checked_count"],
            "unexpected_count": check["unexpected_count"],
            "unexpected_percent": check["unexpected_percent"],
            "partial_unexpected_list": [sample] if sample else [],
        },
        exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
    )


def _suite_result(
    name: str, results: "list[ExpectationValidationResult]", run_id: "RunIdentifier"
) -> "ExpectationSuiteValidationResult":
    from great_expectations.core import ExpectationSuiteValidationResult  # noqa: PLC0415

    held = sum(bool(result.success) for result in results)
    return ExpectationSuiteValidationResult(
        success=held == len(results),
        results=results,
        suite_name=name,
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": held,
            "unsuccessful_expectations": len(results) - held,
            "success_percent": 100 * held / len(results),
        },
        meta={
            "run_id": run_id,
            "batch_spec": {"data_asset_name": name},
            "great_expectations_version": version("great_expectations"),
        },
    )


def _list_pages(site: Path, checks: pl.DataFrame) -> None:
    """Add the list of pages to the first page. The library leaves this to a script."""
    held = checks.group_by("suite").agg(pl.col("is_success").sum(), pl.len()).sort("suite")
    lines = [
        f'<tr><th scope="row">{name}</th><td>{succeeded} of {total}</td><td><a href="{page_path.relative_to(site)}">'
        f'validation results</a></td><td><a href="expectations/{name}.html">expectation suite</a></td></tr>'
        for name, succeeded, total in held.iter_rows()
        for page_path in (site / "validations" / name).rglob("*.html")
    ]
    head = '<tr><th scope="col">suite</th><th scope="col">expectations met</th><th></th><th></th></tr>'
    index = site / "index.html"
    page = index.read_text(encoding="utf-8").replace("</head>", f"<style>{_NO_TABS}</style></head>", 1)
    page = page.replace("</body>", f"<table>{head}{''.join(lines)}</table></body>", 1)
    index.write_text(page, encoding="utf-8")


def _self_contained(page: str) -> str:
    """Return a page without remote content and scripts, with a style sheet and a policy against other content."""
    style = f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"
    page = _FETCHED.sub("", page).replace("</head>", f"{style}</head>", 1)
    return re.sub(r"<head>", lambda head: head[0] + _POLICY, page, count=1)
