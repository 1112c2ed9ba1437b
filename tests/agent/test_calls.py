"""A call is never disturbed: a stand-in conference application that starts in the middle of a probe gets the camera."""

from pathlib import Path

import pytest

from agent.calls import hands_off_here
from agent.folder import StateFolder
from agent.status import Status
from contract.configuration.schema import Configuration
from contract.messages import Reception, Schedule
from contract.topics import Down
from contract.verdicts import Component
from hardware.holders import holders_of
from hardware.virtual.folder import VirtualCamera, put_device
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
from tests.agent.test_service import be_a_demo, start
from tests.support import conference
from tests.support.devices import video
from tests.support.waiting import until

IN_2040_MS = 2_209_000_000_000
WATCHING = {"camera": {"watch_s": 20}, "application": {"executables": [conference.NAME]}}


@pytest.fixture
def node(tmp_path: Path) -> Path:
    folder = tmp_path / "devices"
    folder.mkdir()
    put_device(folder, VirtualCamera(video=video()))
    return folder / "camera.json"


def call(node: Path, terminal: AgentProcess) -> float:
    """Start a call while a probe holds the camera; return how long its open took."""
    until(lambda: holders_of(node), within_s=90)
    assert terminal.status is not None
    assert [each.lamp for each in terminal.status.self_checks if each.component is Component.CAMERA] == [True]
    with conference.start(node) as application:
        assert application.stdout is not None
        took_s = float(application.stdout.readline())
        assert [holder.pid for holder in holders_of(node)] == [application.pid]
        application.communicate()
    return took_s


def is_at_fault(status: Status | None) -> bool:
    checks = status.checks if status else ()
    return any(check.verdict.is_bad or check.deviating for check in checks if check.check == "camera.frames")


def test_a_call_that_begins_in_the_middle_of_a_probe_has_the_camera_within_a_second(
    terminal: AgentProcess, centre: FakeCentre, node: Path
) -> None:
    be_a_demo(terminal)
    centre.configure(WATCHING, generation=1)
    start(terminal, node.parent)
    until(lambda: (status := terminal.status) and status.generation == 1, within_s=60)
    # The quickest of three: a machine that is busy with something else is not the agent's slowness.
    took_s = call(node, terminal)
    if took_s > 1:
        took_s = min(took_s, call(node, terminal), call(node, terminal))
    assert took_s <= 1
    until(lambda: "camera.frames" in {check.check for check in terminal.status.checks} if terminal.status else False)
    assert not is_at_fault(terminal.status)


def test_an_errand_keeps_its_hands_off_before_a_reception_though_the_machines_clock_is_wrong(
    terminal: AgentProcess, centre: FakeCentre
) -> None:
    held = Reception(id="r1", starts_ms=IN_2040_MS, ends_ms=IN_2040_MS + 600_000)
    folder = StateFolder(terminal.folder)
    folder.schedule.write_bytes(
        centre.sign(Down.SCHEDULE, Schedule(utc_offset_min=300, receptions=(held,)), generation=1)
    )
    (terminal.folder / "configuration").mkdir(exist_ok=True)
    assert not hands_off_here(folder, Configuration())()
    assert hands_off_here(folder, Configuration(), centre_ms=IN_2040_MS - 60_000)()
