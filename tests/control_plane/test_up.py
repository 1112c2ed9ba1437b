"""The whole centre as people start it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from control_plane.preparation import DEMO_LOGIN
from tests.support.ports import LOOPBACK, free_port

READY_WITHIN_S = 60


class Centre:
    """`beket-control-plane` on ports of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.web_port = free_port()
        self.log = data / "log"
        self._ports = {
            "BEKET_WEB_PORT": str(self.web_port),
            "BEKET_BROKER_PORT": str(free_port()),
            "BEKET_BROKER_CENTRE_PORT": str(free_port()),
            "BEKET_REFLECTOR_PORT": str(free_port()),
        }
        self.up: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "control_plane.cli", *arguments, "--data", str(self.data)]
        return subprocess.run(
            command, input=typed, env=self._environment(), capture_output=True, text=True, timeout=60, check=False
        )

    def start(self) -> None:
        command = [sys.executable, "-m", "control_plane.cli", "up", "--data", str(self.data)]
        with self.log.open("ab") as log:
            self.up = subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not self.is_ready():
            assert self.up is not None
            assert self.up.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{self.web_port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def children(self) -> dict[str, int]:
        """The parts' process ids by name."""
        assert self.up is not None
        found = {}
        for pid in Path(f"/proc/{self.up.pid}/task/{self.up.pid}/children").read_text().split():
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            if len(words) > 1:  # what has ended has none
                found["broker" if "mosquitto" in words[0] else words[3]] = int(pid)
        return found

    def stop(self) -> float:
        """End it as Ctrl-C does; returns how long that took."""
        assert self.up is not None
        begun = time.monotonic()
        self.up.send_signal(signal.SIGINT)
        assert self.up.wait(20) == 0
        return time.monotonic() - begun

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self._ports}


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path)
    yield made
    if made.up is not None and made.up.poll() is None:
        made.up.kill()
        made.up.wait()


def is_gone(pid: int) -> bool:
    try:
        return "Z (zombie)" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def test_one_command_brings_up_everything_and_takes_it_down(centre: Centre) -> None:
    made = centre.run("init", "--demo")
    login = json.loads((centre.data / DEMO_LOGIN).read_text())
    assert login["password"] in made.stdout
    centre.start()
    parts = centre.children()
    assert set(parts) == {"broker", "ingest", "clock", "web", "reflect"}
    assert "another control plane runs" in centre.run("up").stderr
    os.kill(parts["ingest"], signal.SIGKILL)
    deadline = time.monotonic() + 10
    while centre.children().get("ingest") in {None, parts["ingest"]}:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    parts = centre.children()
    assert centre.stop() < 5
    assert all(is_gone(pid) for pid in parts.values())
    log = centre.log.read_text()
    assert "Traceback" not in log
    assert login["password"] not in log


def test_nothing_is_left_when_the_tree_is_killed(centre: Centre) -> None:
    centre.start()
    parts = centre.children()
    assert centre.up is not None
    centre.up.kill()
    centre.up.wait()
    deadline = time.monotonic() + 10
    while not all(is_gone(pid) for pid in parts.values()):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_taken_port_is_one_sentence(centre: Centre) -> None:
    with socket.create_server((LOOPBACK, centre.web_port)):
        done = centre.run("up")
    assert done.returncode == 1
    assert f"port {centre.web_port} (web_port) cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_made_and_a_strange_database_are_one_sentence(centre: Centre) -> None:
    (centre.data / "control-plane.sqlite").write_text("this is no database, but long enough to be read as one" * 9)
    done = centre.run("init")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "the database cannot be used" in done.stderr
    centre.data = centre.data / "control-plane.sqlite" / "data"
    done = centre.run("init")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_a_password_is_typed_not_said_in_an_argument(centre: Centre) -> None:
    centre.run("init")
    assert centre.run("account", "dana", "--role", "helpdesk", typed="long enough\n").returncode == 0
    assert "10 to 200" in centre.run("password", "dana", typed="short\n").stderr
    assert "is whole" in centre.run("verify-actions").stdout
