"""Options that all commands share; they may stand before or after the command's name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from hearsay.flows.config.settings import Settings, read_settings


@dataclass
class SharedOptions:
    """Values of the shared options: warehouse file, settings file, and the choice of JSON output."""

    warehouse_file: str | None = None
    config_file: str | None = None
    as_json: bool = False

    @cached_property
    def settings(self) -> Settings:
        """The contents of the settings file. Raises ConfigError."""
        return read_settings(self.config, is_required=self.config_file is not None)

    @property
    def config(self) -> Path:
        """The settings file."""
        return Path(self.config_file or "hearsay.toml")

    @property
    def warehouse(self) -> Path:
        """The warehouse file."""
        return Path(self.warehouse_file or self.settings.warehouse)


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
            help="Warehouse file.  [default: hearsay.duckdb]",
            **stored,
        ),
    )
    for option in options:
        command = option(command)
    return command
