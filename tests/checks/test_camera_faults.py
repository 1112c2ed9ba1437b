"""Every answer about the quality of the camera's picture, through the child process and a camera that is spoilt."""

import shutil
from pathlib import Path

import pytest

from agent.checks.descriptor import Terminal
from agent.checks.learning import Learnt, learn_reference
from agent.checks.now import look
from contract.configuration.media import Camera
from contract.configuration.people import Privacy
from contract.verdicts import Judgement, Reason, Verdict
from hardware.virtual.folder import turn
from tests.support.devices import a_terminal, impatient, with_camera


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a terminal that has learnt what its camera usually shows."""
    folder = tmp_path_factory.mktemp("known")
    assert learn_reference(with_camera(folder), impatient(camera=QUICK)) is Learnt.KEPT
    return folder / "state"


def a_camera_known(known: Path, folder: Path, **knobs: object) -> Terminal:
    shutil.copytree(known, folder / "state")
    terminal = with_camera(folder)
    turn(folder / "devices", "camera", **knobs)
    return terminal


QUICK = Camera(watch_s=1.5, no_frames_s=2.0, repeating_s=1.0)


def judged(terminal: Terminal, *checks: str, **sections: object) -> dict[str, Judgement]:
    """Return the answers; where a busy machine could not judge, and says so, look again."""
    answers: dict[str, Judgement] = {}
    for _ in range(5):
        results = look(terminal, impatient(**({"camera": QUICK} | sections)), names=checks or {"camera"})
        answers = {result.check: result.judgement for result in results}
        if not any(Reason.CAMERA_NOT_CHECKED in answer.reasons for answer in answers.values()):
            break
    return answers


@pytest.mark.parametrize(
    ("fault", "check", "reason"),
    [
        ("slow", "camera.rate", Reason.CAMERA_LOW_FPS),
        ("small", "camera.resolution", Reason.CAMERA_LOW_RESOLUTION),
        ("move", "camera.view", Reason.CAMERA_MOVED),
        ("blur", "camera.sharpness", Reason.CAMERA_BLURRED),
        ("overexpose", "camera.exposure", Reason.CAMERA_OVEREXPOSED),
        ("cast", "camera.colour", Reason.CAMERA_COLOUR_CAST),
        ("flicker", "camera.flicker", Reason.CAMERA_FLICKER),
        ("noise", "camera.noise", Reason.CAMERA_NOISY),
    ],
)
def test_a_picture_that_is_spoilt_asks_for_attention(
    *, known: Path, tmp_path: Path, fault: str, check: str, reason: Reason
) -> None:
    answer = judged(a_camera_known(known, tmp_path, fault=fault), check)[check]
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (reason,))


def test_a_camera_that_is_known_and_plays_well_is_well(known: Path, tmp_path: Path) -> None:
    answers = judged(a_camera_known(known, tmp_path, fault="none"))
    assert {check for check, answer in answers.items() if answer.verdict is not Verdict.OK} <= {
        "camera.sharpness_trend",
        "camera.use",
    }


def test_a_slow_camera_in_a_dim_room_is_told_from_a_slow_camera(known: Path, tmp_path: Path) -> None:
    terminal = a_camera_known(known, tmp_path, fault="slow", exposure="at_limit")
    assert judged(terminal, "camera.rate")["camera.rate"].facts["cause"] == "auto_exposure_in_a_dim_room"
    turn(tmp_path / "devices", "camera", exposure="adjusting")
    assert "cause" not in judged(terminal, "camera.rate")["camera.rate"].facts


@pytest.mark.parametrize(
    ("exposure", "verdict", "reason", "told"),
    [
        ("unreported", Verdict.NO_EVIDENCE, Reason.CAMERA_DARK_ROOM, "not reported"),
        ("at_limit", Verdict.NO_EVIDENCE, Reason.CAMERA_DARK_ROOM, None),
        ("adjusting", Verdict.WARNING, Reason.CAMERA_UNDEREXPOSED, None),
    ],
)
def test_black_is_a_dark_room_unless_the_camera_could_see_more(
    *, known: Path, tmp_path: Path, exposure: str, verdict: Verdict, reason: Reason, told: str | None
) -> None:
    terminal = a_camera_known(known, tmp_path, fault="dark", exposure=exposure)
    answers = judged(terminal, "camera.view", "camera.exposure")
    answer = answers["camera.exposure"]
    assert (answer.verdict, answer.reasons) == (verdict, (reason,))
    assert answers["camera.view"].facts.get("exposure") == told
    assert Reason.CAMERA_COVERED not in answers["camera.view"].reasons


@pytest.mark.parametrize(
    ("exposure", "rest_allowed", "verdict", "reason"),
    [
        ("unreported", False, Verdict.WARNING, Reason.CAMERA_BLACK),
        ("unreported", True, Verdict.AT_REST, Reason.CAMERA_BLACK),
        ("at_limit", False, Verdict.NO_EVIDENCE, Reason.CAMERA_DARK_ROOM),
    ],
)
def test_a_picture_without_a_trace_of_the_room_is_no_dark_room_unless_the_camera_says_so(
    *, known: Path, tmp_path: Path, exposure: str, rest_allowed: bool, verdict: Verdict, reason: Reason
) -> None:
    terminal = a_camera_known(known, tmp_path, fault="cap", exposure=exposure)
    view = judged(terminal, "camera.view", privacy=Privacy(rest_allowed=rest_allowed))["camera.view"]
    assert (view.verdict, view.reasons) == (verdict, (reason,))


def test_a_covered_lens_is_no_fault_of_sharpness_colour_or_noise(known: Path, tmp_path: Path) -> None:
    answers = judged(a_camera_known(known, tmp_path, fault="cover"))
    quality = [answers[f"camera.{check}"] for check in ("sharpness", "colour", "flicker", "noise")]
    assert {(answer.verdict, answer.reasons) for answer in quality} == {
        (Verdict.NO_EVIDENCE, (Reason.CAMERA_COVERED,)),
    }


def test_a_closed_lens_at_rest_leaves_nothing_to_judge(known: Path, tmp_path: Path) -> None:
    terminal = a_camera_known(known, tmp_path, fault="cover")
    answers = judged(terminal, "camera.view", "camera.sharpness", privacy=Privacy(rest_allowed=True))
    assert {answer.verdict for answer in answers.values()} == {Verdict.AT_REST}


def test_a_camera_that_nobody_knows_yet_is_not_called_blurred(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault="blur")
    sharpness = judged(terminal, "camera.sharpness")["camera.sharpness"]
    assert (sharpness.verdict, sharpness.reasons) == (Verdict.NO_EVIDENCE, (Reason.CAMERA_NO_BASELINE,))


def test_a_frozen_picture_is_watched_until_it_is_a_fault_however_short_the_look_is(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault="freeze")
    rules = Camera(watch_s=1.0, repeating_s=2.0, no_frames_s=2.0)
    assert judged(terminal, "camera.frames", camera=rules)["camera.frames"].reasons == (Reason.CAMERA_REPEATING_FRAMES,)


def test_a_camera_that_is_gone_leaves_every_check_without_evidence(tmp_path: Path) -> None:
    answers = judged(a_terminal(tmp_path), "camera.rate", "camera.view", "camera.noise")
    assert {(answer.verdict, answer.reasons) for answer in answers.values()} == {
        (Verdict.NO_EVIDENCE, (Reason.CAMERA_MISSING,)),
    }
