"""hearsay quarantine: list, show and release the rows that the audit kept back."""

import os
import sys

import click

from hearsay.flows.commands.options import Given, anywhere


@click.group()
def quarantine() -> None:
    """Rows that the audit kept back."""


@quarantine.command("list")
@click.option("--all", "with_released", is_flag=True, help="Released rows too.")
@anywhere
@click.pass_obj
def quarantine_list(given: Given, with_released: bool) -> None:
    """List the rows in quarantine: id, table, rule, row id."""
    from hearsay.flows.output.answers import print_table
    from hearsay.warehouse.connection import open_for_reading
    from hearsay.warehouse.lookup import quarantined_rows
    from hearsay.warehouse.migrate import check_version

    with open_for_reading(given.warehouse, given.settings.wait_seconds) as connection:
        check_version(connection, given.warehouse)
        frame = quarantined_rows(connection, with_released=with_released)
    print_table(frame, rows=1000)


@quarantine.command("show")
@click.argument("quarantine_id")
@anywhere
@click.pass_obj
def quarantine_show(given: Given, quarantine_id: str) -> None:
    """Show one quarantined row as JSON: the rule it broke, and the whole row. The id's first characters do."""
    from hearsay.flows.output.answers import quarantined_json

    click.echo(quarantined_json(given.warehouse, quarantine_id, given.settings.wait_seconds))


@quarantine.command("release")
@click.argument("quarantine_ids", nargs=-1, metavar="[ID...]")
@click.option("--rule", help="Instead of ids: every row that this rule keeps back.")
@click.option("--table", help="Instead of ids, or with --rule: every row meant for this table.")
@anywhere
@click.pass_obj
def quarantine_release(given: Given, quarantine_ids: tuple[str, ...], rule: str | None, table: str | None) -> None:
    """Let quarantined rows pass: audit them again and publish them, with what hangs on them, under the same ids.

    Only the rules named by the ids, or by --rule, are waived; the same row is not kept back by them again, and the
    check of a later run says that it was let through.
    """
    from hearsay.flows.config.own_rules import own_rules
    from hearsay.flows.curation.release import choose_quarantined, release_quarantined

    if bool(quarantine_ids) == bool(rule or table):
        raise click.UsageError("give the ids of rows in quarantine, or --rule or --table; hearsay quarantine list")
    wait = given.settings.wait_seconds
    chosen = choose_quarantined(given.warehouse, quarantine_ids, rule, table, wait)
    release = release_quarantined(given.warehouse, chosen, own_rules(given.settings), wait)
    click.echo(release.as_json() if given.as_json else release.as_text())
    if release.kept:
        sys.stdout.flush()
        os._exit(1)
