"""What PortAudio's callbacks do and fail to do, without PortAudio."""

import time
from types import SimpleNamespace

import numpy as np
import pytest

from hardware.sound.recording import Ear, Exchange, Mouth, Recording, SpeakerError, StreamError

RATE = 1000
FINE = SimpleNamespace(input_overflow=False, output_underflow=False)


def a_clock(*, adc: float = 0.0, dac: float = 0.0, now: float = 0.0) -> SimpleNamespace:
    return SimpleNamespace(inputBufferAdcTime=adc, outputBufferDacTime=dac, currentTime=now)


def a_block(size: int = 100) -> np.ndarray:
    return np.ones((size, 1), dtype=np.int16)


def test_a_microphone_whose_callback_stops_is_an_error_with_how_far_it_came() -> None:
    ear = Ear(RATE)
    ear.take(a_block(), 100, a_clock(), FINE)
    ear.wait()
    with pytest.raises(StreamError, match=r"stopped after 0\.10 s"):
        ear.wait()


def test_samples_that_come_at_once_are_no_sound() -> None:
    ear = Ear(RATE)
    ear.take(a_block(60_000), 60_000, a_clock(), FINE)
    ear.wait()
    with pytest.raises(StreamError, match="faster than time passes"):
        ear.recording()


def test_overruns_are_counted_and_blocks_keep_their_times() -> None:
    ear = Ear(RATE)
    for number in range(3):
        ear.take(a_block(10), 10, a_clock(adc=number, now=number), SimpleNamespace(input_overflow=number == 1))
        ear.wait()
    time.sleep(0.02)
    heard = ear.recording()
    assert (heard.overruns, heard.block_times_s, heard.block_sizes) == (1, (0, 1, 2), (10, 10, 10))


def test_a_device_s_time_that_cannot_be_is_replaced_by_the_stream_s() -> None:
    ear = Ear(RATE)
    ear.take(a_block(10), 10, a_clock(adc=0.0, now=5000.0), FINE)
    ear.wait()
    time.sleep(0.02)
    assert ear.recording().block_times_s == (5000.0,)


def a_mouth_after_one_block() -> Mouth:
    mouth = Mouth(np.ones(500, dtype=np.int16), RATE)
    mouth.give(a_block(), 100, a_clock(), FINE)
    return mouth


def test_a_speaker_that_stops_taking_samples_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    mouth, now_s = a_mouth_after_one_block(), time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now_s + 3)
    with pytest.raises(SpeakerError, match=r"stopped after 0\.10 s"):
        mouth.exchange(Recording(samples=a_block()[:, 0], rate_hz=RATE, overruns=0))


def test_a_speaker_that_asks_for_more_to_the_end_is_late_and_not_at_fault() -> None:
    with pytest.raises(StreamError, match=r"late: listening ended after 0\.10 s") as told:
        a_mouth_after_one_block().exchange(Recording(samples=a_block()[:, 0], rate_hz=RATE, overruns=0))
    assert not isinstance(told.value, SpeakerError)


def test_after_the_tone_there_is_silence_in_every_channel() -> None:
    mouth, block = Mouth(np.full(50, 7, dtype=np.int16), RATE), np.ones((100, 2), dtype=np.int16)
    mouth.give(block, 100, a_clock(), FINE)
    assert (block[:50] == 7).all()
    assert (block[50:] == 0).all()


def test_an_underrun_moves_only_what_came_after_it() -> None:
    heard = Recording(
        samples=np.zeros(400, dtype=np.int16),
        rate_hz=RATE,
        overruns=0,
        block_times_s=(10.0, 10.1, 10.2, 10.3),
        block_sizes=(100, 100, 100, 100),
    )
    exchange = Exchange(heard=heard, block_times_s=(10.05, 10.25), block_begins_s=(0.0, 0.1))
    assert exchange.heard_from(0.02) == pytest.approx(0.07)
    assert exchange.heard_from(0.12) == pytest.approx(0.27)
