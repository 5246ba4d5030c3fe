"""The lock of a run: a file beside the warehouse, locked while the run's process lives.

The operating system releases the lock when the process ends, in any way. So a run whose row says running is alive if
the lock is held, and over if the lock is free. Machines with a shared disk may not see each other's locks. So the
lock of another machine proves nothing.
"""

import fcntl
import json
import os
import platform
import uuid
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from hearsay.errors import WarehouseError

_LOCK_BYTES = 4096
LONGEST_DETAIL = 500
"""In characters. A character takes up to four bytes."""


class RunRow(NamedTuple):
    """A run whose row says running."""

    run_id: str
    started_at: datetime


class RunEnd(NamedTuple):
    """The end of a run in its row: a state of warehouse.schema.RUN_STATES, with the reason."""

    state: str
    reason: str | None
    detail: str | None = None


class ProcessState(NamedTuple):
    """The state of a run's process.

    `description` describes the process for people. `end` is the end that the run wrote into the lock, if any.
    """

    is_over: bool
    description: str
    end: RunEnd | None = None


class RunLock:
    """The lock of a run, held from before the row is written until after the row is closed."""

    def __init__(self, warehouse: Path, run_id: str) -> None:
        """Take the lock.

        Raises:
            WarehouseError: The file of the lock cannot be written.
        """
        self.path = lock_path(warehouse, run_id)
        self._holds_end = False
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("xb", buffering=0)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._write(this_process())
            os.fsync(self._file.fileno())  # after a power failure an empty lock would name no process
        except OSError as error:
            with suppress(OSError):  # without the folder there is no lock to remove
                self.path.unlink()
            raise WarehouseError(
                f"{self.path} cannot be written: {error.strerror}. Make room, or give another --warehouse"
            ) from error

    def release(self) -> None:
        """Release the lock, and remove the file unless the file holds the end of the run."""
        if not self._holds_end:
            self.path.unlink(missing_ok=True)
        self._file.close()

    def write_end(self, end: RunEnd) -> None:
        """Write the end of the run into the file, because the warehouse itself could not be written.

        The next run copies the end into the row of the run. A full disk has room, because the file does not grow.
        """
        state, reason, detail = end
        written = [state, reason, (detail or "")[:LONGEST_DETAIL]]
        with suppress(OSError):
            self._file.seek(0)
            self._write({**this_process(), "broken": written})
            self._holds_end = True

    def _write(self, holder: dict[str, Any]) -> None:
        text = json.dumps(holder, ensure_ascii=False)
        self._file.write(text.encode("utf-8", "replace").ljust(_LOCK_BYTES))

    def __enter__(self) -> "RunLock":
        """Return the lock, which is held already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release the lock."""
        self.release()


def lock_path(warehouse: Path, run_id: str) -> Path:
    """Return the file of a run's lock. A link to the warehouse leads to the same lock."""
    real = warehouse.resolve()
    return real.with_name(f".{real.name}.{run_id}.run")


def find_run(warehouse: Path, row: RunRow) -> ProcessState:
    """Return the state of a run's process. In doubt the process is alive, so that a live run is never closed."""
    path = lock_path(warehouse, row.run_id)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return _judge_lock(path, file.fileno(), file.read())
    except FileNotFoundError:
        pass
    except OSError as error:
        return ProcessState(is_over=False, description=f"its lock {path} cannot be read: {error.strerror}")
    return ProcessState(
        is_over=True, description="its lock is gone: the warehouse was copied, or somebody removed the lock"
    )


def _judge_lock(path: Path, descriptor: int, written: str) -> ProcessState:
    try:
        # A shared lock, so that two tests at the same time do not take each other for the run.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return ProcessState(is_over=False, description="its process lives")
    try:
        holder = dict(json.loads(written))
    except ValueError:
        holder = {}
    here = this_process()
    if left := holder.get("broken"):
        end = RunEnd(*left)
        return ProcessState(is_over=True, description=f"it ended as {end.state}, {end.reason}", end=end)
    process = f"process {holder.get('process', 'unknown')} on {holder.get('name', 'an unknown machine')}"
    if holder.get("boot") == here["boot"]:
        return ProcessState(is_over=True, description=f"{process} has ended without closing the run")
    if holder.get("machine") == here["machine"]:
        return ProcessState(is_over=True, description=f"{process} ended with its machine, which has restarted since")
    return ProcessState(is_over=False, description=f"{process} may be alive; if it is not, remove {path}")


def this_process() -> dict[str, str | int]:
    """Return this process and its machine. `boot` identifies a start of the kernel, whose processes share locks."""
    machine = _read("/etc/machine-id") or f"{platform.node()}-{uuid.getnode():x}"
    return {
        "name": platform.node(),
        "process": os.getpid(),
        "machine": machine,
        "boot": _read("/proc/sys/kernel/random/boot_id") or machine,
    }


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
