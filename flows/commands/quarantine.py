"""hearsay quarantine: list, show and release the rows that the audit rejected."""

import os
import sys

import click

from hearsay.flows.commands.options import SharedOptions, shared_options


@click.group()
def quarantine() -> None:
    """List, show and release the rows that the audit rejected."""


@quarantine.command("list")
@click.option("--all", "with_released", is_flag=True, help="List released rows too.")
@shared_options
@click.pass_obj
def quarantine_list(options: SharedOptions, with_released: bool) -> None:
    """List the rows in quarantine: id, table, rule, row id."""
    from hearsay.flows.output.answers import print_list
    from hearsay.warehouse.connection import open_for_reading
    from hearsay.warehouse.lookup import quarantined_rows
    from hearsay.warehouse.migrate import check_version

    with open_for_reading(options.warehouse, options.settings.wait_seconds) as connection:
        check_version(connection, options.warehouse)
        frame = quarantined_rows(connection, with_released=with_released)
    print_list(frame, as_json=options.as_json)


@quarantine.command("show")
@click.argument("quarantine_id")
@shared_options
@click.pass_obj
def quarantine_show(options: SharedOptions, quarantine_id: str) -> None:
    """Show a quarantined row as JSON, with the broken rule. The first characters of the id are enough."""
    from hearsay.flows.output.answers import quarantined_json

    click.echo(quarantined_json(options.warehouse, quarantine_id, options.settings.wait_seconds))


@quarantine.command("release")
@click.argument("quarantine_ids", nargs=-1, metavar="[ID...]")
@click.option("--rule", help="Instead of ids: every row that broke this rule.")
@click.option("--table", help="Instead of ids, or with --rule: every row meant for this table.")
@shared_options
@click.pass_obj
def quarantine_release(
    options: SharedOptions, quarantine_ids: tuple[str, ...], rule: str | None, table: str | None
) -> None:
    """Release quarantined rows: audit them again and publish them and their dependent rows, under the same ids.

    Only the rules named by the ids, or by --rule, are waived. They do not quarantine the same row again, and the
    check of a later run reports that the row was let through.
    """
    from hearsay.flows.config.own_rules import own_rules
    from hearsay.flows.curation.release import choose_quarantined, release_quarantined

    if bool(quarantine_ids) == bool(rule or table):
        raise click.UsageError("give the ids of rows in quarantine, or --rule or --table; hearsay quarantine list")
    wait = options.settings.wait_seconds
    chosen = choose_quarantined(options.warehouse, quarantine_ids, rule, table, wait)
    release = release_quarantined(options.warehouse, chosen, own_rules(options.settings), wait)
    click.echo(release.as_json() if options.as_json else release.as_text())
    if release.kept:
        sys.stdout.flush()
        os._exit(1)
