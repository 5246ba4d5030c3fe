"""The Prefect API for a command: the server that the user has set, or an embedded server.

The embedded server takes most of a short command's time. So the server starts first, in its own process, with a
socket that listens already: requests wait in the queue of the socket, and nobody polls. The server ends when the
command's end of a pipe closes, also when the command is killed. Each server has a random password, which only its own
processes inherit, and refuses web pages of another origin. This module does not import Prefect, because Prefect reads
its settings from the environment at import.
"""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hearsay.errors import PrefectServerError
from hearsay.flows.orchestration.prefect_settings import (
    bypass_proxies,
    empty_folder,
    ignore_working_folder,
    prefect_home,
)

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "hearsay",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
}
"""Settings without telemetry and without log lines in a command's output. The user's settings win."""


def users_api_url() -> str | None:
    """Return the Prefect API that the user has set in the environment or in the active profile, or None."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    profiles_file = Path(os.environ.get("PREFECT_PROFILES_PATH") or prefect_home() / "profiles.toml")
    try:
        profiles = tomllib.loads(profiles_file.read_text(encoding="utf-8"))
        active = os.environ.get("PREFECT_PROFILE") or profiles.get("active")
        url = profiles["profiles"][active]["PREFECT_API_URL"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(url)


@contextmanager
def prefect_api(*, with_scheduler: bool = False) -> Iterator[str]:
    """Give the URL of the Prefect API for the block, and set the environment for it.

    Enter the block before Prefect is imported.

    Args:
        with_scheduler: Start the services of the embedded server that turn schedules into runs.

    Raises:
        PrefectServerError: The embedded server ended before the block.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    bypass_proxies()
    if url := users_api_url():
        ignore_working_folder()
        yield url
        return
    password = f"hearsay:{secrets.token_urlsafe(32)}"
    with tempfile.TemporaryFile() as log:
        server, url = _start_server(password, log, with_scheduler=with_scheduler)
        settings = {
            "PREFECT_API_URL": url,
            "PREFECT_API_AUTH_STRING": password,
            # The server of a single command ends with the command, before the last log lines would arrive.
            "PREFECT_LOGGING_TO_API_ENABLED": os.environ.get(
                "PREFECT_LOGGING_TO_API_ENABLED", "true" if with_scheduler else "false"
            ),
            # A dead server does not come back: 14 s of attempts for each last request, instead of Prefect's 62 s.
            "PREFECT_CLIENT_MAX_RETRIES": os.environ.get("PREFECT_CLIENT_MAX_RETRIES", "3"),
        }
        with _environment(settings):
            ignore_working_folder()
            try:
                yield url
            except Exception:
                if server.poll() is None:
                    raise
                raise _server_error(server, log) from None
            finally:
                if server.stdin is not None:
                    server.stdin.close()  # the server saves its data and ends by itself, so nobody needs to wait


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Set variables of the environment for the block."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _server_error(server: subprocess.Popen[bytes], log: IO[bytes]) -> PrefectServerError:
    log.seek(0)
    last_line = log.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
    return PrefectServerError(
        f"the embedded Prefect server ended with code {server.returncode}: {last_line or 'no message'}; "
        "published rows stay. Run the same command again for the rest. If the server ends again, check that "
        "PREFECT_HOME can be written, or set PREFECT_API_URL to your own server"
    )


def _start_server(password: str, log: IO[bytes], *, with_scheduler: bool) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server; return its process and address.

    Only the server process holds the socket, so that requests are refused after the server dies.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", "hearsay.flows.orchestration.embedded_server", str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=[listener.fileno()],
            cwd=empty_folder(),
            env={**os.environ, **_server_settings(password, origin, with_scheduler=with_scheduler)},
            start_new_session=True,  # the command handles Ctrl-C; the server must outlive its last requests
        )
        return server, f"{origin}/api"


def _server_settings(password: str, origin: str, *, with_scheduler: bool) -> dict[str, str]:
    # In Prefect, an ephemeral server has no services that turn schedules into runs.
    ephemeral = {} if with_scheduler else {"PREFECT__SERVER_EPHEMERAL": "1"}
    return {
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin,
        # With leases in memory, the slots of a killed server would stay taken forever.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_UI_ENABLED": "0",
        "PREFECT__SERVER_FINAL": "1",
    } | ephemeral
