"""A stretch of sound in numbers: what the agent, `beket-agent judge` and the score hold against the rules."""

from collections.abc import Sequence

from numpy.typing import ArrayLike

from agent.measure import level, speech
from agent.measure.clipping import clipped_samples
from agent.measure.dropouts import dropouts
from agent.measure.hum import hum
from agent.measure.noise import noise
from agent.measure.samples import Samples, one_channel
from contract.judgement.sound import SoundNumbers

LOWEST_RATE_HZ = 1000


def sound_numbers(
    samples: ArrayLike, *, rate_hz: int, overruns: int = 0, gaps: Sequence[float] = (), device: str = ""
) -> SoundNumbers:
    """Return the numbers of a recording; `gaps` are the seconds that were lost at each place on the way to us.

    Any array will do (see `one_channel`). Raises `ValueError` for a rate below 1000 Hz: that is no sound.
    """
    if rate_hz < LOWEST_RATE_HZ:
        raise ValueError(f"{rate_hz} samples a second are no sound")
    heard = one_channel(samples)
    voice = speech.active_level(heard, rate_hz=rate_hz)
    has_speech = speech.has_speech(heard, rate_hz=rate_hz)
    mains, steady = hum(heard, rate_hz=rate_hz), noise(heard, rate_hz=rate_hz)
    broken = dropouts(heard, rate_hz=rate_hz, speech_dbov=voice.level_dbov if has_speech else None)
    return SoundNumbers(
        device=device,
        recorded_s=heard.size / rate_hz,
        zeros_s=level.longest_constant_s(heard, rate_hz=rate_hz),
        level_dbfs=level.rms_dbfs(heard),
        offset=level.offset(heard) if heard.size else None,
        overruns=overruns,
        speech=has_speech,
        speech_dbov=voice.level_dbov if has_speech else None,
        activity=voice.activity,
        clipped=_clipped(heard, rate_hz=rate_hz, activity=voice.activity),
        hum_db=mains.prominence_db,
        hum_dbfs=mains.level_dbfs,
        dropouts=broken.blocks + len(gaps),
        lost_s=broken.lost_s + sum(gaps),
        noise_dbfs=steady.level_dbfs,
        noise_swing_db=steady.swing_db,
    )


def _clipped(samples: Samples, *, rate_hz: int, activity: float) -> float | None:
    """Return the cut-off share of the active time; whatever is cut off was active."""
    if samples.size == 0:
        return None
    return min(clipped_samples(samples, rate_hz=rate_hz) / max(activity * samples.size, 1.0), 1.0)
