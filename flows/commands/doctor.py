"""hearsay doctor: check the installation and the warehouse."""

import os
import sys

import click

from hearsay.flows.commands.options import SharedOptions, shared_options


@click.command()
@click.option("--all", "shows_all", is_flag=True, help="Print the checks without a problem too.")
@shared_options
@click.pass_obj
def doctor(options: SharedOptions, shows_all: bool) -> None:
    """Check the installation and the warehouse, and print advice for each problem.

    Exit code 0: nothing is wrong; 1: at least one check found a problem.
    """
    from hearsay.flows.doctor import diagnoses_json, diagnosis_line, examine

    diagnoses = []
    for diagnosis in examine(options.warehouse, options.settings.wait_seconds):
        diagnoses.append(diagnosis)
        if not options.as_json and (shows_all or diagnosis.state != "fine"):
            click.echo(diagnosis_line(diagnosis))
    wrong = sum(diagnosis.state == "wrong" for diagnosis in diagnoses)
    if options.as_json:
        click.echo(diagnoses_json(diagnoses))
    else:
        click.echo(f"{len(diagnoses)} checked, {wrong} wrong")
    sys.stdout.flush()
    os._exit(1 if wrong else 0)
