"""The agent mends what it can, through a helper that only counts; told to the centre, and never during a call."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.messages import CheckState, Reception, Schedule
from contract.topics import Down
from contract.verdicts import Judgement, Reason, Verdict
from tests.agent.centre import FakeCentre
from tests.agent.terminals import WELL, AgentProcess
from tests.helper.pretended import Pretended, a_pretended_helper
from tests.support.waiting import until

GONE = WELL | {"camera.presence": Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_MISSING,))}
MUTED = WELL | {"microphone.mixer": Judgement(verdict=Verdict.FAILED, reasons=(Reason.MICROPHONE_MUTED,))}
HASTY = {"looks": {"quick_s": 1, "confirm_s": 1, "bad_of": 1}, "reporting": {"routine_s": 5}}
WITHIN_S = 60


@pytest.fixture
def helper(tmp_path: Path, terminal: AgentProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretended]:
    with a_pretended_helper(tmp_path) as pretended:
        monkeypatch.setenv("BEKET_HELPER", str(pretended.path))
        yield pretended
        if terminal.process and terminal.process.poll() is None:
            terminal.kill()


def tries(state: CheckState) -> float | None:
    return next((figure.value for figure in state.figures if figure.name == "repair_tries"), None)


def test_a_camera_that_vanished_has_its_port_reset_once_and_the_fault_says_so(
    helper: Pretended, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.see(GONE)
    terminal.start()
    centre.wait_until_online()
    centre.configure(HASTY, generation=2)
    centre.wait_for_check(lambda state: state.check == "camera.presence" and tries(state) == 1, within_s=WITHIN_S)
    assert helper.repairs == ["reset_usb camera"]
    assert "verb=reset_usb subject=camera ok=True detail=done" in terminal.log


def test_what_tries_did_not_mend_is_given_up_and_a_person_is_called_for(
    helper: Pretended, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.see(GONE)
    terminal.start()
    centre.wait_until_online()
    centre.configure(HASTY | {"repair": {"tries_a_day": 2, "pause_s": 1, "long_pause_s": 1}}, generation=2)
    told = centre.wait_for_check(lambda state: Reason.SYSTEM_REPAIR_GIVEN_UP in state.reasons, within_s=WITHIN_S)
    state = next(state for state in told.checks if state.check == "system.repair")
    assert state.facts == {"reset_usb camera": "2 of 2: done"}
    assert helper.repairs == ["reset_usb camera"] * 2


def test_a_fault_that_was_given_up_and_is_mended_by_a_person_calls_for_nobody(
    helper: Pretended, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.see(GONE)
    terminal.start()
    centre.wait_until_online()
    centre.configure(HASTY | {"repair": {"tries_a_day": 1, "pause_s": 1}}, generation=2)
    centre.wait_for_check(lambda state: Reason.SYSTEM_REPAIR_GIVEN_UP in state.reasons, within_s=WITHIN_S)
    terminal.see(WELL)
    centre.wait_for_check(
        lambda state: state.check == "system.repair" and state.changed and state.verdict is Verdict.OK,
        within_s=WITHIN_S,
    )


def test_what_was_tried_is_remembered_by_the_next_process(
    helper: Pretended, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.see(GONE)
    terminal.start()
    until(lambda: "repair.tried" in terminal.log, within_s=WITHIN_S)
    terminal.kill()
    terminal.start()
    centre.wait_for_check(lambda state: state.check == "camera.presence" and tries(state) == 1, within_s=WITHIN_S)
    assert helper.repairs == ["reset_usb camera"]


def test_nothing_is_mended_while_the_call_application_runs(
    helper: Pretended, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.start()
    centre.wait_until_online()
    own = Path("/proc/self/comm").read_text().strip()  # this very test is the call
    centre.configure(HASTY | {"application": {"executables": [own]}}, generation=2)
    centre.wait_for_outcome("proven")
    terminal.see(GONE)
    centre.wait_for_check(lambda state: Reason.CAMERA_MISSING in state.reasons, within_s=WITHIN_S)
    looked = len(centre.heard)
    until(lambda: len(centre.heard) > looked + 1, within_s=WITHIN_S)
    assert helper.repairs == []
    centre.configure(HASTY, generation=3)
    until(lambda: helper.repairs == ["reset_usb camera"], within_s=WITHIN_S)


def test_a_microphone_that_is_switched_off_outside_receptions_is_left_so(
    helper: Pretended, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.see(MUTED)
    terminal.start()
    centre.wait_until_online()
    centre.configure(HASTY, generation=2)
    centre.wait_for_check(lambda state: Reason.MICROPHONE_MUTED in state.reasons, within_s=WITHIN_S)
    looked = len(centre.heard)
    until(lambda: len(centre.heard) > looked + 1, within_s=WITHIN_S)
    assert helper.repairs == []


def test_a_microphone_that_is_switched_off_is_switched_on_before_a_reception(
    helper: Pretended, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.see(MUTED)
    terminal.start()
    centre.wait_until_online()
    centre.configure(HASTY, generation=2)
    starts_ms = 1000 * (int(time.time()) + 12 * 60)
    held = Reception(id="r1", starts_ms=starts_ms, ends_ms=starts_ms + 600_000)
    booked = Schedule(utc_offset_min=300, receptions=(held,))
    centre.send(Down.SCHEDULE, centre.sign(Down.SCHEDULE, booked, generation=1))
    until(lambda: helper.repairs == ["unmute microphone"], within_s=WITHIN_S)
