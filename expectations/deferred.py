"""Packages that Great Expectations imports and hearsay does not use: they are loaded at their first use."""

import importlib
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

UNUSED = ("altair", "scipy.stats")
"""The library imports both for expectations about distributions. They take a second of processor time to load."""


class _Deferred(ModuleType):
    """A stand-in that loads the module at the first use of an attribute."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def defer_unused() -> None:
    """Put stand-ins for UNUSED in the place of those that are not loaded yet. Call this before the library loads."""
    for name in UNUSED:
        if name not in sys.modules:
            stand_in = _Deferred(name)
            stand_in.__spec__ = find_spec(name)
            sys.modules[name] = stand_in
