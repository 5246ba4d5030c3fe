"""The announcement of a server that is up: who may trust it, and until when."""

import json
import os
import shutil

import pytest

from hearsay.flows.orchestration.announced_server import Announced, announce_server, announced_server, withdraw_server

SERVER = Announced("http://127.0.0.1:4321/api", "hearsay:a-secret")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    return tmp_path / "prefect"


@pytest.fixture
def announced(home):
    """The announcement of a live server: its open file."""
    descriptor = announce_server(SERVER)
    assert descriptor is not None
    yield descriptor
    os.close(descriptor)


def test_a_server_is_found_as_long_as_its_process_keeps_the_file_open(home):
    assert announced_server() is None
    descriptor = announce_server(SERVER)
    assert descriptor is not None
    assert announced_server() == SERVER
    os.close(descriptor)  # as when the process is killed
    assert announced_server() is None


def test_a_server_that_ends_is_withdrawn(home, announced):
    withdraw_server(announced)
    assert announced_server() is None
    assert not (home / "hearsay-server.json").exists()


def test_the_first_of_two_servers_stays_announced(announced):
    assert announce_server(Announced("http://127.0.0.1:1/api", "hearsay:other")) is None
    assert announced_server() == SERVER


def test_the_password_is_for_its_owner_alone(home, announced):
    """A file that others can write or read is not trusted: they could send pages of the user to their own server."""
    file = home / "hearsay-server.json"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    assert announced_server() is None


def test_a_link_is_not_followed(home, announced):
    file = home / "hearsay-server.json"
    shutil.move(file, home / "elsewhere.json")
    file.symlink_to(home / "elsewhere.json")
    assert announced_server() is None


@pytest.mark.parametrize("told", [b"", b"{", b"[]", json.dumps({**SERVER._asdict(), "prefect": "2.0"}).encode()])
def test_a_server_of_another_version_and_a_broken_file_are_passed_over(home, announced, told):
    os.ftruncate(announced, 0)
    os.pwrite(announced, told, 0)
    assert announced_server() is None
