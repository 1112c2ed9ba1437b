"""The test tone, found in recordings that are made up from real speech; and time that is lost between blocks."""

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.measure import chirp, loopback
from agent.measure.gaps import lost_between
from agent.measure.loopback import Loopback
from tests.checks.test_sound_numbers import voice

RATE = 48_000
PLAYED_S = 0.3
LIMIT = 12.0


def a_room(*, echo_db: float | None, lag_s: float = 0.06, talk: float = 1.0) -> Loopback:
    speech = np.resize(voice(seconds=5), round(6.5 * RATE)) * talk
    if echo_db is not None:
        tone = chirp.tone(rate_hz=RATE, level_dbfs=-20) * 10 ** (echo_db / 20)
        first = round((PLAYED_S + lag_s) * RATE)
        speech[first : first + tone.size] += tone
    return heard(speech)


def heard(room: NDArray[np.float64]) -> Loopback:
    samples = np.clip(room, -32768, 32767).astype(np.int16)
    return loopback.hear(samples, rate_hz=RATE, begins_s=[PLAYED_S + each for each in chirp.begins_s()])


@pytest.mark.parametrize("lag_s", [0.0, 0.06, 0.45])
@pytest.mark.parametrize("echo_db", [0, -15])
def test_the_tone_is_found_under_speech_and_its_delay_measured(echo_db: float, lag_s: float) -> None:
    sweeps = a_room(echo_db=echo_db, lag_s=lag_s).heard(peak_to_median=LIMIT)
    lag_and_spread = loopback.steadiest(sweeps)
    assert len(sweeps) == 3
    assert lag_and_spread is not None
    assert lag_and_spread[0] == pytest.approx(lag_s, abs=0.001)
    assert lag_and_spread[1] < 0.001


@pytest.mark.parametrize("talk", [1.0, 0.01])
def test_speech_alone_is_no_tone(talk: float) -> None:
    assert len(a_room(echo_db=None, talk=talk).heard(peak_to_median=LIMIT)) < 2


def test_a_speaker_that_lost_its_high_tones_is_told_by_band() -> None:
    tone = chirp.tone(rate_hz=RATE, level_dbfs=-20).astype(np.float64)
    spectrum = np.fft.rfft(tone)
    spectrum[np.fft.rfftfreq(tone.size, 1 / RATE) > 3000] = 0
    muffled = np.zeros(round(6.5 * RATE))
    muffled[: tone.size] += np.fft.irfft(spectrum, tone.size)
    room = np.roll(muffled, round(PLAYED_S * RATE)) + np.random.default_rng(1).normal(size=muffled.size) * 100
    low, middle, high = (heard(room).snr_db(band) for band in range(3))
    assert low is not None
    assert middle is not None
    assert high is not None
    assert min(low, middle) > high + 15


@pytest.mark.parametrize("echo_db", [-5, -20, -40])
def test_the_tone_is_measured_as_loud_as_it_came(echo_db: float) -> None:
    sweeps = a_room(echo_db=echo_db, talk=0.01).heard(peak_to_median=LIMIT)
    assert loopback.level_dbfs(sweeps) == pytest.approx(-20 + echo_db, abs=0.5)


@pytest.mark.parametrize("size", [0, 1, 480, RATE])
def test_a_recording_too_short_for_the_tone_is_not_heard_in(size: int) -> None:
    nothing = heard(np.zeros(size))
    assert (nothing.sweeps, nothing.peak_to_median, nothing.ambient_dbfs) == ((), None, None)


def test_two_sweeps_that_agree_outvote_the_third() -> None:
    sweeps = [
        loopback.Sweep(peak_to_median=20, lag_s=lag, snr_db=(9, 9, 9), level_dbfs=-40) for lag in (0.3, 0.05, 0.051)
    ]
    assert loopback.steadiest(sweeps) == pytest.approx((0.0505, 0.001))
    assert loopback.steadiest(sweeps[:1]) is None


def test_the_tone_is_as_loud_as_it_was_asked_for_and_holds_three_seconds_of_sweep() -> None:
    tone = chirp.tone(rate_hz=16_000, level_dbfs=-20)
    sounding = tone[np.abs(tone) > 0]
    assert tone.size == 5 * 16_000
    assert 20 * np.log10(np.sqrt(np.mean(np.square(sounding / 32768)))) == pytest.approx(-20, abs=0.2)


@pytest.mark.parametrize(
    ("lateness_s", "gaps"),
    [
        ([0.0] * 20, []),
        ([0.0] * 10 + [0.2] * 10, [0.2]),
        ([0.0] * 10 + [0.2] + [0.0] * 9, []),  # one block's time alone is off
        ([0.0] * 6 + [0.1] * 7 + [0.4] * 7, [0.1, 0.3]),
        ([0.001 * each for each in range(20)], []),  # clocks that drift apart
    ],
    ids=["steady", "one gap", "one odd time", "two gaps", "drift"],
)
def test_time_that_went_on_without_samples_is_lost(lateness_s: list[float], gaps: list[float]) -> None:
    times = [0.01 * number + late for number, late in enumerate(lateness_s)]
    assert lost_between(times, [480] * len(times), rate_hz=RATE) == pytest.approx(gaps)


def test_one_block_has_no_gap() -> None:
    assert lost_between([1.0], [480], rate_hz=RATE) == ()
