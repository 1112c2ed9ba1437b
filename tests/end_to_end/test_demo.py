import random
import signal
import socket
import subprocess
import time
from pathlib import Path

import msgspec
import pytest

from contract.identity import new_terminal_id
from simulation.centre import Centre
from simulation.centre_process import Ports, read_login
from simulation.preflight import check_port, our_program
from simulation.refusal import Refusal
from tests.support.devices import MEDIA, video
from tests.support.ports import LOOPBACK, free_port
from tests.support.waiting import until

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.sound, pytest.mark.timeout(300)]

ENDS_WITHIN_S = 5.0
TERMINALS = 4


class Demo:
    """`beket-simulate demo` in a folder of its own."""

    def __init__(self, folder: Path, *, port: int | None = None, broker: int | None = None) -> None:
        self.folder, self.said = folder, folder / "said"
        self.ports = Ports(
            pages=port or free_port(), broker=broker or _four_free_ports(), centre=0, relay=0, reflector=free_port()
        )
        folder.mkdir(parents=True, exist_ok=True)
        options = {"--data": folder / "data", "--port": self.ports.pages, "--broker-port": self.ports.broker}
        options |= {"--reflector-port": self.ports.reflector}
        words = [str(word) for option in {**options, "--count": TERMINALS}.items() for word in option]
        with self.said.open("wb") as said:
            command = [our_program("beket-simulate"), "demo", *words]
            self.process = subprocess.Popen(command, stdout=said, stderr=said, cwd=MEDIA.parents[1])

    def wait_until_up(self) -> None:
        until(lambda: "Ctrl-C ends it" in self.text or self.process.poll() is not None, within_s=120)
        assert self.process.poll() is None, self.text

    @property
    def text(self) -> str:
        return self.said.read_text()

    def terminals(self) -> set[str]:
        centre = Centre(self.ports.url)
        login = read_login(self.folder / "data" / "centre")
        centre.sign_in(login.login, login.password)
        states = centre.get_all("/api/v1/states")
        return {state["terminal"] for state in states if state["readiness"] not in {"unknown", "unreachable"}}

    def press_ctrl_c(self) -> float:
        started = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        return time.monotonic() - started

    def left_behind(self) -> list[str]:
        """Which processes still name the folder in their command line."""
        return [line for line in _command_lines() if str(self.folder) in line]


def test_the_demo_shows_all_terminals_ends_within_five_seconds_and_keeps_their_names(tmp_path: Path) -> None:
    video()
    demo = Demo(tmp_path / "demo")
    demo.wait_until_up()
    terminals = until(lambda: len(demo.terminals()) == TERMINALS and demo.terminals(), within_s=60)
    assert demo.press_ctrl_c() < ENDS_WITHIN_S
    assert demo.process.returncode == 0
    assert not demo.left_behind()

    again = Demo(tmp_path / "demo", broker=demo.ports.broker)
    again.wait_until_up()
    assert until(lambda: len(again.terminals()) == TERMINALS and again.terminals(), within_s=60) == terminals
    again.press_ctrl_c()


def test_terminals_that_know_another_port_of_the_broker_are_not_left_searching(tmp_path: Path) -> None:
    an_identity(tmp_path / "demo" / "data" / "agent" / "identity", port=20_883)
    demo = Demo(tmp_path / "demo")
    assert demo.process.wait(30) == 1
    assert "know the broker at port 20883: say --broker-port 20883" in demo.text


def test_a_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        demo = Demo(tmp_path / "demo", port=server.getsockname()[1])
        assert demo.process.wait(30) == 1
    assert "is taken: end what listens there, or say --port with another one" in demo.text
    assert "Traceback" not in demo.text


def an_identity(folder: Path, *, port: int) -> None:
    """Write what an enrolment left, as far as the demo looks at it before it starts."""
    folder.mkdir(parents=True)
    brokers = [{"host": LOOPBACK, "port": port}]
    statement = {"terminal": new_terminal_id(), "root_public_key": "A" * 43, "brokers": brokers}
    (folder / "identity.json").write_bytes(msgspec.json.encode(statement))
    for name in ("key.pem", "certificate.pem", "authority.pem"):
        (folder / name).touch()


def _four_free_ports() -> int:
    """Return a port that is free with its next three, off the range that outgoing connections are given."""
    while True:
        port = random.randrange(20_000, 32_000)
        try:
            for more in range(4):
                check_port(port + more, option="")
        except Refusal:
            continue
        return port


def _command_lines() -> list[str]:
    lines = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return lines
