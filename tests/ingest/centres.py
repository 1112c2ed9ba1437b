"""A whole way in for tests: broker, database, terminals, and a worker in a process of its own."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import func, select

from contract.identity import LANES
from control_plane.database import Database
from control_plane.history.models import Report, Run
from control_plane.ingest.models import Lease
from control_plane.settings import FILE_NAME, Settings
from tests.control_plane.factories import a_database, a_registry, a_terminal
from tests.support.centre_broker import CentreBroker
from tests.support.waiting import until

RUN_WORKER = """
import sys
from pathlib import Path
from control_plane.settings import load_settings
from control_plane.{module} import run
run(load_settings(Path(sys.argv[1]), {{}}))
"""


class Process:
    """A process of the centre that can be killed and started again."""

    def __init__(self, module: str, settings: Settings) -> None:
        self._command = [sys.executable, "-c", RUN_WORKER.format(module=module), str(settings.data)]
        self._log = settings.data / "processes.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(how)
        code = self._process.wait(20)
        self._process = None
        return code


@dataclass
class WayIn:
    """The parts of one running way in."""

    settings: Settings
    broker: CentreBroker
    database: Database
    worker: Process
    clock: Process
    terminals: list[str] = field(default_factory=list)

    def start_worker(self) -> None:
        """Start the worker and wait until it listens to every lane."""
        self.worker.start()
        until(lambda: self._lanes_held() == LANES, within_s=30)
        time.sleep(0.5)

    def holders_of_lanes(self) -> set[str]:
        """Which processes hold lanes."""
        with self.database.reading() as session:
            return set(session.scalars(select(Lease.holder).where(Lease.name.startswith("lane:"))))

    def count_reports(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Report)) or 0

    def _lanes_held(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Lease).where(Lease.name.startswith("lane:"))) or 0

    def acknowledged(self) -> list[int]:
        """How far each run is acknowledged."""
        with self.database.reading() as session:
            return list(session.scalars(select(Run.upto)))


@contextmanager
def a_way_in(settings: Settings, database_url: str, *, terminals: int = 1) -> Iterator[WayIn]:
    """A broker and a database with terminals; worker and clock are there to be started."""
    settings = msgspec.structs.replace(settings, database_url=database_url)
    _write_settings(settings)
    broker = CentreBroker(settings)
    broker.start()
    with a_database(database_url) as database:
        worker, clock = Process("ingest.process", settings), Process("clock", settings)
        way = WayIn(settings, broker, database, worker, clock)
        with database.transaction() as session:
            a_registry(session)
            way.terminals = [a_terminal(session, seat=None) for _ in range(terminals)]
        try:
            yield way
        finally:
            worker.stop()
            clock.stop()
            broker.stop()


def _write_settings(settings: Settings) -> None:
    values = msgspec.to_builtins(settings, enc_hook=str)
    del values["data"]
    lines = [f"{name} = {msgspec.json.encode(value).decode()}\n" for name, value in values.items()]
    (settings.data / FILE_NAME).write_text("".join(lines))
