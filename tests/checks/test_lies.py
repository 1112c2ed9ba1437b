"""Each lie of OpenCV and PortAudio that was measured, told to the real probe in its child (docs/checks.md)."""

import resource
from pathlib import Path

import pytest

from agent.checks.descriptor import Terminal
from agent.checks.now import look
from contract.configuration.media import Camera, Microphone
from contract.verdicts import Judgement, Reason, Verdict
from tests.checks.lying import sitecustomize
from tests.support.devices import impatient, sounding
from tests.support.kernel import plug_camera, plug_usb, write

FRAMES, SIGNAL = "camera.frames", "microphone.signal"


def told(lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(sitecustomize.__file__).parent))
    monkeypatch.setenv("BEKET_LIE", lie)


def with_usb_camera(root: Path) -> Terminal:
    interface = plug_usb(root, port="1-1", usb="046d:0825", serial="A1")
    plug_camera(root, node="video0", name="Camera", interface=interface)
    write(root / "proc/version", "")
    (root / "state").mkdir()
    return Terminal(state=str(root / "state"), profile="any", root=str(root))


def judged(terminal: Terminal, check: str) -> Judgement:
    configuration = impatient(camera=Camera(watch_s=2, no_frames_s=3), microphone=Microphone(listen_s=2, dead_s=2))
    [answer] = [each.judgement for each in look(terminal, configuration, names={check})]
    return answer


@pytest.mark.parametrize(
    ("lie", "verdict", "reason"),
    [
        ("open_but_no_frames", Verdict.FAILED, Reason.CAMERA_NO_FRAMES),
        ("unplugged_reads_are_false", Verdict.FAILED, Reason.CAMERA_NO_FRAMES),
        ("read_blocks", Verdict.FAILED, Reason.CAMERA_NO_FRAMES),
        ("missing_and_busy_look_alike", Verdict.IN_USE, Reason.CAMERA_IN_USE),
    ],
)
def test_a_camera_that_opencv_calls_open_is_believed_by_its_frames_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, lie: str, verdict: Verdict, reason: Reason
) -> None:
    told(lie, monkeypatch)
    answer = judged(with_usb_camera(tmp_path), FRAMES)
    assert (answer.verdict, answer.reasons) == (verdict, (reason,))


def test_reads_that_fail_at_once_do_not_burn_the_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told("open_but_no_frames", monkeypatch)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    judged(with_usb_camera(tmp_path), FRAMES)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 2.5


@pytest.mark.sound
def test_a_stream_that_portaudio_calls_active_is_believed_by_its_samples_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {}
    with sounding(tmp_path) as terminal:
        for lie in ("callback_just_stops", "uninitialised_buffer", "busy_is_unavailable"):
            told(lie, monkeypatch)
            answers[lie] = judged(terminal, SIGNAL).reasons
    assert answers == {
        "callback_just_stops": (Reason.MICROPHONE_STUCK,),
        "uninitialised_buffer": (Reason.MICROPHONE_STUCK,),
        "busy_is_unavailable": (Reason.MICROPHONE_IN_USE,),
    }
