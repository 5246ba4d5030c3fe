"""The lock of `hearsay serve`: a file beside the warehouse, so that two never run the schedules of one warehouse."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from hearsay.errors import WarehouseBusyError, WarehouseError


class ServeLock:
    """Held while a serve lives; the operating system lets go of it when the process ends, in whatever way."""

    def __init__(self, warehouse: Path) -> None:
        """Take the lock. Raises WarehouseBusyError where another serve has it, WarehouseError where none can be."""
        real = warehouse.resolve()
        self.path = real.with_name(f".{real.name}.serve")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise WarehouseError(
                f"{self.path} cannot be written: {error.strerror}. Make room, or give another --warehouse"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise WarehouseBusyError(
                f"another hearsay serve runs the schedules of {warehouse}; stop that, or give another --warehouse"
            ) from error

    def __enter__(self) -> "ServeLock":
        """The lock is held already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the file and let go."""
        with suppress(OSError):
            self.path.unlink()
        os.close(self._file)
