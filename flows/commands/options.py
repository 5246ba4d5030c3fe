"""Options that may stand before or after a command's name, and what they were given."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from hearsay.flows.config.settings import Settings, read_settings


@dataclass
class Given:
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
    given = context.ensure_object(Given)
    if value and parameter.name:
        setattr(given, parameter.name, value)


def anywhere(command: Callable[..., Any]) -> Callable[..., Any]:
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
