"""The lock of a run: a file beside the warehouse that says that the run's process lives.

The operating system lets go of the lock when the process ends, in whatever way. So a run whose row says "running"
and whose lock can be had is over, and one whose lock is held is not, whoever asks. Only machines that share a disk
may not see one another's locks: of a lock from another machine nothing is concluded.
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
_LONGEST_DETAIL = 500
"""In characters, of up to four bytes."""


class RunRow(NamedTuple):
    """What is known of a run whose row says that it is running."""

    run_id: str
    started_at: datetime


class Broken(NamedTuple):
    """How a run ended otherwise than by finishing: a state of warehouse.schema.RUN_STATES, and why."""

    state: str
    reason: str | None
    detail: str | None = None


class Whereabouts(NamedTuple):
    """Whether a run is over, what there is to say of its process, and what that said itself of how it ended."""

    is_over: bool
    told: str
    broken: Broken | None = None


class RunLock:
    """Held from before a run has its row in the warehouse until after that is closed."""

    def __init__(self, warehouse: Path, run_id: str) -> None:
        """Take the lock. Raises WarehouseError where no file can be made beside the warehouse."""
        self.path = lock_path(warehouse, run_id)
        self._has_word = False
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("xb", buffering=0)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._write(_whereabouts())
            os.fsync(self._file.fileno())  # a machine that goes down must not leave a lock without a name on it
        except OSError as error:
            with suppress(OSError):  # where there is no such folder, there is no lock to remove either
                self.path.unlink()
            raise WarehouseError(
                f"{self.path} cannot be written: {error.strerror}. Make room, or give another --warehouse"
            ) from error

    def release(self) -> None:
        """Let go, and remove the file, unless word was left in it."""
        if not self._has_word:
            self.path.unlink(missing_ok=True)
        self._file.close()

    def leave_word(self, broken: Broken) -> None:
        """Note in the file how the run ended, for whoever closes its row: the warehouse itself could not be written.

        A disk that is full has room for it: the file is as long as it will ever be.
        """
        state, reason, detail = broken
        told = [state, reason, (detail or "")[:_LONGEST_DETAIL]]
        with suppress(OSError):
            self._file.seek(0)
            self._write({**_whereabouts(), "broken": told})
            self._has_word = True

    def _write(self, held: dict[str, Any]) -> None:
        text = json.dumps(held, ensure_ascii=False)
        self._file.write(text.encode("utf-8", "replace").ljust(_LOCK_BYTES))

    def __enter__(self) -> "RunLock":
        """The lock is held already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        self.release()


def lock_path(warehouse: Path, run_id: str) -> Path:
    """The lock of a run; the same whatever name the warehouse is called by."""
    real = warehouse.resolve()
    return real.with_name(f".{real.name}.{run_id}.run")


def find_run(warehouse: Path, row: RunRow) -> Whereabouts:
    """Whether the process of a run is gone. In doubt it is not: a run that lives is never taken for over."""
    path = lock_path(warehouse, row.run_id)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return _judge_lock(path, file.fileno(), file.read())
    except FileNotFoundError:
        pass
    except OSError as error:
        return Whereabouts(is_over=False, told=f"its lock {path} cannot be read: {error.strerror}")
    return Whereabouts(
        is_over=True, told="nothing holds it: its lock is gone, so the file was copied or the lock removed"
    )


def _judge_lock(path: Path, descriptor: int, written: str) -> Whereabouts:
    try:
        # Shared: two that ask at once must not take one another for the run.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return Whereabouts(is_over=False, told="its process lives")
    try:
        held = dict(json.loads(written))
    except ValueError:
        held = {}
    here = _whereabouts()
    if told := held.get("broken"):
        broken = Broken(*told)
        return Whereabouts(is_over=True, told=f"it ended as {broken.state}, {broken.reason}", broken=broken)
    who = f"process {held.get('process', 'unknown')} on {held.get('name', 'a machine unknown')}"
    if held.get("boot") == here["boot"]:
        return Whereabouts(is_over=True, told=f"{who} has ended without closing it")
    if held.get("machine") == here["machine"]:
        return Whereabouts(is_over=True, told=f"{who} ended with its machine, which was started anew since")
    return Whereabouts(is_over=False, told=f"{who} may live; if that is not so, remove {path}")


def _whereabouts() -> dict[str, str | int]:
    """This process and its machine. `boot` is one for each start of a kernel, within which locks are seen by all."""
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
