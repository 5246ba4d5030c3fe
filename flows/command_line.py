"""The command line: `hearsay`, its errors and exit codes. Each command is in the module of flows.commands that bears
its name.
"""

import io
import os
import sys

import click

from hearsay.errors import HearsayError
from hearsay.flows.commands.doctor import doctor
from hearsay.flows.commands.entities import entities
from hearsay.flows.commands.export import export
from hearsay.flows.commands.extract import extract
from hearsay.flows.commands.ingest import ingest
from hearsay.flows.commands.knowledge import knowledge
from hearsay.flows.commands.options import anywhere
from hearsay.flows.commands.quarantine import quarantine
from hearsay.flows.commands.query import query
from hearsay.flows.commands.read import read
from hearsay.flows.commands.rebuild import rebuild
from hearsay.flows.commands.report import report
from hearsay.flows.commands.serve import serve
from hearsay.flows.commands.show import show

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
    serve,
)
"""In the order of docs/command-line.md."""

ONLY_ASK = (query, report, show, export, quarantine, entities, knowledge)
"""The commands that only ask the warehouse, or write a row or two into it, without Prefect."""


@click.group(invoke_without_command=True, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@anywhere
@click.version_option(package_name="hearsay-news")
@click.pass_context
def hearsay(context: click.Context) -> None:
    """News pages into a DuckDB warehouse of who said what, about whom, when, and how sure they were."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in COMMANDS:
    hearsay.add_command(_command)


@hearsay.result_callback()
@click.pass_context
def _end_when_answered(context: click.Context, _result: object) -> None:
    """End at once when one of ONLY_ASK is done: its connection is closed by now.

    Threads of native libraries, Arrow's or DuckDB's, abort the interpreter's own ending once in a thousand times,
    after a good answer. Prefect, which has to write down what it holds, is in none of these commands.
    """
    if context.invoked_subcommand in {command.name for command in ONLY_ASK}:
        sys.stdout.flush()
        os._exit(0)


def main() -> None:
    """The console script: run a command and end with its exit code; errors are one line, never a traceback."""
    # Code that lies beside the pages must not be imported, by no process that a command starts.
    os.environ["PYTHONSAFEPATH"] = "1"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Pages hold what a terminal's encoding may not know, and JSON is UTF-8 whatever the locale.
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
        click.echo("hearsay: stopped; what was published stays, the next run does the rest", err=True)
        raise SystemExit(130) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(141) from None


if __name__ == "__main__":
    main()
