"""What is left when nobody speaks: the level of the quietest tenth of the time."""

import numpy as np

from agent.measure.samples import FULL_SCALE, Samples

_FRAME_S = 0.02
_QUIETEST = 0.1
_DIGITAL_SILENCE = 10 ** (-96 / 10)


def noise_dbfs(samples: Samples, *, rate_hz: int) -> float | None:
    """Return the level (dBFS, no lower than -96) that a tenth of the 20 ms frames do not exceed; None for too few."""
    frame = round(_FRAME_S * rate_hz)
    count = samples.size // frame if frame else 0
    if count < 1 / _QUIETEST:
        return None
    frames = (samples[: count * frame] / FULL_SCALE).reshape(count, frame)
    # Without its mean: a constant offset is no noise.
    power = np.var(frames, axis=1)
    return 10 * float(np.log10(max(float(np.quantile(power, _QUIETEST)), _DIGITAL_SILENCE)))
