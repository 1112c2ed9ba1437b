"""A real Mosquitto on a free port of loopback, to be stopped, killed and started again."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.absence import program
from tests.support.ports import LOOPBACK, free_port, wait_until_open

ANONYMOUS = "allow_anonymous true"

StartMosquitto = Callable[..., "Mosquitto"]


class Mosquitto:
    """One broker; `settings` are the lines of its configuration after the listener's."""

    def __init__(self, folder: Path, *, settings: str = ANONYMOUS) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "mosquitto.log"
        self._program = program("mosquitto", package="mosquitto")
        self._process: subprocess.Popen[bytes] | None = None
        stays_root = "user root\n" if os.geteuid() == 0 else ""
        listener = f"listener {self.port} {LOOPBACK}\n"
        (folder / "mosquitto.conf").write_text(f"{stays_root}{listener}{settings}\n")

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = ["setpriv", "--pdeathsig", "KILL", self._program, "-c", str(self.folder / "mosquitto.conf")]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until_open(self.port)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.wait(10)
            self._process = None


@pytest.fixture
def start_mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartMosquitto]:
    """Start brokers: `start_mosquitto(settings="…")`; all are stopped at the end of the test."""
    brokers: list[Mosquitto] = []

    def start(*, settings: str = ANONYMOUS) -> Mosquitto:
        broker = Mosquitto(tmp_path_factory.mktemp("mosquitto"), settings=settings)
        brokers.append(broker)
        broker.start()
        return broker

    yield start
    for broker in brokers:
        broker.stop()


@pytest.fixture
def mosquitto(start_mosquitto: StartMosquitto) -> Mosquitto:
    """Return a running broker that lets anybody in."""
    return start_mosquitto()
