"""The command line. Imports are made inside the commands: each loads only what it needs, and Prefect comes last."""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import click

from flows.settings import SOURCE_KINDS, Settings, read_settings, settings_json
from warehouse.errors import HearsayError, QueryError, UsageError

EPILOG = "Exit codes: 0 all inputs accounted for and published; 1 some inputs failed; 2 bad usage or configuration; \
3 the audit stopped the publication."
MOST_JOINS_SHOWN = 20
"""Joins that loading a knowledge table shows one by one."""


class _Instant(click.ParamType[datetime]):
    name = "ISO-8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from pipelines.sources import parse_instant

        try:
            return parse_instant(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class _Moment(click.ParamType[str]):
    """A day or a moment, checked here and passed on as it was written: a day means another thing at each end."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from flows.ranges import parse_since

        try:
            parse_since(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


class _Column(click.ParamType[tuple[str, str]]):
    name = "FIELD=NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        field, equals, column = str(value).partition("=")
        if not (field and equals and column):
            self.fail(f"{value!r} is not written as FIELD=NAME, such as html=content", param, ctx)
        return field, column


@dataclass
class _Given:
    """What may stand before or after a command's name: warehouse, settings, and whether to answer in JSON."""

    warehouse_file: str | None = None
    config_file: str | None = None
    as_json: bool = False

    @cached_property
    def settings(self) -> Settings:
        """What the settings file says. Raises ConfigError."""
        return read_settings(self.config, is_required=self.config_file is not None)

    @property
    def config(self) -> Path:
        """The settings file."""
        return Path(self.config_file or "hearsay.toml")

    @property
    def warehouse(self) -> Path:
        """The warehouse file."""
        return Path(self.warehouse_file or self.settings.warehouse)


def _note(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Take an option down wherever it stands; the one nearest to the command wins."""
    given = context.ensure_object(_Given)
    if value and parameter.name:
        setattr(given, parameter.name, value)


def _anywhere(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that may stand before or after a command's name."""
    noted: dict[str, Any] = {"expose_value": False, "callback": _note}
    options = (
        click.option("--json", "as_json", is_flag=True, help="Answers for programs.", **noted),
        click.option(
            "--config",
            "config_file",
            metavar="FILE",
            help="Settings.  [default: hearsay.toml, if there is one]",
            **noted,
        ),
        click.option(
            "--warehouse",
            "warehouse_file",
            metavar="FILE",
            help="Warehouse file.  [default: hearsay.duckdb]",
            **noted,
        ),
    )
    for option in options:
        command = option(command)
    return command


@click.group(invoke_without_command=True, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@_anywhere
@click.version_option(package_name="hearsay")
@click.pass_context
def hearsay(context: click.Context) -> None:
    """News pages into a DuckDB warehouse of who said what, about whom, when, and how sure they were."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@hearsay.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--captured-at", type=_Instant(), help="When saved files were captured, such as 2026-01-30T12:00Z.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(SOURCE_KINDS),
    help="What SOURCE is.  [default: told by its name and first bytes]",
)
@click.option(
    "--column",
    "columns",
    type=_Column(),
    multiple=True,
    help="Which column of a dump holds what, such as html=content. Fields: html, text, path, title, url, fetched_at.",
)
@click.option("--jsonl", "as_jsonl", is_flag=True, help="The same as --as jsonl.")
@click.option("--no-archive", is_flag=True, help="Keep no bytes: of a page there is then its hash alone.")
@click.option(
    "--since", type=_Moment(), help="Leave out what is from before: a day, or a time such as 2026-01-30T12:00Z."
)
@click.option("--until", type=_Moment(), help="Leave out what is from after that day or time.")
@click.option(
    "--dated-only", is_flag=True, help="Leave out what does not tell when it is from.  [default: it is kept]"
)
@_anywhere
@click.pass_obj
def ingest(
    given: _Given,
    /,
    sources: tuple[str, ...],
    captured_at: datetime | None,
    kind: str | None,
    columns: tuple[tuple[str, str], ...],
    as_jsonl: bool,
    no_archive: bool,
    **between: str | bool | None,
) -> None:
    """Take in pages from SOURCE; end with a receipt.

    A SOURCE is a name of hearsay.toml, a file, a folder, a glob, a URL or - (standard input). What it holds is told
    by looking: pages, JSON lines ({"html" or "text" or "path", "title"?, "url"?, "fetched_at"?}), Parquet, web
    archives (WARC, WACZ), feeds, sitemaps, lists of addresses; a URL without a path is a site, asked for its feeds.

    --since and --until take what is from between: by the date of publication that a feed or a sitemap gives, or else
    that of the last change, or else the time of the capture. A backfill that was stopped goes on when run again.
    """
    from flows.named_sources import resolve_sources
    from flows.pool import started_early
    from flows.prefect_server import prefect_api
    from flows.ranges import read_between
    from flows.settings import without_archive, worker_limits
    from pipelines.sources import PAGE, check_sources, kind_of_file

    if as_jsonl:
        if kind not in (None, "jsonl"):
            raise click.UsageError(f"--jsonl and --as {kind} say two different things; give one of them")
        kind = "jsonl"
    if given.settings.rules:
        from flows.own_rules import own_rules

        own_rules(given.settings)
    check_sources(
        resolve_sources(sources, given.settings, kind=kind, columns=dict(columns), between=read_between(between))
    )
    is_one_page = (
        len(sources) == 1 and kind is None and Path(sources[0]).is_file() and kind_of_file(sources[0]) == PAGE
    )
    settings = without_archive(given.settings) if no_archive else given.settings
    limits = worker_limits(settings, 1 if is_one_page else settings.limits.workers)
    with prefect_api(), started_early(limits):
        from flows.prefect_run import run_now

        receipt = run_now(
            sources=list(sources),
            warehouse=str(given.warehouse),
            settings=settings_json(settings),
            captured_at=captured_at.isoformat() if captured_at else None,
            kind=kind,
            columns=dict(columns),
            between=between,
        )
        _print_receipt(receipt, as_json=given.as_json)
    raise SystemExit(receipt.exit_code)


def _print_receipt(receipt: Any, *, as_json: bool) -> None:
    import json

    click.echo(json.dumps(receipt.as_dict(), ensure_ascii=False, default=str) if as_json else receipt.as_text())
    sys.stdout.flush()


@hearsay.command()
@click.option("--from", "archive", metavar="FOLDER", help="The archive.  [default: that of the settings]")
@click.option("--against", metavar="FILE", help="Compare with this warehouse.  [default: what was there before]")
@_anywhere
@click.pass_obj
def rebuild(given: _Given, archive: str | None, against: str | None) -> None:
    """Extract and read every archived capture again, without a network; end with what that changed.

    A warehouse that is there is brought up to date with this extractor and reader; with --warehouse NEW one is made
    anew. What was killed is gone on with by the same command.
    """
    from flows.pool import started_early
    from flows.prefect_server import prefect_api
    from flows.settings import worker_limits
    from pipelines.archive import check_archive

    folder = Path(archive) if archive else given.settings.archive.folder_of(given.warehouse)
    check_archive(folder)
    if against and not Path(against).is_file():
        raise UsageError(f"there is no warehouse at {against} to compare with; give another with --against")
    with prefect_api(), started_early(worker_limits(given.settings, given.settings.limits.workers)):
        from flows.prefect_run import rebuild_now

        rebuilt = rebuild_now(
            warehouse=str(given.warehouse),
            archive=str(folder),
            settings=settings_json(given.settings),
            against=against,
        )
        _print_receipt(rebuilt, as_json=given.as_json)
    raise SystemExit(rebuilt.exit_code)


@hearsay.command()
@click.argument("page", required=False)
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Read pages as JSON lines from standard input, or from PAGE.")
@click.option("--url", help="The page's address, if it is not in the page.")
@click.option("--captured-at", type=_Instant(), help="When the page was captured.")
@_anywhere
@click.pass_obj
def extract(given: _Given, page: str | None, as_jsonl: bool, url: str | None, captured_at: datetime | None) -> None:
    """Print the article record of PAGE (a file, or -) as JSON; nothing is stored.

    With --jsonl, one record a line for each {"id", "path" or "html" or "text", "url"?, "fetched_at"?} line, in order,
    also for what is rejected.
    """
    from flows.records_out import extract_lines, extract_page

    if as_jsonl:
        with _opened(page or "-") as lines:
            extract_lines(lines, sys.stdout, given.settings)
        return
    if page is None:
        raise click.UsageError("give a PAGE, - for standard input, or --jsonl")
    with _opened(page) as file:
        record = extract_page(file.read(), page, url, captured_at, given.settings)
    click.echo(record.as_json(indent=1))
    raise SystemExit(0 if record.is_article else 1)


@hearsay.command()
@click.argument("text", required=False)
@click.option(
    "--jsonl", "as_jsonl", is_flag=True, help='Read {"id", "text"} lines from standard input, or from TEXT.'
)
@click.option(
    "--html", "as_html", is_flag=True, help="A page by itself: the text, its spans linked to who said what."
)
@_anywhere
@click.pass_obj
def read(given: _Given, text: str | None, as_jsonl: bool, as_html: bool) -> None:
    """Show mentions and attributions of TEXT; nothing is stored.

    TEXT is a file, - for standard input, or the words themselves. On a terminal the spans are in colour; anywhere
    else, and with --json, the answer is one JSON object.
    """
    from flows.records_out import read_lines, reading_json

    if as_jsonl and as_html:
        raise click.UsageError("--jsonl and --html ask for two different answers; give one of them")
    if as_jsonl:
        with _opened(text or "-") as lines:
            read_lines(lines, sys.stdout)
        return
    if text is None:
        raise click.UsageError("give a TEXT file, - for standard input, or --jsonl")
    if " " in text and not Path(text).is_file():
        words = text
    else:
        with _opened(text) as file:
            words = file.read().decode("utf-8", "replace")
    if as_html or (sys.stdout.isatty() and not given.as_json):
        _show_reading(words, text, as_html)
    else:
        click.echo(reading_json(words, indent=1))


def _show_reading(words: str, given: str, as_html: bool) -> None:
    from rich.console import Console

    from flows.reading_shown import html_page, print_reading
    from pipelines.reader import read_text

    if as_html:
        title = Path(given).name if given not in (words, "-") else "Reading"
        click.echo(html_page(words, read_text(words), title))
    else:
        print_reading(words, read_text(words), Console())


@hearsay.command()
@click.argument("sql")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table")
@click.option("--rows", type=click.IntRange(min=1), default=40, show_default=True, help="Rows that a table shows.")
@_anywhere
@click.pass_obj
def query(given: _Given, sql: str, form: str, rows: int) -> None:
    """Answer one SELECT (- reads it from standard input). Read-only: no files, no network, bounded time and memory.

    Start with the views who_said_what, entity_timeline, outlet_coverage and quality_latest.
    """
    from flows.answers import print_table
    from warehouse.query import QueryLimits, run_query, write_answer

    if sql == "-":
        sql = sys.stdin.read()
    limits = QueryLimits(
        given.settings.query.seconds,
        given.settings.query.memory,
        wait_seconds=given.settings.wait_seconds,
        on_stuck=lambda: _give_up(f"the query could not be stopped after {given.settings.query.seconds:g} s"),
    )
    if given.as_json and form == "table":
        form = "json"
    frame = run_query(given.warehouse, sql, limits)
    if form == "table":
        print_table(frame, rows)
    else:
        write_answer(frame, form, sys.stdout.buffer)
        sys.stdout.buffer.flush()


@hearsay.command()
@click.option(
    "--out", "-o", default="hearsay-report.html", show_default=True, help="File to write; - for standard output."
)
@click.option("--run", "run_id", help="The run to report on, or its first characters.  [default: the last one]")
@_anywhere
@click.pass_obj
def report(given: _Given, out: str, run_id: str | None) -> None:
    """Write the data-quality report: one self-contained HTML page that opens without a network."""
    from flows.report import report_page

    page = report_page(given.warehouse, run_id, given.settings.wait_seconds)
    if out == "-":
        click.echo(page)
        return
    _write_page(out, page)


@hearsay.command()
@click.argument("article", metavar="ARTICLE")
@click.option("--out", "-o", help="Write a page to this file; - for standard output.")
@_anywhere
@click.pass_obj
def show(given: _Given, article: str, out: str | None) -> None:
    """Show one article: its text with mentions and claims highlighted; on a page, its versions side by side too.

    ARTICLE is an id or its first characters, an address, or words of the title.
    """
    from flows.article_page import show_article, stored_reading

    current, page = show_article(given.warehouse, article, given.settings.wait_seconds)
    if out is None:
        from rich.console import Console

        from flows.reading_shown import print_reading

        click.echo(current.article["title"] or "Without a title")
        print_reading(current.article["text"], stored_reading(current), Console())
    elif out == "-":
        click.echo(page)
    else:
        _write_page(out, page)


def _write_page(out: str, page: str) -> None:
    try:
        Path(out).write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}; give another with --out") from error
    click.echo(f"{out} ({len(page.encode()):,} bytes)")


@hearsay.group()
def quarantine() -> None:
    """Rows that the audit kept back."""


@quarantine.command("list")
@click.option("--all", "with_released", is_flag=True, help="Released rows too.")
@_anywhere
@click.pass_obj
def quarantine_list(given: _Given, with_released: bool) -> None:
    """List the rows in quarantine: id, table, rule, row id."""
    from flows.answers import print_table
    from warehouse.connection import open_for_reading
    from warehouse.lookup import quarantined_rows
    from warehouse.migrate import check_version

    with open_for_reading(given.warehouse, given.settings.wait_seconds) as connection:
        check_version(connection, given.warehouse)
        frame = quarantined_rows(connection, with_released=with_released)
    print_table(frame, rows=1000)


@quarantine.command("show")
@click.argument("quarantine_id")
@_anywhere
@click.pass_obj
def quarantine_show(given: _Given, quarantine_id: str) -> None:
    """Show one quarantined row as JSON: the rule it broke, and the whole row. The id's first characters do."""
    from flows.answers import quarantined_json

    click.echo(quarantined_json(given.warehouse, quarantine_id, given.settings.wait_seconds))


@quarantine.command("release")
@click.argument("quarantine_ids", nargs=-1, metavar="[ID...]")
@click.option("--rule", help="Instead of ids: every row that this rule keeps back.")
@click.option("--table", help="Instead of ids, or with --rule: every row meant for this table.")
@_anywhere
@click.pass_obj
def quarantine_release(given: _Given, quarantine_ids: tuple[str, ...], rule: str | None, table: str | None) -> None:
    """Let quarantined rows pass: audit them again and publish them, with what hangs on them, under the same ids.

    Only the rules named by the ids, or by --rule, are waived; the same row is not kept back by them again, and the
    check of a later run says that it was let through.
    """
    from flows.own_rules import own_rules
    from flows.release import choose_quarantined, release_quarantined

    if bool(quarantine_ids) == bool(rule or table):
        raise click.UsageError("give the ids of rows in quarantine, or --rule or --table; hearsay quarantine list")
    wait = given.settings.wait_seconds
    chosen = choose_quarantined(given.warehouse, quarantine_ids, rule, table, wait)
    release = release_quarantined(given.warehouse, chosen, own_rules(given.settings), wait)
    click.echo(release.as_json() if given.as_json else release.as_text())
    if release.kept:
        sys.stdout.flush()
        os._exit(1)


@hearsay.command()
@click.option("--all", "shows_all", is_flag=True, help="What is fine too.")
@_anywhere
@click.pass_obj
def doctor(given: _Given, shows_all: bool) -> None:
    """Examine the installation and the warehouse, and say what to do where something is wrong.

    Exit code 0: nothing is wrong; 1: something is.
    """
    from flows.doctor import diagnoses_json, diagnosis_line, examine

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


@hearsay.group()
def entities() -> None:
    """Which entities are one thing: join them, take a join back, list the joins."""


@entities.command("join")
@click.argument("entity")
@click.argument("other")
@click.option("--reason", required=True, help="Why they are one; it is kept with the join.")
@click.option("--all", "all_of_it", is_flag=True, help="Join every entity that ENTITY names.")
@_anywhere
@click.pass_obj
def entities_join(given: _Given, entity: str, other: str, reason: str, all_of_it: bool) -> None:
    """Join ENTITY to OTHER: from now on the views show both as OTHER. No row changes; undo takes it back.

    Each is an id, its first six characters or more, or a name. Where several entities bear one name (as people do
    whom a name alone does not tell apart), give an id, or --all.
    """
    from flows.entity_work import join_by_hand

    made = join_by_hand(given.warehouse, entity, other, reason, given.settings.wait_seconds, all_of_it=all_of_it)
    click.echo(f"{made:,} join{'' if made == 1 else 's'} made" if made else "joined already; nothing to do")


@entities.command("undo")
@click.argument("join_id")
@click.option("--reason", help="Why it was wrong; it is kept with the join.")
@_anywhere
@click.pass_obj
def entities_undo(given: _Given, join_id: str, reason: str | None) -> None:
    """Take a join back; it stays on record. The id's first characters do."""
    from flows.entity_work import undo_by_hand

    click.echo(f"{undo_by_hand(given.warehouse, join_id, reason, given.settings.wait_seconds)} taken back")


@entities.command("list")
@click.option("--all", "with_undone", is_flag=True, help="Joins that were taken back too.")
@_anywhere
@click.pass_obj
def entities_list(given: _Given, with_undone: bool) -> None:
    """List the joins: id, what was joined to what, why and when."""
    from flows.answers import print_table
    from flows.entity_work import joins_frame

    print_table(joins_frame(given.warehouse, given.settings.wait_seconds, with_undone=with_undone), rows=1000)


@hearsay.group()
def knowledge() -> None:
    """What you know of people, organizations and places, for their names to resolve to."""


@knowledge.command("load")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@_anywhere
@click.pass_obj
def knowledge_load(given: _Given, file: Path) -> None:
    """Load a table of things (CSV or Parquet: name, type, identifiers, aliases, country, description).

    All of it is checked first, and loaded only if no line is wrong. Loading a thing again takes the place of what was
    known of it.
    """
    from flows.entity_work import load_knowledge

    loaded = load_knowledge(given.warehouse, file, given.settings.wait_seconds)
    if given.as_json:
        import json

        click.echo(json.dumps(loaded._asdict(), ensure_ascii=False))
        return
    click.echo(f"{loaded.lines:,} things, {loaded.new:,} of them new; {loaded.joined:,} entities joined to them")
    for entity, thing in loaded.names[:MOST_JOINS_SHOWN]:
        click.echo(f"  {entity} → {thing}")
    if loaded.joined > MOST_JOINS_SHOWN:
        click.echo(f"  and {loaded.joined - MOST_JOINS_SHOWN:,} more: hearsay entities list")


@knowledge.command("list")
@_anywhere
@click.pass_obj
def knowledge_list(given: _Given) -> None:
    """List the things: name, identifiers, other names, how many entities are joined to each, from which file."""
    from flows.answers import print_table
    from flows.entity_work import known_frame

    print_table(known_frame(given.warehouse, given.settings.wait_seconds), rows=1000)


@knowledge.command("remove")
@click.argument("things", nargs=-1, metavar="[THING...]")
@click.option("--file", help="Instead of things: all that this file has told, as the list names it.")
@_anywhere
@click.pass_obj
def knowledge_remove(given: _Given, things: tuple[str, ...], file: str | None) -> None:
    """Forget each THING: a name, an identifier (wikidata:Q42, mine:17) or an id.

    The joins that loading it made are taken back and stay on record. Articles that were taken in since keep the
    entity that they were given.
    """
    from flows.entity_work import remove_knowledge

    if bool(things) == bool(file):
        raise click.UsageError("give things, or --file; hearsay knowledge list shows both")
    removed, undone = remove_knowledge(given.warehouse, things, file, given.settings.wait_seconds)
    click.echo(f"{removed:,} things removed; {undone:,} joins taken back")


@hearsay.command()
@click.argument("folder", metavar="DIR")
@_anywhere
@click.pass_obj
def export(given: _Given, folder: str) -> None:
    """Write every table as Parquet into DIR, and the current claims as JSON lines and as schema.org JSON-LD."""
    from warehouse.export import export_warehouse

    try:
        written = export_warehouse(given.warehouse, Path(folder), given.settings.wait_seconds)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}; give another DIR") from error
    for name, rows in written.items():
        click.echo(f"{Path(folder) / name}: {rows:,} rows")


@hearsay.command()
@_anywhere
@click.pass_obj
def serve(given: _Given) -> None:
    """Run the schedules and the scheduled sources of hearsay.toml until stopped."""
    from flows.named_sources import all_schedules
    from flows.prefect_server import prefect_api

    if not all_schedules(given.settings):
        raise UsageError(
            f"{given.config} has no [[schedules]], nor [[sources]] with cron or every_seconds; "
            "docs/settings.md shows both"
        )
    with prefect_api(with_scheduler=True):
        from flows.serve import serve_schedules

        serve_schedules(given.settings, given.warehouse, announce=click.echo)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(name, "rb") as file:
            yield file
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error


@hearsay.result_callback()
@click.pass_context
def _end_when_answered(context: click.Context, _result: object) -> None:
    """End at once when a command that only asks the warehouse is done: its connection is closed by now.

    Threads of native libraries, Arrow's or DuckDB's, abort the interpreter's own ending once in a thousand times,
    after a good answer. Prefect, which has to write down what it holds, is in none of these commands.
    """
    if context.invoked_subcommand in {"query", "report", "show", "export", "quarantine", "entities", "knowledge"}:
        sys.stdout.flush()
        os._exit(0)


def _give_up(why: str) -> None:
    """End this process at once, whatever it is at."""
    click.echo(f"hearsay: {why}, so the process ends here", err=True)
    os._exit(QueryError.exit_code)


def main() -> None:
    """The console script: run a command and end with its exit code; errors are one line, never a traceback."""
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
