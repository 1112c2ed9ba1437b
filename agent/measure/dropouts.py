"""Blocks that are missing in the middle of a word: the sound stops dead and goes on as loud as it was."""

import numpy as np
from msgspec import Struct

from agent.measure.runs import Runs
from agent.measure.samples import FULL_SCALE, Samples

_SHORTEST_S = 0.004
_EDGE_S = 0.01
_BELOW_SPEECH_DB = 15.0
_CUT_OFF = 32766


class Dropouts(Struct, frozen=True, kw_only=True):
    """How many blocks are missing, and how long they last together."""

    blocks: int
    lost_s: float


def dropouts(samples: Samples, *, rate_hz: int, speech_dbov: float | None) -> Dropouts:
    """Return the constant blocks of 4 ms or more whose both edges are as loud as speech (within 15 dB).

    A noise gate gives exact zeros too, but a word dies away before it: healthy recordings are up to 31 % zeros.
    Without speech nothing can be told from a gate. A peak that is cut off is constant as well, at full scale.
    """
    edge = round(_EDGE_S * rate_hz)
    if speech_dbov is None or samples.size < 2 * edge:
        return Dropouts(blocks=0, lost_s=0.0)
    loud = 10 ** ((speech_dbov - _BELOW_SPEECH_DB) / 10)
    runs = Runs.of(samples)
    long = runs.lengths >= max(round(_SHORTEST_S * rate_hz), 2)
    lengths = [
        int(length)
        for start, length in zip(runs.starts[long], runs.lengths[long], strict=True)
        if abs(int(samples[start])) < _CUT_OFF
        and _power(samples[max(start - edge, 0) : start]) >= loud
        and _power(samples[start + length : start + length + edge]) >= loud
    ]
    return Dropouts(blocks=len(lengths), lost_s=sum(lengths) / rate_hz)


def _power(samples: Samples) -> float:
    """Return the power without a constant offset: that is no speech."""
    return float(np.var(samples / FULL_SCALE)) if samples.size else 0.0
