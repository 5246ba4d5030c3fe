"""The import of Great Expectations without the packages that it would load and hearsay does not use."""

import importlib
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

UNUSED = ("altair", "scipy.stats")
"""The library imports both for expectations about distributions. They take a second of processor time to load."""
OPTIONAL = "sqlalchemy"
"""An extra of the library, for databases. It takes a quarter of a second."""


class _Deferred(ModuleType):
    """A stand-in that loads the module at the first use of an attribute."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def load_library() -> None:
    """Import Great Expectations without the packages that hearsay does not use, unless they are loaded already.

    OPTIONAL is hidden during the import: the library finds it only because Prefect needs it. UNUSED have stand-ins.
    """
    for name in UNUSED:
        if name not in sys.modules:
            stand_in = _Deferred(name)
            stand_in.__spec__ = find_spec(name)
            sys.modules[name] = stand_in
    is_hidden = OPTIONAL not in sys.modules
    if is_hidden:
        sys.modules[OPTIONAL] = None  # type: ignore[assignment]
    try:
        import great_expectations  # noqa: F401, PLC0415
    finally:
        if is_hidden:
            del sys.modules[OPTIONAL]
