"""A call as the terminal sees it: begun, ended, died, and found again after the agent was away."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from agent.call_watch import CallBegan, CallEnded, Following, Held
from agent.door import Ask, Asked, knock
from contract.messages import Report
from contract.observed import CallEnd, FromBranch, ObservedCall, ProblemKind, Rating
from contract.verdicts import Readiness
from hardware.virtual.folder import VirtualCamera, put_device
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
from tests.agent.test_service import be_a_demo, start
from tests.support.devices import video
from tests.support.waiting import until

NAME = "videocall"
HOLDING = "import sys\nkept = [open(path) for path in sys.argv[1:]]\nprint('holds', flush=True)\nsys.stdin.read()\n"
LETTING_GO = HOLDING + "[each.close() for each in kept]\nprint('let go', flush=True)\nimport time\ntime.sleep(60)\n"
IN_CALL = Held(camera=True, microphone=True, pids=frozenset({7}), alive=frozenset({7, 8}))


def test_a_call_is_camera_and_microphone_together_until_neither_is_held() -> None:
    following = Following()
    assert following.take(Held(camera=True, pids=frozenset({7}), alive=frozenset({7})), 1) is None
    assert following.take(IN_CALL, 2) == CallBegan(at_ms=2)
    assert following.take(Held(microphone=True, pids=frozenset({7}), alive=frozenset({7})), 3) is None
    assert following.take(Held(alive=frozenset({7})), 4) == CallEnded(at_ms=4, died=False)


@pytest.mark.parametrize(("alive", "died"), [({7, 8}, False), ({8}, True), (set[int](), True)])
def test_it_died_if_the_process_that_held_them_is_gone(alive: set[int], *, died: bool) -> None:
    following = Following()
    following.take(IN_CALL, 1)
    assert following.take(Held(alive=frozenset(alive)), 2) == CallEnded(at_ms=2, died=died)


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    folder = tmp_path / "devices"
    folder.mkdir()
    put_device(folder, VirtualCamera(video=video()))
    (folder / "microphone.json").touch()
    return folder


def branch_words(centre: FakeCentre) -> list[FromBranch]:
    return [report.branch for report in centre.all(Report) if report.branch]


def calls(centre: FakeCentre) -> list[ObservedCall]:
    return [call for said in branch_words(centre) for call in said.calls]


def ended(centre: FakeCentre) -> list[ObservedCall]:
    return [call for call in calls(centre) if call.end]


def a_call(devices: Path, code: str = HOLDING) -> subprocess.Popen[str]:
    """Run a programme under the application's name that holds both devices until its input ends."""
    process = subprocess.Popen(
        [NAME, "-ISc", code, str(devices / "camera.json"), str(devices / "microphone.json")],
        executable=os.path.realpath(sys.executable),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "holds\n"
    return process


def run(terminal: AgentProcess, centre: FakeCentre, devices: Path) -> None:
    be_a_demo(terminal)
    centre.configure({"application": {"executables": [NAME]}}, generation=1)
    start(terminal, devices)
    until(lambda: (status := terminal.status) and status.generation == 1, within_s=90)


def test_a_call_that_is_hung_up_is_told_with_what_we_had_said_of_the_terminal(
    terminal: AgentProcess, centre: FakeCentre, devices: Path
) -> None:
    run(terminal, centre, devices)
    with a_call(devices, LETTING_GO) as application:
        began = until(lambda: calls(centre), within_s=60)[0]
        until(lambda: terminal.status and terminal.status.readiness is Readiness.IN_CALL, within_s=30)
        assert application.stdin
        application.stdin.close()
        over = until(lambda: ended(centre), within_s=60)[0]
        application.kill()
    assert (began.end, over.end, over.id) == (None, CallEnd.NORMAL, began.id)
    assert began.readiness is not Readiness.IN_CALL


def test_a_programme_that_dies_in_a_call_is_told_as_died_even_if_the_agent_was_away(
    terminal: AgentProcess, centre: FakeCentre, devices: Path
) -> None:
    run(terminal, centre, devices)
    with a_call(devices) as application:
        began = until(lambda: calls(centre), within_s=60)[0]
        terminal.kill()
        start(terminal, devices)
        until(lambda: terminal.status and terminal.status.desk.call_since_ms == began.began_ms, within_s=60)
        until(lambda: "call.resumed" in terminal.log, within_s=60)
        application.kill()
        over = until(lambda: ended(centre), within_s=60)[0]
    assert (over.end, over.id) == (CallEnd.DIED, began.id)


def test_what_she_taps_reaches_the_centre_once(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    centre.wait_until_online()
    door = terminal.folder / "door.sock"
    for asked in (
        Asked(ask=Ask.PROBLEM, kind="sound"),
        Asked(ask=Ask.PROBLEM, kind="sound"),
        Asked(ask=Ask.PROBLEM, kind="weather"),
        Asked(ask=Ask.RATE, kind="bad_picture", subject="c1"),
    ):
        until(lambda: is_open(door), within_s=20)
        assert knock(door, asked).ok
    until(lambda: len(branch_words(centre)) > 1, within_s=30)
    said = branch_words(centre)
    assert [problem.kind for each in said for problem in each.problems] == [ProblemKind.SOUND]
    assert [(tap.rating, tap.subject) for each in said for tap in each.taps] == [(Rating.BAD_PICTURE, "c1")]


def is_open(door: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(door))
    except OSError:
        return False
    return True
