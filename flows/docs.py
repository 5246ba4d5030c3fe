"""Pages of docs/ that are generated from the code, whole or in parts. `make docs` writes them."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from hearsay.expectations.describe import checks_markdown
from hearsay.flows.command_line import hearsay
from hearsay.flows.config.describe import defaults_toml
from hearsay.pipelines.sources.kinds import KINDS
from hearsay.warehouse.describe import tables_markdown

PAGES_WITH_PARTS = ("settings.md",)
"""Pages that have generated parts."""


def generated_pages() -> Mapping[str, str]:
    """Return the generated pages: file name under docs/ → text."""
    return {
        "tables.md": tables_markdown(),
        "checks.md": checks_markdown(),
        "command-line.md": command_line_markdown(),
    }


def generated_parts() -> Mapping[str, str]:
    """Return the generated parts of other pages: name → text.

    In a page, the part stands between the comments `NAME, by make docs` and `end of NAME`.
    """
    return {"defaults": f"```toml\n{defaults_toml()}\n```", "kinds": kinds_markdown()}


def with_generated_parts(page: str) -> str:
    """Return the text of a page with its generated parts up to date."""
    for name, text in generated_parts().items():
        begin, end = f"<!-- {name}, by make docs -->", f"<!-- end of {name} -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        if begin in page:
            page = f"{before}{begin}\n\n{text}\n\n{end}{after}"
    return page


def kinds_markdown() -> str:
    """Return the kinds of sources as a table."""
    return "\n".join(["| kind | contents |", "|---|---|", *(f"| `{kind.name}` | {kind.help} |" for kind in KINDS)])


def command_line_markdown() -> str:
    """Return the help of every command, as the command line prints it."""
    parts = ["# The command line\n\nGenerated from the commands by `make docs`.\n"]
    parts += [f"## {name}\n\n```text\n{text}\n```\n" for name, text in _helps(hearsay, "hearsay")]
    return "\n".join(parts)


def _helps(command: click.Command, name: str, parent: click.Context | None = None) -> list[tuple[str, str]]:
    # The context has the settings and the parent of a real run: a command keeps the first help option that it makes.
    context = click.Context(
        command, parent, info_name=name, terminal_width=100, max_content_width=100, **command.context_settings
    )
    helps = [(context.command_path, command.get_help(context))]
    if isinstance(command, click.Group):
        for part in command.commands.values():
            helps += _helps(part, str(part.name), context)
    return helps


def main(folder: Path) -> None:
    """Write the generated pages into a folder."""
    for name, text in generated_pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in PAGES_WITH_PARTS:
        page = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(with_generated_parts(page), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
