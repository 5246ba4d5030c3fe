"""The `hearsay` command, its errors and exit codes. Each subcommand has its own module in flows.commands."""

import io
import os
import sys

import click

from hearsay.errors import HearsayError
from hearsay.flows.commands.copy import copy
from hearsay.flows.commands.deploy import deploy
from hearsay.flows.commands.doctor import doctor
from hearsay.flows.commands.entities import entities
from hearsay.flows.commands.export import export
from hearsay.flows.commands.extract import extract
from hearsay.flows.commands.ingest import ingest
from hearsay.flows.commands.knowledge import knowledge
from hearsay.flows.commands.options import shared_options
from hearsay.flows.commands.quarantine import quarantine
from hearsay.flows.commands.query import query
from hearsay.flows.commands.read import read
from hearsay.flows.commands.rebuild import rebuild
from hearsay.flows.commands.report import report
from hearsay.flows.commands.serve import serve
from hearsay.flows.commands.show import show
from hearsay.flows.commands.tidy import tidy

EPILOG = "Exit codes: 0 all inputs accounted for and published; 1 some inputs failed; 2 bad usage or configuration; \
3 the audit stopped the publication."

COMMANDS = (
    ingest,
    rebuild,
    extract,
    read,
    query,
    report,
    show,
    quarantine,
    doctor,
    entities,
    knowledge,
    export,
    copy,
    tidy,
    serve,
    deploy,
)
"""All commands, in the order of docs/command-line.md."""

ONLY_ASK = (query, report, show, export, copy, tidy, quarantine, entities, knowledge)
"""Commands that only query the warehouse, or write a few rows, without Prefect."""


@click.group(invoke_without_command=True, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@shared_options
@click.version_option(package_name="hearsay-news")
@click.pass_context
def hearsay(context: click.Context) -> None:
    """Turn news pages into a DuckDB warehouse of who said what, about whom, when, and with what certainty."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in COMMANDS:
    hearsay.add_command(_command)


@hearsay.result_callback()
@click.pass_context
def _end_when_answered(context: click.Context, _result: object) -> None:
    """End the process at once after a command of ONLY_ASK. Its connection is closed already.

    Threads of native libraries (Arrow, DuckDB) abort the interpreter's normal exit in about 1 of 1,000 runs, after a
    good answer. None of these commands uses Prefect, which must save its state at exit.
    """
    if context.invoked_subcommand in {command.name for command in ONLY_ASK}:
        sys.stdout.flush()
        os._exit(0)


def main() -> None:
    """Run a command and exit with its exit code. An error is one line, never a traceback."""
    # No process of a command may import code that lies beside the pages.
    os.environ["PYTHONSAFEPATH"] = "1"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Pages have characters that a terminal's encoding may lack, and JSON is UTF-8 in every locale.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        hearsay.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SystemExit(2) from None
    except HearsayError as error:
        click.echo(f"hearsay: {error}", err=True)
        raise SystemExit(error.exit_code) from None
    except (KeyboardInterrupt, click.Abort):
        click.echo("hearsay: stopped; published rows stay, and the next run does the rest", err=True)
        raise SystemExit(130) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(141) from None


if __name__ == "__main__":
    main()
