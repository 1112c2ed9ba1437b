"""What the calls' programme uses, against the profile: a second process really holds camera and streams."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent.checks.descriptor import Terminal
from contract.configuration.machine import Application
from contract.configuration.schema import Configuration
from contract.verdicts import Judgement, Reason, Verdict
from hardware.sound.server import environment_of, pactl
from hardware.sound.streams import Direction, list_streams
from tests.support.devices import sounding, with_camera
from tests.support.machine import a_machine, judged, put
from tests.support.waiting import until

NAME = "beket-stand-in"
NAMED = Configuration(application=Application(executables=(NAME,)))
SPEAKER, MICROPHONE = "beket_speaker", "beket_microphone"


def said(answer: Judgement) -> tuple[Verdict, tuple[Reason, ...]]:
    return answer.verdict, answer.reasons


@contextlib.contextmanager
def a_call(folder: Path, program: str, *arguments: str, **process: object) -> Iterator[None]:
    """Run a program of the system as the calls' programme, under its name."""
    executable = folder / NAME
    shutil.copy(program, executable)
    with subprocess.Popen([executable, *arguments], **process) as call:  # type: ignore[call-overload]
        try:
            yield
        finally:
            call.kill()


@contextlib.contextmanager
def a_call_with_camera(folder: Path) -> Iterator[None]:
    with (folder / "devices/camera.json").open() as camera, a_call(folder, "/bin/sleep", "60", stdin=camera):
        yield


@contextlib.contextmanager
def a_call_with_sound(terminal: Terminal, direction: Direction, device: str) -> Iterator[None]:
    """Record from a source, or play to a sink, as the calls' programme would."""
    folder = Path(terminal.state).parent
    environment = environment_of(folder / "devices")
    mode = "--record" if direction == "source" else "--playback"
    with (
        Path("/dev/zero").open("rb") as silence,
        a_call(folder, "/usr/bin/pacat", mode, "-d", device, stdin=silence, stdout=subprocess.DEVNULL, env=environment),
    ):
        until(lambda: NAME in {stream.binary for stream in list_streams(direction, environment)}, within_s=30)
        yield


@pytest.mark.parametrize(
    ("profile", "answer"),
    [
        ("demo", (Verdict.OK, ())),
        ("logitech-c920", (Verdict.WARNING, (Reason.CAMERA_WRONG_DEVICE_IN_USE,))),
    ],
)
def test_the_camera_that_a_call_uses_is_held_against_the_profile(
    tmp_path: Path, profile: str, answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    terminal = replace(with_camera(tmp_path), profile=profile)
    with a_call_with_camera(tmp_path):
        told = judged(terminal, "camera.use", NAMED)
    assert said(told) == answer
    assert told.facts["device"] == "Beket virtual camera"


@pytest.mark.parametrize("check", ["camera.use", "microphone.use", "speaker.use"])
def test_outside_a_call_there_is_nothing_to_compare(tmp_path: Path, check: str) -> None:
    assert said(judged(with_camera(tmp_path), check, NAMED)) == (Verdict.AT_REST, ())


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("camera.use", Reason.CAMERA_NOT_REPORTED),
        ("microphone.use", Reason.MICROPHONE_NOT_REPORTED),
        ("speaker.use", Reason.SPEAKER_NOT_REPORTED),
    ],
)
def test_open_files_that_are_not_ours_to_see_are_not_guessed(tmp_path: Path, check: str, reason: Reason) -> None:
    terminal = a_machine(tmp_path, proc__41__comm=f"{NAME}\n")
    put(tmp_path / "root", "proc/41/fd", "not a folder to look into")
    assert said(judged(terminal, check, NAMED)) == (Verdict.UNKNOWN, (reason,))


@pytest.mark.sound
@pytest.mark.parametrize(
    ("check", "direction", "device", "answer"),
    [
        ("microphone.use", "source", f"{MICROPHONE}.monitor", (Verdict.OK, ())),
        (
            "microphone.use",
            "source",
            f"{SPEAKER}.monitor",
            (Verdict.WARNING, (Reason.MICROPHONE_WRONG_DEVICE_IN_USE,)),
        ),
        ("speaker.use", "sink", SPEAKER, (Verdict.OK, ())),
        ("speaker.use", "sink", MICROPHONE, (Verdict.WARNING, (Reason.SPEAKER_WRONG_DEVICE_IN_USE,))),
    ],
    ids=["the microphone", "another source", "the speaker", "another sink"],
)
def test_the_sound_devices_that_a_call_uses_are_held_against_the_profile(
    tmp_path: Path, *, check: str, direction: Direction, device: str, answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    with sounding(tmp_path) as terminal, a_call_with_sound(terminal, direction, device):
        assert said(judged(terminal, check, NAMED)) == answer


@pytest.mark.sound
def test_the_microphone_behind_an_echo_canceller_is_found(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        environment = environment_of(tmp_path / "devices")
        names = ("source_name=cancelled", f"source_master={MICROPHONE}.monitor")
        pactl("load-module", "module-echo-cancel", *names, environment=environment)
        with a_call_with_sound(terminal, "source", "cancelled"):
            answer = judged(terminal, "microphone.use", NAMED)
    assert said(answer) == (Verdict.OK, ())
    assert answer.facts["device"] == "Beket virtual microphone"
