"""hearsay knowledge: load what the user knows."""

from pathlib import Path

import click

from flows.commands.options import Given, anywhere


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
    from flows.entity_work import load_knowledge

    loaded = load_knowledge(given.warehouse, file, given.settings.wait_seconds)
    click.echo(f"{loaded.lines:,} things, {loaded.new:,} of them new; {loaded.joined:,} entities joined to them")
