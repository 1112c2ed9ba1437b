"""The door: what is understood reaches the core's queue, what is not gets its reason."""

import contextlib
import queue
import socket
import time
from pathlib import Path

import pytest

from agent.door import PATIENCE_S, Ask, Asked, Door, DoorClosedError, knock
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
from tests.support.waiting import until


def a_door(path: Path) -> queue.SimpleQueue[Asked]:
    heard: queue.SimpleQueue[Asked] = queue.SimpleQueue()
    Door(path, heard.put)
    return heard


def test_what_is_asked_reaches_the_core_though_the_path_is_long(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    heard = a_door(folder / "door.sock")
    asked = Asked(ask=Ask.PROBLEM, kind="picture")
    assert knock(folder / "door.sock", asked).ok
    assert heard.get(timeout=5) == asked


@pytest.mark.parametrize(
    "line", [b"no json\n", b'{"ask": "reboot"}\n', b'{"ask":"rate","kind":"\xff"}\n', b"x" * 9000, b"[" * 4000 + b"\n"]
)
def test_what_is_no_wish_is_refused_and_the_door_stays_open(tmp_path: Path, line: bytes) -> None:
    heard = a_door(tmp_path / "door.sock")
    with socket.socket(socket.AF_UNIX) as guest:
        guest.connect(str(tmp_path / "door.sock"))
        guest.sendall(line)
        assert guest.recv(4096).startswith(b'{"ok":false')
    assert heard.empty()
    assert knock(tmp_path / "door.sock", Asked(ask=Ask.CHECK_AGAIN)).ok


def test_one_who_speaks_a_letter_at_a_time_holds_nobody_up_for_long(tmp_path: Path) -> None:
    a_door(tmp_path / "door.sock")
    with socket.socket(socket.AF_UNIX) as guest:
        guest.connect(str(tmp_path / "door.sock"))
        over_s = time.monotonic() + 4 * PATIENCE_S
        with contextlib.suppress(BrokenPipeError):
            while time.monotonic() < over_s:
                guest.sendall(b" ")
                time.sleep(0.2)
    assert time.monotonic() < over_s
    assert knock(tmp_path / "door.sock", Asked(ask=Ask.CHECK_AGAIN)).ok


def test_nobody_opens_where_no_agent_runs(tmp_path: Path) -> None:
    with pytest.raises(DoorClosedError):
        knock(tmp_path / "door.sock", Asked(ask=Ask.OPEN))


def test_check_again_looks_again_at_once(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    centre.wait_until_online()
    until(lambda: (status := terminal.status) and len(status.checks) > 2, within_s=30)

    def looked_ms() -> int:
        return max(check.looked_ms for check in terminal.status.checks) if terminal.status else 0

    before_ms = looked_ms()
    knock(terminal.folder / "door.sock", Asked(ask=Ask.CHECK_AGAIN))
    until(lambda: looked_ms() > before_ms, within_s=30)
