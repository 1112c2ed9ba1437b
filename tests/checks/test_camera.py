"""Every answer about the camera, reached through the child process that watches a real video."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from agent.checks.child import Prober
from agent.checks.descriptor import Request, Terminal
from agent.checks.learning import Learnt, learn_reference
from agent.checks.now import look
from agent.checks.reading.camera_snapshot import Snapshot
from contract.configuration.media import Camera
from contract.configuration.people import Privacy
from contract.judgement.circumstances import Circumstances
from contract.orders import Question
from contract.verdicts import Judgement, Reason, Verdict
from hardware.holders import holders_of
from hardware.virtual.folder import turn
from tests.support.devices import a_terminal, impatient, with_camera
from tests.support.waiting import until

PATIENT = Camera(watch_s=8, no_frames_s=2, repeating_s=8)
"""It still watches when a busy machine has brought up the next child."""


def judged(terminal: Terminal, **sections: object) -> dict[str, Judgement]:
    return {answer.check: answer.judgement for answer in look(terminal, impatient(**sections), names={"camera"})}


def learnt(folder: Path) -> Terminal:
    terminal = with_camera(folder)
    assert learn_reference(terminal, impatient()) is Learnt.KEPT
    return terminal


def test_a_camera_that_plays_is_well_in_every_respect(tmp_path: Path) -> None:
    answers = judged(learnt(tmp_path))
    assert not [check for check, answer in answers.items() if answer.verdict.is_bad]
    reasons = {reason for answer in answers.values() for reason in answer.reasons}
    busy = {Reason.CAMERA_NOT_CHECKED}  # frames that a busy machine lost are no slow camera
    assert reasons <= {Reason.CAMERA_NO_BASELINE, Reason.CAMERA_NO_HISTORY} | busy
    assert answers["camera.view"].verdict is Verdict.OK


def test_an_unplugged_camera_is_missing_and_its_picture_cannot_be_judged(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault="unplugged")
    answers = judged(terminal)
    assert answers["camera.presence"].reasons == (Reason.CAMERA_MISSING,)
    assert answers["camera.presence"].verdict is Verdict.FAILED
    assert answers["camera.frames"].verdict is Verdict.NO_EVIDENCE


def test_a_camera_pulled_out_while_we_watch_is_missing_and_not_broken(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    node = str(tmp_path / "devices/camera.json")
    with ThreadPoolExecutor() as looking:
        answer = looking.submit(judged, terminal, camera=PATIENT)
        until(lambda: holders_of(Path(node)), within_s=30)
        turn(tmp_path / "devices", "camera", fault="unplugged")
        frames = answer.result()["camera.frames"]
    assert (frames.verdict, frames.reasons) == (Verdict.NO_EVIDENCE, (Reason.CAMERA_MISSING,))


def test_a_camera_that_another_look_of_ours_watches_is_not_in_use(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault="hang")
    with ThreadPoolExecutor() as looking:
        first = looking.submit(judged, terminal, camera=PATIENT)
        until(lambda: holders_of(tmp_path / "devices/camera.json"), within_s=30)
        frames = judged(terminal)["camera.frames"]
        turn(tmp_path / "devices", "camera", fault="none")
        first.result()
    assert (frames.verdict, frames.reasons) == (Verdict.NO_EVIDENCE, (Reason.CAMERA_NOT_CHECKED,))


def test_a_picture_for_the_helpdesk_waits_for_a_look_of_ours(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    request = Request(
        reading="camera_snapshot", terminal=terminal, given=Circumstances(), argument=Question.VIEW, deadline_s=60
    )
    with ThreadPoolExecutor() as looking:
        first = looking.submit(judged, terminal, camera=PATIENT)
        until(lambda: holders_of(tmp_path / "devices/camera.json"), within_s=30)
        taken = msgspec.json.decode(Prober().ask(request), type=Snapshot)
        first.result()
    assert (taken.problem, taken.told) == ("", "32 × 24")


def test_a_virtual_camera_is_the_wrong_device_for_a_profile_that_does_not_name_it(tmp_path: Path) -> None:
    with_camera(tmp_path)
    answers = judged(a_terminal(tmp_path, profile="logitech-c920"))
    assert answers["camera.presence"].reasons == (Reason.CAMERA_WRONG_DEVICE,)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("open_fails", Reason.CAMERA_STUCK),
        ("no_frames", Reason.CAMERA_NO_FRAMES),
        ("freeze", Reason.CAMERA_REPEATING_FRAMES),
        ("hang", Reason.CAMERA_STUCK),
    ],
)
def test_a_picture_that_does_not_come_or_stands_still_is_a_fault(tmp_path: Path, fault: str, reason: Reason) -> None:
    terminal = with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault=fault)
    frames = judged(terminal)["camera.frames"]
    assert (frames.verdict, frames.reasons) == (Verdict.FAILED, (reason,))


def test_a_hand_over_the_lens_is_covered_though_it_is_not_dark(tmp_path: Path) -> None:
    terminal = learnt(tmp_path)
    turn(tmp_path / "devices", "camera", fault="cover")
    view = judged(terminal)["camera.view"]
    figures = {figure.name: figure.value or 0 for figure in view.figures}
    assert (view.verdict, view.reasons) == (Verdict.FAILED, (Reason.CAMERA_COVERED,))
    assert figures["luma_mean"] > 60
    assert figures["edges_gone"] >= 0.55


def test_a_covered_lens_is_at_rest_where_the_branch_may_close_it(tmp_path: Path) -> None:
    terminal = learnt(tmp_path)
    turn(tmp_path / "devices", "camera", fault="cover")
    view = judged(terminal, privacy=Privacy(rest_allowed=True))["camera.view"]
    assert (view.verdict, view.reasons) == (Verdict.AT_REST, (Reason.CAMERA_COVERED,))


def test_a_dark_room_is_no_evidence_of_a_covered_lens(tmp_path: Path) -> None:
    terminal = learnt(tmp_path)
    turn(tmp_path / "devices", "camera", fault="dark")
    view = judged(terminal)["camera.view"]
    assert (view.verdict, view.reasons) == (Verdict.NO_EVIDENCE, (Reason.CAMERA_DARK_ROOM,))


def test_a_view_is_not_judged_before_somebody_confirmed_one(tmp_path: Path) -> None:
    view = judged(with_camera(tmp_path))["camera.view"]
    assert (view.verdict, view.reasons) == (Verdict.NO_EVIDENCE, (Reason.CAMERA_NO_REFERENCE,))


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("cover", Learnt.BARE),
        ("dark", Learnt.DARK),
        ("no_frames", Learnt.NO_PICTURE),
        ("open_fails", Learnt.NO_PICTURE),
        ("unplugged", Learnt.MISSING),
    ],
)
def test_what_cannot_serve_as_a_reference_is_refused(tmp_path: Path, fault: str, outcome: Learnt) -> None:
    terminal = with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault=fault)
    assert learn_reference(terminal, impatient()) is outcome
    assert not (tmp_path / "state/baselines/camera.reference").exists()


def test_a_person_confirms_the_view_from_the_command_line(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    folders = ["--state", terminal.state, "--devices", str(terminal.devices), "--language", "en"]
    command = [sys.executable, "-m", "agent.cli", "learn", "camera", *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "Camera: What it is like now is taken as good.\n")


def test_a_camera_that_somebody_holds_is_left_alone_and_named(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    node = tmp_path / "devices/camera.json"
    holding = "import sys; node = open(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(node)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as caller:
        assert caller.stdout is not None
        caller.stdout.readline()
        frames = judged(terminal)["camera.frames"]
        caller.communicate()
    assert (frames.verdict, frames.reasons) == (Verdict.IN_USE, (Reason.CAMERA_IN_USE,))
    assert "python" in frames.facts["holder"]
