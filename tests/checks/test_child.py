"""What the agent does with a child that hangs, dies, or will not die."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent.checks.child import ProbeError, Prober, ProbeStuckError
from agent.checks.descriptor import Reading, Request
from agent.checks.rules import RULES
from agent.checks.runner import looks_of, take_look
from agent.checks.table import READINGS
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Reason, Verdict
from hardware.holders import holders_of
from hardware.virtual.folder import turn
from tests.support.devices import impatient, with_camera
from tests.support.waiting import until


def a_reading(name: str) -> Reading:
    return next(reading for reading in READINGS if reading.name == name)


def a_request(folder: Path, *, deadline_s: float = 10, memory_mib: int = 2048, cpu_s: int = 20) -> Request:
    return Request(
        reading="camera_picture",
        terminal=with_camera(folder),
        given=Circumstances(configuration=impatient()),
        deadline_s=deadline_s,
        memory_mib=memory_mib,
        cpu_s=cpu_s,
    )


def test_a_hanging_child_is_ended_at_its_deadline(tmp_path: Path) -> None:
    request = a_request(tmp_path, deadline_s=1)
    turn(tmp_path / "devices", "camera", fault="hang")
    began = time.monotonic()
    with pytest.raises(ProbeStuckError, match="did not end within 1 s"):
        Prober().ask(request)
    assert time.monotonic() - began < 30  # by its own alarm: who started it waits for 30 s more


def test_no_second_child_is_started_on_a_device_whose_first_will_not_die(tmp_path: Path) -> None:
    prober = Prober()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as undying:
        prober._undead["camera_picture", ""] = undying
        with pytest.raises(ProbeStuckError, match=f"process {undying.pid} still hangs"):
            prober.ask(a_request(tmp_path))
        undying.communicate()
    assert prober.ask(a_request(tmp_path))


def test_a_child_that_eats_memory_is_stopped_by_its_limit(tmp_path: Path) -> None:
    with pytest.raises(ProbeError):
        Prober().ask(a_request(tmp_path, memory_mib=40))


def test_a_child_over_its_processor_time_is_ended(tmp_path: Path) -> None:
    request = a_request(tmp_path, cpu_s=0)
    with pytest.raises(ProbeError, match=r"SIG(XCPU|KILL)"):
        Prober().ask(request)


def test_a_reading_that_fails_is_a_check_that_was_not_made(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    (tmp_path / "devices/camera.json").write_text("{")
    answers = take_look(a_reading("camera.full"), terminal, Circumstances(configuration=impatient()), prober=Prober())
    assert {answer.verdict for answer in answers.values()} == {Verdict.NO_EVIDENCE}
    assert answers["camera.frames"].reasons == (Reason.CAMERA_NOT_CHECKED,)
    assert "camera.json" in answers["camera.frames"].facts["error"]


def test_children_die_with_the_agent(tmp_path: Path) -> None:
    with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault="hang")
    asking = (
        "import sys; from tests.checks.test_child import a_request; from pathlib import Path;"
        "from agent.checks.child import Prober; Prober().ask(a_request(Path(sys.argv[1]), deadline_s=60))"
    )
    with subprocess.Popen([sys.executable, "-c", asking, str(tmp_path)]) as agent:
        until(lambda: holders_of(tmp_path / "devices/camera.json"), within_s=30)
        child = _child_of(agent.pid)
        agent.kill()
    until(lambda: _state(child) == "Z")


def test_every_look_is_offered_to_the_core_and_takes_no_device_library_along(tmp_path: Path) -> None:
    looks = looks_of(with_camera(tmp_path))
    assert {look.name for look in looks} == {reading.name for reading in READINGS}
    listing = "import sys, agent.service, agent.checks.now; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout.split()
    assert not {"cv2", "numpy", "sounddevice", "linuxpy", "agent.checks.rules", "statistics"} & set(modules)


def test_every_check_has_its_rule_and_every_rule_its_check() -> None:
    assert {check.name for reading in READINGS for check in reading.checks} == set(RULES)


def _child_of(parent: int) -> int:
    [child] = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return int(child)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"
