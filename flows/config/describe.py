"""The defaults of hearsay.toml with their descriptions, for docs/settings.md."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from hearsay.flows.config.settings import Settings

_COLUMN = 31
"""The column of the descriptions, if there is room before them."""


def defaults_toml() -> str:
    """Return all settings with their defaults as TOML, each with its description as a comment."""
    settings = Settings()
    hints = get_type_hints(Settings, include_extras=True)
    lines = []
    for name in settings.__struct_fields__:
        match getattr(settings, name):
            case msgspec.Struct() as table:
                lines += ["", f"[{name}]", *_table_lines(table)]
            case list():
                pass  # sources, schedules and rules have no defaults
            case value:
                lines.append(_line(name, value, hints[name]))
    return "\n".join(lines)


def _table_lines(table: msgspec.Struct) -> Iterator[str]:
    hints = get_type_hints(type(table), include_extras=True)
    return (_line(name, getattr(table, name), hints[name]) for name in table.__struct_fields__)


def _line(name: str, value: object, hint: Any) -> str:
    # JSON writes text, numbers, and true and false as TOML does.
    setting = f"{name} = {json.dumps(value)}"
    description = _description(hint)
    return f"{setting:<{_COLUMN - 1}} # {description}" if description else setting


def _description(hint: Any) -> str | None:
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((note.description for note in notes if isinstance(note, msgspec.Meta) and note.description), None)
