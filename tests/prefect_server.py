"""A real Prefect server with a password, as workers on other machines need it."""

import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PREFECT = str(Path(sys.executable).with_name("prefect"))
_SECONDS_TO_START = 120


@contextmanager
def prefect_server(environment: Mapping[str, str], folder: Path, database: str = "") -> Iterator[dict[str, str]]:
    """Run a server for the block, and give the environment of its clients.

    Args:
        environment: The environment of the server and of the clients.
        folder: Home of Prefect, and place of the log.
        database: Address of a database in PostgreSQL; without it the server has a SQLite file in the folder.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    password = f"hearsay:{secrets.token_urlsafe(16)}"
    clients = dict(environment) | {
        "PREFECT_HOME": str(folder),
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    own = {"PREFECT_SERVER_API_AUTH_STRING": password}
    if database:
        own["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database
    command = [PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=clients | own, stdout=output, stderr=output)
    try:
        _wait_for_server(clients["PREFECT_API_URL"], process, log)
        yield clients
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for_server(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5)
        except urllib.error.HTTPError:
            return  # it asks for the password
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(log.read_text(errors="replace"))
