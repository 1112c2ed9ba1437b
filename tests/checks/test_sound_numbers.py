"""Faults put into real recordings come out as numbers, and no array at all makes the measurement raise."""

import itertools
import wave

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from agent.measure.samples import one_channel
from agent.measure.sound import sound_numbers
from contract.judgement.sound import SoundNumbers
from tests.support.devices import speech

RATE = 48_000
NOTHING = SoundNumbers(device="", activity=0.0)


def voice(*, seconds: float = 8) -> NDArray[np.float64]:
    heard: list[NDArray[np.float64]] = []
    for file in speech():
        with wave.open(file) as source:
            heard.append(np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")[:: source.getnchannels()])
    return np.concatenate(heard)[: round(seconds * RATE)].astype(np.float64)


def measured(samples: NDArray[np.float64]) -> SoundNumbers:
    return sound_numbers(np.clip(samples, -32768, 32767).astype(np.int16), rate_hz=RATE)


def mains(size: int, *, level_db: float, hz: tuple[int, ...] = (50, 100, 150)) -> NDArray[np.float64]:
    at = np.arange(size) / RATE
    waves = sum(np.sin(2 * np.pi * each * at) for each in hz)
    return np.asarray(waves * 32768 * 10 ** (level_db / 20) * np.sqrt(2 / len(hz)))


def cut(samples: NDArray[np.float64], *, block_s: float, every_s: float) -> NDArray[np.float64]:
    broken = samples.copy()
    for start in range(RATE, broken.size, round(every_s * RATE)):
        broken[start : start + round(block_s * RATE)] = 0
    return broken


def test_good_speech_has_none_of_the_faults() -> None:
    good = measured(voice())
    assert good.speech
    assert (good.clipped, good.dropouts, good.lost_s) == (0.0, 0, 0.0)
    assert abs(good.offset or 0) < 0.001
    assert good.hum_db is not None
    assert good.hum_db < 6


@pytest.mark.parametrize(("gain", "is_clipped"), [(1.0, False), (4.0, True), (16.0, True)])
def test_peaks_that_are_cut_off_are_clipping(*, gain: float, is_clipped: bool) -> None:
    assert ((measured(voice() * gain).clipped or 0) > 0.001) is is_clipped


def test_peaks_that_were_cut_off_and_then_made_softer_are_clipping_too() -> None:
    assert (measured(np.clip(voice() * 8, -32768, 32767) * 0.5).clipped or 0) > 0.001
    assert measured(voice() * 0.5).clipped == 0


def test_hum_is_found_in_the_pauses_of_what_covers_it() -> None:
    size = 10 * RATE
    chance = np.random.default_rng(1)
    rumble = np.cumsum(chance.normal(size=size)) * (np.arange(size) < 4 * RATE)
    covered = chance.normal(size=size) * 20 + rumble - np.convolve(rumble, np.ones(4800) / 4800, mode="same") * 1.0
    assert (measured(covered * 4).hum_db or 0) < 15
    assert (measured(covered * 4 + mains(size, level_db=-45)).hum_db or 0) > 15


def test_a_lone_sample_at_full_scale_is_no_clipping() -> None:
    touched = voice()
    touched[::997] = 32767
    assert measured(touched).clipped == 0


@pytest.mark.parametrize("hz", [(50,), (100,), (50, 100, 150)])
def test_the_mains_stand_out_of_speech(hz: tuple[int, ...]) -> None:
    humming = measured(voice() + mains(voice().size, level_db=-45, hz=hz))
    assert humming.hum_db is not None
    assert humming.hum_db > 15
    assert humming.hum_dbfs == pytest.approx(-45, abs=3)


@pytest.mark.parametrize("hz", [98, 110, 60])
def test_a_bass_note_beside_the_mains_is_no_hum(hz: int) -> None:
    assert (measured(voice() + mains(voice().size, level_db=-30, hz=(hz,))).hum_db or 0) < 10


def test_blocks_missing_in_words_are_dropouts_and_pauses_between_them_are_not() -> None:
    broken, paused = measured(cut(voice(), block_s=0.02, every_s=0.3)), voice()
    paused[np.convolve(np.abs(paused), np.ones(960) / 960, mode="same") < 30] = 0
    assert broken.dropouts >= 3
    assert broken.lost_s == pytest.approx(0.02 * broken.dropouts, rel=0.2)
    assert measured(paused).dropouts == 0


def test_what_was_lost_on_the_way_counts_as_dropouts_too() -> None:
    lost = sound_numbers(voice().astype(np.int16), rate_hz=RATE, overruns=2, gaps=(0.1, 0.2))
    assert (lost.overruns, lost.dropouts) == (2, 2)
    assert lost.lost_s == pytest.approx(0.3)


@pytest.mark.parametrize("offset", [-0.1, 0.03])
def test_an_offset_is_measured_and_does_not_hide_the_speech(offset: float) -> None:
    off = measured(voice() * 0.5 + offset * 32768)
    assert off.offset == pytest.approx(offset, abs=0.001)
    assert off.speech


@pytest.mark.parametrize("level_db", [-60, -40])
def test_steady_noise_is_measured_under_a_voice_too(level_db: float) -> None:
    hiss = np.random.default_rng(1).normal(size=8 * RATE) * 32768 * 10 ** (level_db / 20)
    assert measured(hiss).noise_dbfs == pytest.approx(level_db, abs=1)
    assert measured(hiss).noise_swing_db == pytest.approx(8.2, abs=0.3)
    assert measured(hiss[: voice().size] + voice()).noise_dbfs == pytest.approx(level_db, abs=4)


def test_a_tune_is_no_steady_noise() -> None:
    note_s = np.arange(RATE // 2) / RATE
    pitches = 110 * 2 ** (np.random.default_rng(1).integers(0, 24, 20) / 12)
    notes = [np.sin(2 * np.pi * pitch * note_s) * np.exp(-4 * note_s) * 2000 for pitch in pitches]
    assert (measured(np.concatenate(notes)).noise_swing_db or 0) > 12


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int32, np.uint8, np.int64])
def test_one_recording_gives_the_same_level_in_every_form(kind: type[np.generic]) -> None:
    plain = np.clip(voice(), -32768, 32767).astype(np.int16)
    forms: dict[type[np.generic], ArrayLike] = {
        np.float32: (plain / 32768).astype(np.float32),
        np.float64: np.stack([plain / 32768, plain * 0], axis=1),
        np.int32: plain.astype(np.int32) << 16,
        np.uint8: ((plain.astype(np.int32) >> 8) + 128).astype(np.uint8),
        np.int64: plain.astype(np.int64).reshape(1, -1),
    }
    expected = sound_numbers(plain, rate_hz=RATE).speech_dbov
    assert sound_numbers(forms[kind], rate_hz=RATE).speech_dbov == pytest.approx(expected, abs=0.3)


@pytest.mark.parametrize("nothing", [[], np.full(9, np.nan), np.array(["a"]), np.zeros((0, 2)), np.array([True])])
def test_what_holds_no_samples_gives_no_evidence(nothing: ArrayLike) -> None:
    assert sound_numbers(nothing, rate_hz=RATE) == NOTHING


def _any_array(chance: np.random.Generator) -> NDArray[np.generic]:
    shape = tuple(chance.integers(0, [3000, 4, 3][: chance.integers(1, 4)]))
    kind = chance.choice(["b", "B", "h", "H", "i", "I", "q", "Q", "e", "f", "d", "?", "F"])
    raw = chance.integers(0, 256, size=(*shape, np.dtype(kind).itemsize), dtype=np.uint8)
    return np.frombuffer(raw.tobytes(), dtype=kind).reshape(shape)


@pytest.mark.parametrize("seed", range(40))
def test_no_array_makes_the_measurement_raise_or_give_what_is_no_number(seed: int) -> None:
    chance = np.random.default_rng(seed)
    samples, rate = _any_array(chance), int(chance.choice([1000, 8000, 44_100, 192_000]))
    numbers = sound_numbers(samples, rate_hz=rate)
    told = [getattr(numbers, name) for name in numbers.__struct_fields__]
    assert all(np.isfinite(value) for value in told if isinstance(value, float))
    assert numbers.recorded_s * rate == pytest.approx(one_channel(samples).size)


def test_a_single_sample_of_every_value_is_measured() -> None:
    for value, kind in itertools.product((0, 1, 127), (np.int8, np.uint16, np.float16)):
        assert sound_numbers(np.array(value, dtype=kind), rate_hz=8000).recorded_s == 1 / 8000


def test_a_rate_that_is_no_sound_s_is_refused() -> None:
    with pytest.raises(ValueError, match="no sound"):
        sound_numbers([1, 2, 3], rate_hz=0)
