"""hearsay entities: join entities by hand, take joins back, list them."""

import click

from hearsay.flows.commands.options import Given, anywhere


@click.group()
def entities() -> None:
    """Which entities are one thing: join them, take a join back, list the joins."""


@entities.command("join")
@click.argument("entity")
@click.argument("other")
@click.option("--reason", required=True, help="Why they are one; it is kept with the join.")
@click.option("--all", "all_of_it", is_flag=True, help="Join every entity that ENTITY names.")
@anywhere
@click.pass_obj
def entities_join(given: Given, entity: str, other: str, reason: str, all_of_it: bool) -> None:
    """Join ENTITY to OTHER: from now on the views show both as OTHER. No row changes; undo takes it back.

    Each is an id, its first six characters or more, or a name. Where several entities bear one name (as people do
    whom a name alone does not tell apart), give an id, or --all.
    """
    from hearsay.flows.curation.entity_work import join_by_hand

    made = join_by_hand(given.warehouse, entity, other, reason, given.settings.wait_seconds, all_of_it=all_of_it)
    click.echo(f"{made:,} join{'' if made == 1 else 's'} made" if made else "joined already; nothing to do")


@entities.command("undo")
@click.argument("join_id")
@click.option("--reason", help="Why it was wrong; it is kept with the join.")
@anywhere
@click.pass_obj
def entities_undo(given: Given, join_id: str, reason: str | None) -> None:
    """Take a join back; it stays on record. The id's first characters do."""
    from hearsay.flows.curation.entity_work import undo_by_hand

    click.echo(f"{undo_by_hand(given.warehouse, join_id, reason, given.settings.wait_seconds)} taken back")


@entities.command("list")
@click.option("--all", "with_undone", is_flag=True, help="Joins that were taken back too.")
@anywhere
@click.pass_obj
def entities_list(given: Given, with_undone: bool) -> None:
    """List the joins: id, what was joined to what, why and when."""
    from hearsay.flows.curation.entity_work import joins_frame
    from hearsay.flows.output.answers import print_table

    print_table(joins_frame(given.warehouse, given.settings.wait_seconds, with_undone=with_undone), rows=1000)
