"""The pages of docs/ that are made from the code: tables, checks, the command line. `make docs` writes them anew."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from hearsay.expectations.describe import checks_markdown
from hearsay.flows.command_line import hearsay
from hearsay.warehouse.describe import tables_markdown


def generated_pages() -> Mapping[str, str]:
    """File name under docs/ → its text."""
    return {
        "tables.md": tables_markdown(),
        "checks.md": checks_markdown(),
        "command-line.md": command_line_markdown(),
    }


def command_line_markdown() -> str:
    """The help of every command, as the command line prints it."""
    parts = ["# The command line\n\nMade from the commands themselves by `make docs`.\n"]
    parts += [f"## {name}\n\n```text\n{text}\n```\n" for name, text in _helps(hearsay, "hearsay")]
    return "\n".join(parts)


def _helps(command: click.Command, name: str, parent: click.Context | None = None) -> list[tuple[str, str]]:
    # With its settings and its parent, as when it runs: a command keeps the help option that it first makes.
    context = click.Context(
        command, parent, info_name=name, terminal_width=100, max_content_width=100, **command.context_settings
    )
    found = [(context.command_path, command.get_help(context))]
    if isinstance(command, click.Group):
        for part in command.commands.values():
            found += _helps(part, str(part.name), context)
    return found


def main(folder: Path) -> None:
    """Write the pages."""
    for name, text in generated_pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
