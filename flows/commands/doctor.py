"""hearsay doctor: examine the installation and the warehouse."""

import os
import sys

import click

from hearsay.flows.commands.options import Given, anywhere


@click.command()
@click.option("--all", "shows_all", is_flag=True, help="What is fine too.")
@anywhere
@click.pass_obj
def doctor(given: Given, shows_all: bool) -> None:
    """Examine the installation and the warehouse, and say what to do where something is wrong.

    Exit code 0: nothing is wrong; 1: something is.
    """
    from hearsay.flows.doctor import diagnoses_json, diagnosis_line, examine

    found = []
    for one in examine(given.warehouse, given.settings.wait_seconds):
        found.append(one)
        if not given.as_json and (shows_all or one.state != "fine"):
            click.echo(diagnosis_line(one))
    wrong = sum(one.state == "wrong" for one in found)
    if given.as_json:
        click.echo(diagnoses_json(found))
    else:
        click.echo(f"{len(found)} looked at, {wrong} wrong")
    sys.stdout.flush()
    os._exit(1 if wrong else 0)
