"""The lock of `hearsay serve`: a file beside the warehouse, so that a schedule never runs twice at once."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from hearsay.errors import WarehouseBusyError, WarehouseError


class ServeLock:
    """The lock of a warehouse's schedules. The operating system releases the lock when the process ends."""

    def __init__(self, warehouse: Path) -> None:
        """Take the lock.

        Raises:
            WarehouseBusyError: Another `hearsay serve` holds the lock.
            WarehouseError: The file of the lock cannot be written.
        """
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
                f"another hearsay serve runs the schedules of {warehouse}; stop it, or give another --warehouse"
            ) from error

    def __enter__(self) -> "ServeLock":
        """Return the lock, which is held already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the file and release the lock."""
        with suppress(OSError):
            self.path.unlink()
        os.close(self._file)
