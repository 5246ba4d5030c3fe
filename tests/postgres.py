"""A real PostgreSQL on loopback for tests, as an unprivileged user, and lakes in its databases."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from hearsay.warehouse.lake.address import Lake, parse_lake
from hearsay.warehouse.migrate import prepare_warehouse
from tests.made_pages import NOON
from tests.tools import needs

PASSWORD = "s3cret-of-the-catalog"  # noqa: S105 - of a server that lives as long as the tests
_MEMORY_BYTES = 500_000_000
_SETTINGS = "-c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_connections=200"
_SECONDS_TO_START = 60
_USER = "nobody"
"""PostgreSQL refuses to run as root."""


def _programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, which Debian leaves out of PATH."""
    on_path = shutil.which("postgres")
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
    return Path(on_path or installed[-1]).parent if on_path or installed else None


def _unprivileged(command: list[str]) -> list[str]:
    if os.geteuid() != 0:
        return command
    return ["setpriv", f"--reuid={_USER}", "--regid=nogroup", "--clear-groups", *command]


class PostgresServer:
    """A server with a folder, a port and a superuser `hearsay` of its own."""

    def __init__(self) -> None:
        """Create and start the server."""
        programs = _programs()
        needs(programs, "PostgreSQL", "install the Debian package postgresql")
        assert programs is not None
        self.programs = programs
        # Every lake has a database of 7 MB of its own, which a disk takes longer to write than to hold in memory.
        memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
        has_room = memory.is_dir() and shutil.disk_usage(memory).free > _MEMORY_BYTES
        self.folder = Path(tempfile.mkdtemp(prefix="hearsay-pg-", dir=memory if has_room else None))
        password = self.folder / "password"
        password.write_text(PASSWORD)
        if os.geteuid() == 0:
            self.folder.chmod(0o755)
            shutil.chown(self.folder, _USER)
            shutil.chown(password, _USER)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = ["-U", "hearsay", "--auth=scram-sha-256", f"--pwfile={password}", "-E", "UTF8", "--locale=C", "-N"]
        self._run("initdb", "-D", str(self.folder / "data"), *settings)
        os.environ["PGPASSWORD"] = PASSWORD
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        command = _unprivileged([str(self.programs / program), *arguments])
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} {_SETTINGS}"
        log = str(self.folder / "log")
        deadline = time.monotonic() + _SECONDS_TO_START
        while True:  # the children of a killed server hold its shared memory for a moment
            try:
                self._run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-w", "-l", log, "start")
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return

    def kill(self) -> None:
        """Kill the server's first process with -9, as the kernel does when memory is short; its children follow."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGKILL)
        while self.is_answering():
            time.sleep(0.05)

    def is_answering(self) -> bool:
        """Return True if something listens at the port."""
        with socket.socket() as asking:
            return asking.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Stop the server, and remove its folder."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def execute(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Return the rows of a statement."""
        import psycopg

        with psycopg.connect(self.catalog(database), autocommit=True) as session:
            answer = session.execute(sql.encode())
            return answer.fetchall() if answer.description else []

    def catalog(self, database: str) -> str:
        """Return the connection string of a database."""
        return f"host=127.0.0.1 port={self.port} user=hearsay dbname={database}"

    def drop(self, lake: Lake) -> None:
        """Drop the database of a lake."""
        database = lake.catalog.rpartition("dbname=")[2]
        self.execute(f"DROP DATABASE {database} WITH (FORCE)")

    def new_lake(self, folder: Path) -> Lake:
        """Return the address of a lake that does not exist yet, in an empty database."""
        database = f"lake_{uuid.uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {database}")
        return parse_lake(f"ducklake:postgres:{self.catalog(database)}?data={folder / database}")

    def made_lake(self, folder: Path) -> Lake:
        """Return a lake of this schema without a row, a copy of one that was prepared once."""
        return self.copied_lake(_template(self), folder)

    def copied_lake(self, template: Lake, folder: Path) -> Lake:
        """Return a copy of a lake, with its rows, that nobody has open."""
        database = f"lake_{uuid.uuid4().hex[:12]}"
        data = folder / database
        shutil.copytree(template.data, data)
        name = template.data.name
        self.execute(f"CREATE DATABASE {database} TEMPLATE {name}")
        self.execute(f"UPDATE ducklake_metadata SET value = '{data}/' WHERE key = 'data_path'", database)
        return parse_lake(f"ducklake:postgres:{self.catalog(database)}?data={data}")


@cache
def _template(server: PostgresServer) -> Lake:
    lake = server.new_lake(server.folder / "lakes")
    if os.geteuid() == 0:
        (server.folder / "lakes").mkdir(mode=0o755)
    prepare_warehouse(lake, NOON)
    return lake


@contextmanager
def running_server():
    """A server for the block."""
    server = PostgresServer()
    try:
        yield server
    finally:
        if not server.is_answering():
            server.start()
        server.stop()
