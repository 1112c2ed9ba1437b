"""Somebody's own clips and recordings, through the command and its child process."""

import json
import wave
from pathlib import Path

import cv2
import numpy as np
import pytest
import soundfile

from agent.asking import Form
from agent.judging import judge_files
from tests.support.devices import speech, video

ENGLISH = Form(language="en", explain=True)


def judged(component: str, *files: Path | str, state: Path, reference: Path | None = None, form: Form = ENGLISH) -> int:
    return judge_files(component, [Path(file) for file in files], reference=reference, state=state, form=form)


def a_picture(file: Path, *, seed: int) -> Path:
    scene = np.random.default_rng(seed).integers(0, 255, (12, 16, 3), dtype=np.uint8)
    cv2.imwrite(str(file), cv2.resize(scene, (640, 480), interpolation=cv2.INTER_NEAREST))
    return file


def a_recording(file: Path, samples: bytes, *, width: int = 2) -> Path:
    with wave.open(str(file), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(width)
        recording.setframerate(8000)
        recording.writeframes(samples)
    return file


def test_a_live_video_is_not_faulty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judged("camera", video(), state=tmp_path) == 0
    assert "pictures a second: 10 fps" in capsys.readouterr().out


def test_a_covered_lens_is_found_against_a_good_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = a_picture(tmp_path / "good.png", seed=1)
    cv2.imwrite(str(tmp_path / "hand.png"), np.full((480, 640, 3), 120, dtype=np.uint8))
    form = Form(as_json=True)
    assert judged("camera", good, state=tmp_path, reference=good, form=form) == 0
    assert judged("camera", tmp_path / "hand.png", state=tmp_path, reference=good, form=form) == 1
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer["checks"]["camera.view"]["reasons"] == ["camera.covered"]
    assert "camera.frames" not in answer["checks"]


def test_speech_is_judged_and_silence_is_dead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    silence = a_recording(tmp_path / "silence.wav", bytes(2 * 8000 * 11))
    assert judged("microphone", speech()[0], state=tmp_path) == 0
    assert judged("microphone", silence, state=tmp_path) == 1
    assert "11 s (faulty from 10 s)" in capsys.readouterr().out


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_every_width_of_samples_has_the_same_level(width: int, tmp_path: Path) -> None:
    from agent.checks.reading.microphone_file import _samples  # noqa: PLC0415 - it starts NumPy in this test only

    middle = 128 if width == 1 else 0
    half = (middle + (1 << (8 * width - 2))).to_bytes(width, "little")
    samples, rate_hz = _samples(a_recording(tmp_path / "half.wav", half, width=width))
    assert (samples.tolist(), rate_hz) == ([1 << 30], 8000)


@pytest.mark.parametrize(("suffix", "subtype"), [("flac", "PCM_16"), ("ogg", "VORBIS"), ("mp3", "MPEG_LAYER_III")])
def test_speech_is_judged_in_the_forms_that_people_send(suffix: str, subtype: str, tmp_path: Path) -> None:
    samples, rate_hz = soundfile.read(speech()[0])
    soundfile.write(tmp_path / f"said.{suffix}", samples, rate_hz, subtype=subtype)
    assert judged("microphone", tmp_path / f"said.{suffix}", state=tmp_path) == 0


@pytest.mark.parametrize(
    ("component", "name"), [("camera", "note.txt"), ("microphone", "note.txt"), ("camera", "none")]
)
def test_what_is_no_clip_is_said_in_a_sentence(
    component: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("not a clip\n")
    assert judged(component, tmp_path / name, state=tmp_path) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"beket-agent: {tmp_path / name}: ")
    assert "Error" not in said


def test_a_bare_reference_compares_with_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((480, 640, 3), 120, dtype=np.uint8))
    good = a_picture(tmp_path / "good.png", seed=2)
    assert judged("camera", good, state=tmp_path, reference=tmp_path / "wall.png") == 2
    assert "wall.png: hardly anything is to be seen" in capsys.readouterr().err
