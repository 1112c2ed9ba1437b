"""The score in little, on what make setup fetches: floors that no change may break. `make score` tells the whole."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.score import sound_faults
from tests.score.acoustics import ambient, in_room, response, some_room
from tests.score.camera_faults import FAULTS, CameraFault, Stage
from tests.score.camera_good import HARD_CASES, HardCase, learning_shots, ordinary
from tests.score.camera_looks import KnownScene, learn, look
from tests.score.loopback_score import CASES, Case, outcome_of, some_place
from tests.score.outcome import Material, Outcome
from tests.score.scene import Frame, view
from tests.score.shot import Shot
from tests.score.sound_looks import listen
from tests.score.voice import RATE_HZ, Recording, open_recording, spoken
from tests.support.devices import MEDIA, speech, video

SURE = {"camera.covered", "camera.repeating_frames", "camera.low_fps"}
NEVER = {"camera.covered", "camera.moved", "camera.repeating_frames"}
HEARD = {"microphone.dead", "microphone.clipping", "microphone.hum", "microphone.quiet", "microphone.dc_offset"}


def first_frame(file: Path) -> Frame:
    _, frame = cv2.VideoCapture(str(file)).read()
    return np.asarray(frame, dtype=np.uint8)


@pytest.fixture(scope="module")
def square() -> tuple[KnownScene, Stage]:
    photograph, elsewhere = first_frame(Path(video())), first_frame(MEDIA / "tree.avi")
    good = Shot(scenes=(view(photograph),), seed=5)
    known = learn(learning_shots(good.scenes[0], seed=1)[:3])
    return known, Stage(good=good, photograph=photograph, elsewhere=elsewhere, seed=5)


def seen(shot: Shot, known: KnownScene) -> frozenset[str]:
    outcome = Outcome(component="camera", source="", name="", material=Material.COMPOSED, answers=look(shot, known))
    return outcome.raised


@pytest.mark.parametrize("fault", [each for each in FAULTS if each.reason in SURE][::2], ids=lambda fault: fault.name)
def test_a_fault_of_the_camera_is_named(square: tuple[KnownScene, Stage], fault: CameraFault) -> None:
    assert fault.reason in seen(fault.spoil(square[1]), square[0])


def test_an_ordinary_look_is_no_fault(square: tuple[KnownScene, Stage]) -> None:
    assert seen(ordinary(square[1]), square[0]) == frozenset()


@pytest.mark.parametrize("case", [each for each in HARD_CASES if each.before is None], ids=lambda case: case.name)
def test_a_hard_good_look_is_neither_covered_nor_moved(square: tuple[KnownScene, Stage], case: HardCase) -> None:
    assert not seen(case.shot(square[1]), square[0]) & NEVER


def a_voice() -> tuple[Recording, ...]:
    opened = [open_recording(Path(file), rate_hz=48000) for file in speech()[:4]]
    return tuple(each for each in opened if each is not None)


@pytest.fixture(scope="module")
def take() -> sound_faults.Take:
    chance = np.random.default_rng(8)
    room = some_room(chance)
    said = in_room(spoken(a_voice(), seed=8), response(room)) * np.float32(0.4)
    noise = ambient(said.size, dbfs=-62, tilt=1.5, chance=chance)
    return sound_faults.Take(voice=np.asarray(said, dtype=np.float32), noise=noise, seed=8)


def heard(samples: sound_faults.Heard) -> frozenset[str]:
    answers = listen(samples, rate_hz=RATE_HZ, known=None)
    return Outcome(component="microphone", source="", name="", material=Material.COMPOSED, answers=answers).raised


HEARD_FAULTS = [each for each in sound_faults.FAULTS if each.reason in HEARD]


@pytest.mark.parametrize("fault", HEARD_FAULTS, ids=lambda each: each.name)
def test_a_fault_of_the_microphone_is_named(take: sound_faults.Take, fault: sound_faults.SoundFault) -> None:
    assert fault.reason in heard(fault.spoil(take))


def test_speech_in_a_room_is_no_fault(take: sound_faults.Take) -> None:
    assert heard(sound_faults.heard(take)) == frozenset()


PLAIN = [case for case in CASES if not case.speech]


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.name)
def test_the_test_tone_tells_who_is_at_fault(case: Case) -> None:
    outcome = outcome_of(case, some_place(a_voice(), seed=8), a_voice(), source="alsa", seed=8)
    assert outcome.raised == ({case.reason} if case.reason else frozenset())
