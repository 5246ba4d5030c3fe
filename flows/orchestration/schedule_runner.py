"""The process that starts scheduled runs. On SIGTERM and Ctrl-C it ends the runs before itself."""

import asyncio
import os
import signal
from contextlib import suppress
from typing import Any

from prefect.runner import Runner

_PATIENCE_SECONDS = 60.0
"""Time limit for a run to record its interruption."""


class ScheduleRunner(Runner):
    """A Prefect runner that, when it ends, interrupts its runs, so that they close their rows and free their slots.

    After SIGTERM, Prefect's own runner leaves a run as Running. The deployment's slot stays taken, and no later run
    starts.
    """

    async def start(self, run_once: bool = False, webserver: bool | None = None) -> None:
        """Start the runs that fall due, until SIGTERM or SIGINT."""
        self._main_loop = asyncio.get_running_loop()
        self._ending: asyncio.Task[None] | None = None
        self._main_loop.add_signal_handler(signal.SIGINT, self._begin_ending, signal.SIGINT)
        with suppress(asyncio.CancelledError):
            await super().start(run_once=run_once, webserver=webserver)

    def handle_sigterm(self, *_args: Any, **_kwargs: Any) -> None:
        """Begin to end. Prefect installs this method as the handler of SIGTERM."""
        self._main_loop.call_soon_threadsafe(self._begin_ending, signal.SIGTERM)

    def _begin_ending(self, received: signal.Signals) -> None:
        if self._ending is None:
            self._ending = self._main_loop.create_task(self._end(has_reached_runs=_came_from_terminal(received)))

    async def _end(self, *, has_reached_runs: bool) -> None:
        """Stop polling, interrupt the runs unless the signal has reached them, wait for a limited time, then kill."""
        self.stopping = self._scheduled_run_poller.stopping = True
        if not has_reached_runs:
            self._signal_runs(signal.SIGINT)
        deadline = self._main_loop.time() + _PATIENCE_SECONDS
        while self._process_manager.flow_run_ids() and self._main_loop.time() < deadline:
            await asyncio.sleep(0.1)
        self._signal_runs(signal.SIGKILL)
        self._loops_task_group.cancel_scope.cancel()

    def _signal_runs(self, number: signal.Signals) -> None:
        for run in self._process_manager.flow_run_ids():
            handle = self._process_manager.get(run)
            if handle is not None and handle.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(handle.pid, number)


def _came_from_terminal(received: signal.Signals) -> bool:
    """Return whether a signal is Ctrl-C on a terminal. The terminal sends that signal to the runs too."""
    if received is not signal.SIGINT:
        return False
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
