"""Options that all commands share; they may stand before or after the command's name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hearsay.flows.config.settings import Settings, read_settings, with_dask, with_log

if TYPE_CHECKING:
    from hearsay.warehouse.location import Location


@dataclass
class SharedOptions:
    """Values of the shared options: warehouse and settings file, choice of JSON output, log, Dask cluster."""

    warehouse_file: str | None = None
    config_file: str | None = None
    as_json: bool = False
    log_file: str | None = None
    is_verbose: bool = False
    dask_address: str | None = None

    @cached_property
    def settings(self) -> Settings:
        """The contents of the settings file, with the log and the cluster of the options. Raises ConfigError."""
        settings = read_settings(self.config, is_required=self.config_file is not None)
        if self.dask_address:
            settings = with_dask(settings, self.dask_address)
        return with_log(settings, self.log_file, is_verbose=self.is_verbose)

    @property
    def config(self) -> Path:
        """The settings file."""
        return Path(self.config_file or "hearsay.toml")

    @property
    def warehouse(self) -> "Location":
        """The warehouse: a file, or a lake. Raises UsageError for an address that cannot be read."""
        from hearsay.warehouse.location import parse_location

        return parse_location(self.warehouse_file or self.settings.warehouse)


def _store_value(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Store the value of a shared option. The option nearest to the command is read last and wins."""
    options = context.ensure_object(SharedOptions)
    if value and parameter.name:
        setattr(options, parameter.name, value)


def shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the shared options to a command."""
    stored: dict[str, Any] = {"expose_value": False, "callback": _store_value}
    options = (
        click.option("--json", "as_json", is_flag=True, help="Print JSON.", **stored),
        click.option(
            "--config",
            "config_file",
            metavar="FILE",
            help="Settings file.  [default: hearsay.toml, if it exists]",
            **stored,
        ),
        click.option(
            "--warehouse",
            "warehouse_file",
            metavar="FILE",
            help="Warehouse file, or the address of a lake.  [default: hearsay.duckdb]",
            **stored,
        ),
    )
    for option in options:
        command = option(command)
    return command


def log_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that runs the pipeline for its log."""
    stored: dict[str, Any] = {"expose_value": False, "callback": _store_value}
    options = (
        click.option(
            "--log",
            "log_file",
            metavar="FILE",
            help="Append a JSON line for each page and chunk to FILE.",
            **stored,
        ),
        click.option(
            "--verbose", "is_verbose", is_flag=True, help="Print a line for each page on standard error.", **stored
        ),
    )
    for option in options:
        command = option(command)
    return command


def dask_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that sends the work on pages to a Dask cluster."""
    return click.option(
        "--dask",
        "dask_address",
        metavar="ADDRESS",
        help="Work on pages on the Dask cluster of the scheduler at tcp://HOST:PORT.  [default: on this machine]",
        expose_value=False,
        callback=_store_value,
    )(command)


@contextmanager
def logged(settings: Settings) -> Iterator[None]:
    """Open the log that the settings name for the block. Raises UsageError for a file that cannot be written."""
    if not (settings.log.file or settings.log.verbose):
        yield
        return
    from hearsay.flows.config.logs import open_log

    with open_log(settings.log):
        yield
