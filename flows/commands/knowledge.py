"""hearsay knowledge: load what the user knows, list it, forget it."""

import json
from pathlib import Path

import click

from hearsay.flows.commands.options import Given, anywhere

MOST_JOINS_SHOWN = 20
"""Joins that loading a table shows one by one."""


@click.group()
def knowledge() -> None:
    """What you know of people, organizations and places, for their names to resolve to."""


@knowledge.command("load")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@anywhere
@click.pass_obj
def knowledge_load(given: Given, file: Path) -> None:
    """Load a table of things (CSV or Parquet: name, type, identifiers, aliases, country, description).

    All of it is checked first, and loaded only if no line is wrong. Loading a thing again takes the place of what was
    known of it.
    """
    from hearsay.flows.curation.entity_work import load_knowledge

    loaded = load_knowledge(given.warehouse, file, given.settings.wait_seconds)
    if given.as_json:
        click.echo(json.dumps(loaded._asdict(), ensure_ascii=False))
        return
    click.echo(f"{loaded.lines:,} things, {loaded.new:,} of them new; {loaded.joined:,} entities joined to them")
    for entity, thing in loaded.names[:MOST_JOINS_SHOWN]:
        click.echo(f"  {entity} → {thing}")
    if loaded.joined > MOST_JOINS_SHOWN:
        click.echo(f"  and {loaded.joined - MOST_JOINS_SHOWN:,} more: hearsay entities list")


@knowledge.command("list")
@anywhere
@click.pass_obj
def knowledge_list(given: Given) -> None:
    """List the things: name, identifiers, other names, how many entities are joined to each, from which file."""
    from hearsay.flows.curation.entity_work import known_frame
    from hearsay.flows.output.answers import print_table

    print_table(known_frame(given.warehouse, given.settings.wait_seconds), rows=1000)


@knowledge.command("remove")
@click.argument("things", nargs=-1, metavar="[THING...]")
@click.option("--file", help="Instead of things: all that this file has told, as the list names it.")
@anywhere
@click.pass_obj
def knowledge_remove(given: Given, things: tuple[str, ...], file: str | None) -> None:
    """Forget each THING: a name, an identifier (wikidata:Q42, mine:17) or an id.

    The joins that loading it made are taken back and stay on record. Articles that were taken in since keep the
    entity that they were given.
    """
    from hearsay.flows.curation.entity_work import remove_knowledge

    if bool(things) == bool(file):
        raise click.UsageError("give things, or --file; hearsay knowledge list shows both")
    removed, undone = remove_knowledge(given.warehouse, things, file, given.settings.wait_seconds)
    click.echo(f"{removed:,} things removed; {undone:,} joins taken back")
