"""Nobody else's code runs as the user: no stranger's, no web page's, and none that lies beside the pages."""

import http.client
import json
import os
import shutil
import stat
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.end_to_end.conftest import ONE_WORKER, SAMPLES, Hearsay

pytestmark = [pytest.mark.slow, pytest.mark.own_server]

PAGE = SAMPLES / "pell-county-record" / "2026-03-11-millers-ford-bridge.html"
OPEN_TO_ALL = {("get", "/health"), ("get", "/ready")}

HOLD_SERVER = """
import json, os, sys
from hearsay.flows.orchestration.prefect_server import prefect_api
with prefect_api(with_scheduler=True) as url:
    import httpx
    secret = os.environ["PREFECT_API_AUTH_STRING"]
    with httpx.Client(auth=tuple(secret.split(":", 1)), timeout=60) as client:
        schema = client.get(url.removesuffix("/api") + "/openapi.json").json()
        assert client.post(url + "/deployments/filter", json={}).status_code == 200
    print(json.dumps({"url": url, "secret": secret, "paths": {
        path: [method for method in methods] for path, methods in schema["paths"].items()
    }}), flush=True)
    sys.stdin.read()
"""
"""Hold a server with its scheduler, as `serve` does, and say what it offers, until standard input closes."""


@pytest.fixture(scope="module")
def held(environment_alone):
    """A server that another process of the same machine holds, and what that process says of it."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_SERVER],
        env=environment_alone,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        yield json.loads(process.stdout.readline()) | {"home": Path(environment_alone["PREFECT_HOME"])}
        process.stdin.close()


def _ask(url, method, headers=()):
    """The status and headers of an answer; no proxy, no password."""
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)) as connection:
        connection.request(method, parts.path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def test_a_stranger_is_refused_by_all_of_the_api(held):
    """Any user of the machine could point a deployment at a file of their own, and have it run as the user."""
    asked = 0
    for path, methods in held["paths"].items():
        for method in methods:
            if (method, path) not in OPEN_TO_ALL:
                status, _ = _ask(held["url"] + path.replace("{", "").replace("}", ""), method.upper())
                assert status == 401, f"{method} {path} answers {status}"
                asked += 1
    assert asked > 100
    assert _ask(held["url"] + "/health", "GET")[0] == 200


@pytest.mark.parametrize("path", ["/events/in", "/events/out", "/logs/out"])
def test_a_stranger_is_refused_by_all_streams(held, path):
    """WebSockets are no part of the API's description, and carry every event and log line."""
    address = held["url"].replace("http://", "ws://") + path
    with pytest.raises(WebSocketException), connect(address, proxy=None, open_timeout=60) as stream:  # noqa: PT012
        stream.send('{"type": "filter", "filter": {}}')
        stream.recv(timeout=60)


def test_a_web_page_of_another_origin_is_refused(held):
    """A page in the user's browser could do the same: the server allowed every origin."""
    asking = {"Origin": "http://evil.test", "Access-Control-Request-Method": "PATCH"}
    status, headers = _ask(held["url"] + "/deployments/filter", "OPTIONS", asking)
    assert status == 400
    assert "access-control-allow-origin" not in headers
    status, headers = _ask(held["url"] + "/health", "GET", {"Origin": "http://evil.test"})
    assert "access-control-allow-origin" not in headers


def test_the_password_is_on_no_command_line_and_the_database_is_private(held):
    """`ps` shows command lines to everybody, and the database holds parameters and webhook addresses."""
    database = held["home"] / "prefect.db"
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    password = held["secret"].split(":", 1)[1]
    assert len(password) > 30
    lines = b"".join(line for process in Path("/proc").glob("[0-9]*") if (line := _command_line(process)))
    assert b"hearsay.flows.orchestration.embedded_server" in lines
    assert password.encode() not in lines


def _command_line(process):
    try:
        return (process / "cmdline").read_bytes()
    except OSError:  # it has ended
        return b""


@pytest.fixture
def hostile_folder(hearsay):
    """A folder with a page, and with all that Prefect or Python would run from it; each leaves a file `ran-…`."""
    folder = hearsay.folder
    shutil.copy(PAGE, folder / "page.html")
    (folder / "hearsay.toml").write_text(ONE_WORKER)
    runs = "import pathlib; pathlib.Path({!r}).write_text('')\n"
    (folder / "logging.yml").write_text(
        "version: 1\nhandlers:\n  h:\n    '()': subprocess.getoutput\n"
        f"    cmd: touch {folder / 'ran-logging'}\nloggers:\n  prefect:\n    handlers: [h]\n"
    )
    logging = folder / "logging.yml"
    (folder / ".env").write_text(f"PREFECT_LOGGING_CONFIG_PATH={logging}\nPREFECT_API_URL=http://127.0.0.1:9/api\n")
    (folder / "prefect.toml").write_text(f'[logging]\nconfig_path = "{logging}"\n')
    (folder / "pyproject.toml").write_text(f'[tool.prefect.logging]\nconfig_path = "{logging}"\n')
    for module in ("multiprocessing", "resource", "prefect", "sitecustomize", "flows", "logging"):
        (folder / f"{module}.py").write_text(runs.format(str(folder / f"ran-{module}")))
    return hearsay


def _ran(hearsay):
    return sorted(path.name for path in hearsay.folder.glob("ran-*"))


@pytest.mark.parametrize(
    "command",
    [("extract", "page.html"), ("read", "page.html")],
    ids=lambda command: command[0],
)
def test_a_folder_of_pages_runs_no_code(hostile_folder, command):
    """Downloads lie beside whatever else somebody put there."""
    ended = hostile_folder(*command)
    assert ended.code == 0, ended.err
    assert _ran(hostile_folder) == []


def test_a_folder_of_pages_runs_no_code_in_a_run_and_in_a_rebuild(hostile_folder):
    """Both load Prefect, which looks for settings in the folder."""
    ended = hostile_folder("ingest", "page.html")
    assert ended.code == 0, ended.err
    assert _ran(hostile_folder) == []
    ended = hostile_folder("rebuild", "--from", "hearsay-archive")
    assert ended.code == 0, ended.err
    assert _ran(hostile_folder) == []


def test_a_folder_of_pages_runs_no_code_with_a_server_of_ones_own(hostile_folder, environment):
    """What guards the embedded server was left out where the user has another."""
    ended = Hearsay(hostile_folder.folder, dict(environment))("ingest", "page.html")
    assert ended.code == 0, ended.err
    assert _ran(hostile_folder) == []


def test_loopback_never_goes_through_a_proxy(hearsay):
    """Behind a company's proxy no flow started; with one that forwards, it would have seen the parameters."""
    (hearsay.folder / "hearsay.toml").write_text(ONE_WORKER)
    dead = "http://127.0.0.1:9"
    proxied = hearsay.environment | {name: dead for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy")}
    ended = Hearsay(hearsay.folder, proxied | {"no_proxy": "intranet.example"})("ingest", str(PAGE))
    assert ended.code == 0, ended.err


def test_a_proxy_is_kept_for_other_addresses(monkeypatch):
    """Who has set exceptions has reasons."""
    from hearsay.flows.orchestration.prefect_settings import bypass_proxies

    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "intranet.example")
    monkeypatch.setenv("NO_PROXY", "")
    bypass_proxies()
    assert os.environ["no_proxy"].startswith("intranet.example,127.0.0.1")
    assert urllib.request.proxy_bypass("127.0.0.1")
    assert not urllib.request.proxy_bypass("news.example")
