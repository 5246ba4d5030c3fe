"""hearsay entities: join entities by hand, undo joins, list joins."""

import json

import click

from hearsay.flows.commands.options import SharedOptions, shared_options


@click.group()
def entities() -> None:
    """Join entities that are the same person or thing, undo joins, list joins."""


@entities.command("join")
@click.argument("entity")
@click.argument("other")
@click.option("--reason", required=True, help="Why they are the same; stored with the join.")
@click.option("--all", "all_of_it", is_flag=True, help="Join every entity that ENTITY names.")
@shared_options
@click.pass_obj
def entities_join(options: SharedOptions, entity: str, other: str, reason: str, all_of_it: bool) -> None:
    """Join ENTITY to OTHER: from now on the views show both as OTHER. No row changes; undo reverses the join.

    Each is an id, the first six or more characters of an id, or a name. If several entities have the same name, such
    as two people called John Smith, give an id, or --all.
    """
    from hearsay.flows.curation.entity_work import join_by_hand

    joins = join_by_hand(options.warehouse, entity, other, reason, options.settings.wait_seconds, all_of_it=all_of_it)
    if options.as_json:
        click.echo(json.dumps({"joins": joins}))
    else:
        click.echo(f"{joins:,} join{'' if joins == 1 else 's'} made" if joins else "joined already; nothing to do")


@entities.command("undo")
@click.argument("join_id")
@click.option("--reason", help="Why the join was wrong; stored with the join.")
@shared_options
@click.pass_obj
def entities_undo(options: SharedOptions, join_id: str, reason: str | None) -> None:
    """Undo a join; its record stays. The first characters of its id are enough."""
    from hearsay.flows.curation.entity_work import undo_by_hand

    undone = undo_by_hand(options.warehouse, join_id, reason, options.settings.wait_seconds)
    click.echo(json.dumps({"undone": undone}) if options.as_json else f"{undone} undone")


@entities.command("list")
@click.option("--all", "with_undone", is_flag=True, help="List undone joins too.")
@shared_options
@click.pass_obj
def entities_list(options: SharedOptions, with_undone: bool) -> None:
    """List the joins: id, both entities, reason and time."""
    from hearsay.flows.curation.entity_work import joins_frame
    from hearsay.flows.output.answers import print_list

    print_list(
        joins_frame(options.warehouse, options.settings.wait_seconds, with_undone=with_undone),
        as_json=options.as_json,
    )
