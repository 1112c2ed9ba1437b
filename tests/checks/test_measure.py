"""The formulas, on signals whose answer is known and on real recordings and video."""

import itertools
import wave
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from agent.measure import edges, frames, level, speech
from agent.measure.samples import Samples
from hardware.virtual.camera import hand_over, with_grain
from tests.support.devices import speech as recordings
from tests.support.devices import video

RATE = 16_000
SECONDS = np.arange(4 * RATE) / RATE


def a_sine(*, peak: float, hz: float = 1000) -> Samples:
    return (np.sin(2 * np.pi * hz * SECONDS) * peak * 32767).astype(np.int16)


def noise(*, sigma: float) -> Samples:
    return (np.random.default_rng(1).normal(size=SECONDS.size) * sigma).astype(np.int16)


def recorded(file: str) -> tuple[Samples, int]:
    with wave.open(file) as source:
        samples = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
        return samples[:: source.getnchannels()], source.getframerate()


def test_a_full_scale_sine_is_three_decibels_below_overload() -> None:
    assert level.rms_dbfs(a_sine(peak=1)) == pytest.approx(-3.01, abs=0.01)
    assert speech.active_level(a_sine(peak=1), rate_hz=RATE).level_dbov == pytest.approx(-3.01, abs=0.1)


def test_pauses_lower_the_mean_level_and_not_the_active_one() -> None:
    bursts = a_sine(peak=0.1)
    bursts[RATE : 3 * RATE] = 0
    active = speech.active_level(bursts, rate_hz=RATE)
    assert level.rms_dbfs(bursts) == pytest.approx(-26.0, abs=0.1)
    assert active.level_dbov == pytest.approx(-23.0, abs=0.6)
    assert active.activity == pytest.approx(0.5, abs=0.1)


def test_the_active_level_follows_the_gain_decibel_for_decibel() -> None:
    samples, rate = recorded(recordings()[0])
    loud = speech.active_level(samples, rate_hz=rate).level_dbov
    soft = speech.active_level((samples / 10).astype(np.int16), rate_hz=rate).level_dbov
    assert loud is not None
    assert soft == pytest.approx(loud - 20, abs=0.3)


def test_recorded_speech_is_speech() -> None:
    assert [file for file in recordings() if not speech.has_speech(recorded(file)[0], rate_hz=recorded(file)[1])] == []


@pytest.mark.parametrize(
    "samples",
    [noise(sigma=300), a_sine(peak=0.1, hz=50), np.zeros(4 * RATE, dtype=np.int16), a_sine(peak=1)[: RATE // 2]],
    ids=["noise", "hum", "silence", "too short"],
)
def test_noise_hum_and_silence_are_not_speech(samples: Samples) -> None:
    assert not speech.has_speech(samples, rate_hz=RATE)


def test_keys_that_are_struck_swing_like_speech_and_have_no_voice() -> None:
    chance = np.random.default_rng(3)
    keys = noise(sigma=3).astype(np.float64)
    for begin in chance.integers(0, keys.size - RATE // 20, 24):
        ring = np.arange(RATE // 20)
        keys[begin : begin + ring.size] += chance.normal(size=ring.size) * 3000 * np.exp(-ring / (0.005 * RATE))
    assert not speech.has_speech(keys.astype(np.int16), rate_hz=RATE)


@pytest.mark.parametrize("quieter_db", [20, 30])
def test_quiet_speech_in_a_rumbling_room_is_still_speech(quieter_db: float) -> None:
    samples, rate = recorded(recordings()[0])
    rumble = np.cumsum(np.random.default_rng(1).normal(size=samples.size)) * 2
    rumble -= np.convolve(rumble, np.ones(rate // 20) / (rate // 20), mode="same")
    assert speech.has_speech((samples * 10 ** (-quieter_db / 20) + rumble).astype(np.int16), rate_hz=rate)


def test_silence_has_no_level() -> None:
    silence = np.zeros(RATE, dtype=np.int16)
    assert level.rms_dbfs(silence) is None
    assert speech.active_level(silence, rate_hz=RATE).level_dbov is None


@pytest.mark.parametrize("samples", [np.ones(RATE, dtype=np.int16), np.array([900], dtype=np.int16)])
def test_a_hiss_below_the_lowest_threshold_has_no_active_level(samples: NDArray[np.int16]) -> None:
    assert speech.active_level(samples, rate_hz=RATE) == speech.ActiveLevel(level_dbov=None, activity=0.0)


@pytest.mark.parametrize(
    ("samples", "seconds"),
    [
        ([0] * 16, 1.0),
        ([7] * 16, 1.0),
        ([0, -1] * 8, 1.0),
        ([0] * 8 + [3, 5] * 4, 0.5),
        ([1, 3] * 8, 1 / 16),
        ([], 0.0),
    ],
)
def test_the_longest_constant_stretch_is_found(samples: list[int], seconds: float) -> None:
    assert level.longest_constant_s(np.array(samples, dtype=np.int16), rate_hz=16) == seconds


@pytest.mark.parametrize(
    ("repeated", "seconds"),
    [
        ([False, False, False, False], 0),
        ([False, True, True, True], 3),
        ([False, True, False, True], 1),
        ([False, False, True, True], 2),
    ],
)
def test_the_longest_repeat_is_measured_by_the_frames_own_times(repeated: list[bool], seconds: float) -> None:
    assert frames.longest_repeat_s([0.0, 1.0, 2.0, 3.0], repeated) == seconds


def test_the_longest_silence_counts_the_wait_before_the_first_frame_and_after_the_last() -> None:
    assert frames.longest_silence_s([2.0, 2.5], until_s=3.0) == 2.0
    assert frames.longest_silence_s([0.1, 0.2], until_s=5.2) == 5.0
    assert frames.longest_silence_s([], until_s=5.0) == 5.0


def test_a_real_room_keeps_its_edges_and_a_hand_takes_them() -> None:
    clip = _clip(video(), every=8, count=40)
    maps = [edges.edge_map(frames.small_gray(frame)) for frame in clip]
    reference = edges.lasting_edges(maps[:5])
    covered = edges.edge_map(frames.small_gray(with_grain(hand_over(clip[0]), chance=np.random.default_rng(1))))
    assert max(edges.edge_disappearance_rate(reference, each) for each in maps) < 0.2
    assert edges.edge_disappearance_rate(reference, covered) > 0.77
    assert edges.edges_left(reference, covered) < 0.1


@pytest.mark.parametrize(("moved_px", "gone"), [(0, 0.0), (2, 0.0), (3, 1.0)])
def test_an_edge_has_gone_when_none_is_within_two_pixels(moved_px: int, gone: float) -> None:
    reference, now = np.zeros((2, 240, 320), dtype=bool)
    reference[:, 100] = True
    now[:, 100 + moved_px] = True
    assert edges.edge_disappearance_rate(reference, now) == gone


def test_frames_of_a_live_room_never_repeat_to_the_bit() -> None:
    clip = _clip(video(), every=1, count=50)
    assert not any(frames.is_repeated(frame, before) for before, frame in itertools.pairwise(clip))
    assert frames.is_repeated(clip[0], clip[0].copy())


def test_a_bare_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="no edges"):
        edges.edge_disappearance_rate(np.zeros((240, 320), dtype=bool), np.zeros((240, 320), dtype=bool))


def _clip(file: str, *, every: int, count: int) -> list[np.ndarray]:
    source = cv2.VideoCapture(str(Path(file)))
    taken = [np.asarray(source.read()[1], dtype=np.uint8) for _ in range(every * count)]
    source.release()
    return taken[::every]
