"""A real PostgreSQL: one cluster a session, a fresh database a test."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.support.absence import exists
from tests.support.ports import LOOPBACK, free_port, wait_until_open

ROLE = "beket"
UNPRIVILEGED = "postgres"
DURABLE = ("unix_socket_directories=",)
FAST = (*DURABLE, "fsync=off", "full_page_writes=off", "synchronous_commit=off")


class PostgreSQL:
    """One cluster in a folder of its own; its files are not meant to outlive the tests."""

    def __init__(self, folder: Path, *, settings: Sequence[str] = FAST) -> None:
        self.port = free_port()
        self._folder = folder
        self._settings = settings
        self._binaries = binaries()
        # It ends with the tests, even when they are killed, and refuses to run as root.
        self._rights = ["setpriv", "--pdeathsig", "INT"]
        if os.geteuid() == 0:
            self._rights += [f"--reuid={UNPRIVILEGED}", f"--regid={UNPRIVILEGED}", "--clear-groups"]
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        data = str(self._folder / "data")
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED)
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        initdb = ["initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._spawn(initdb).wait(60)
        settings = [part for setting in self._settings for part in ("-c", setting)]
        self._process = self._spawn(["postgres", "-D", data, "-h", LOOPBACK, "-p", str(self.port), *settings])
        self._wait_until_ready()

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(20)
            self._process = None

    def create_database(self, *, template: str = "template0") -> str:
        """Create a database and return its SQLAlchemy URL."""
        name = f"beket_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgresql+psycopg://{ROLE}@{LOOPBACK}:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        self._run(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _wait_until_ready(self) -> None:
        """Wait for a login: the port opens before the cluster has started up."""
        wait_until_open(self.port)
        while True:
            try:
                return self._run("SELECT 1")
            except psycopg.OperationalError as error:
                if "starting up" not in str(error):
                    raise
                time.sleep(0.02)

    def _run(self, statement: str) -> None:
        with psycopg.connect(
            host=LOOPBACK, port=self.port, user=ROLE, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        program = str(self._binaries / command[0])
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen([*self._rights, program, *command[1:]], cwd=self._folder, stdout=log, stderr=log)


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL; Debian keeps it off the PATH."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda folder: int(folder.split("/")[4]))  # noqa: PTH207
    on_path = shutil.which("initdb")
    newest = Path(folders[-1]) if folders else Path(on_path).resolve().parent if on_path else None
    return exists(newest, what="PostgreSQL's server", package="postgresql")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Run one cluster for the session, started by the first test that asks."""
    with tempfile.TemporaryDirectory(prefix="beket-postgresql-", ignore_cleanup_errors=True) as folder:
        cluster = PostgreSQL(Path(folder))
        cluster.start()
        yield cluster
        cluster.stop()


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """Return the URL of a fresh, empty PostgreSQL database."""
    url = postgresql.create_database()
    yield url
    postgresql.drop_database(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of an SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'beket.sqlite'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a fresh, empty database: the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))
