"""The Prefect API that a command talks to: the user's own server if one is set, else an embedded one of its own.

Prefect's embedded server costs most of a short command's time. So it starts first, in its own process, and gets a
socket that listens already: requests wait in the socket's queue until it answers, and nobody polls. It ends when
the command's end of a pipe closes, also when the command is killed. This module imports no Prefect: its settings
are read from the environment at import, so they must be there before.
"""

import os
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hearsay.warehouse.errors import PrefectServerError

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
}
"""Telemetry off, and no log lines between a command's own output. What the user has set wins."""


def users_api_url() -> str | None:
    """The Prefect API that the user has set, in the environment or in the active profile; None if none."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    try:
        profiles = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8"))
        active = os.environ.get("PREFECT_PROFILE") or profiles.get("active")
        url = profiles["profiles"][active]["PREFECT_API_URL"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(url)


@contextmanager
def prefect_api(*, with_scheduler: bool = False) -> Iterator[str]:
    """The URL of the API to use, for as long as the block lasts, with the environment set for it.

    Must be entered before Prefect is imported. `with_scheduler` gives the embedded server the services that turn
    schedules into runs.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if url := users_api_url():
        yield url
        return
    # Code that lies in the folder of the pages must not be imported, neither here nor by scheduled runs.
    os.environ["PYTHONSAFEPATH"] = "1"
    with tempfile.TemporaryFile() as log:
        server, url = _start_server(_server_environment(with_scheduler=with_scheduler), log)
        os.environ["PREFECT_API_URL"] = url
        # Nobody looks into an embedded server's logs, and what is logged last would find it gone and say so loudly.
        os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "false")
        # One that is gone does not come back: 14 s of attempts for each last request, not the library's 62.
        os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "3")
        try:
            yield url
        except Exception:
            if server.poll() is None:
                raise
            log.seek(0)
            said = log.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise PrefectServerError(
                f"the embedded Prefect server ended with code {server.returncode}: {said or 'it said nothing'}; "
                "what was published stays, the same command does the rest. Should it end again, see whether "
                "PREFECT_HOME can be written, or set PREFECT_API_URL to a server of yours"
            ) from None
        finally:
            del os.environ["PREFECT_API_URL"]
            if server.stdin is not None:
                server.stdin.close()  # it writes down what it still holds and ends by itself; nobody need wait


def _start_server(environment: dict[str, str], log: IO[bytes]) -> tuple[subprocess.Popen[bytes], str]:
    """The server's process and its address. Only the server holds the socket, so that it refuses when that dies."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        server = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", "hearsay.flows.embedded_server", str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=[listener.fileno()],
            env={**os.environ, **environment},
            start_new_session=True,  # Ctrl-C is the command's to handle; the server must outlive its last requests
        )
        return server, f"http://127.0.0.1:{listener.getsockname()[1]}/api"


def _server_environment(*, with_scheduler: bool) -> dict[str, str]:
    # An ephemeral server, to Prefect, is one without the services that turn schedules into runs.
    ephemeral = {} if with_scheduler else {"PREFECT__SERVER_EPHEMERAL": "1"}
    return {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_FINAL": "1"} | ephemeral
