"""hearsay knowledge: load, list and remove the user's own entities."""

import json
from pathlib import Path

import click

from hearsay.flows.commands.options import SharedOptions, shared_options

MOST_JOINS_SHOWN = 20
"""Joins that are printed after a table is loaded."""


@click.group()
def knowledge() -> None:
    """Your own table of people, organizations and places, which names resolve to."""


@knowledge.command("load")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@shared_options
@click.pass_obj
def knowledge_load(options: SharedOptions, file: Path) -> None:
    """Load a table of things (CSV or Parquet: name, type, identifiers, aliases, country, description).

    The whole table is checked first, and is loaded only if no line is wrong. A thing that is loaded again replaces
    its earlier entry.
    """
    from hearsay.flows.curation.entity_work import load_knowledge

    loaded = load_knowledge(options.warehouse, file, options.settings.wait_seconds)
    if options.as_json:
        click.echo(json.dumps(loaded._asdict(), ensure_ascii=False))
        return
    click.echo(f"{loaded.lines:,} things, {loaded.new:,} of them new; {loaded.joined:,} entities joined to them")
    for entity, thing in loaded.names[:MOST_JOINS_SHOWN]:
        click.echo(f"  {entity} → {thing}")
    if loaded.joined > MOST_JOINS_SHOWN:
        click.echo(f"  and {loaded.joined - MOST_JOINS_SHOWN:,} more: hearsay entities list")


@knowledge.command("list")
@shared_options
@click.pass_obj
def knowledge_list(options: SharedOptions) -> None:
    """List the things: name, identifiers, other names, number of joined entities, file."""
    from hearsay.flows.curation.entity_work import known_frame
    from hearsay.flows.output.answers import print_list

    print_list(known_frame(options.warehouse, options.settings.wait_seconds), as_json=options.as_json)


@knowledge.command("remove")
@click.argument("things", nargs=-1, metavar="[THING...]")
@click.option("--file", help="Instead of things: every thing from this file, as named in the list.")
@shared_options
@click.pass_obj
def knowledge_remove(options: SharedOptions, things: tuple[str, ...], file: str | None) -> None:
    """Remove each THING: a name, an identifier (wikidata:Q42, mine:17) or an id.

    The joins that came from loading THING are undone; their records stay. Articles that were ingested since then keep
    their entity.
    """
    from hearsay.flows.curation.entity_work import remove_knowledge

    if bool(things) == bool(file):
        raise click.UsageError("give things, or --file; hearsay knowledge list shows both")
    removed, undone = remove_knowledge(options.warehouse, things, file, options.settings.wait_seconds)
    if options.as_json:
        click.echo(json.dumps({"removed": removed, "undone": undone}))
    else:
        click.echo(f"{removed:,} things removed; {undone:,} joins undone")
