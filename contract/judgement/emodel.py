"""The E-model (ITU-T G.107): how good a call would sound, from its delay and its losses.

R = 93.2 - Id - Ie,eff, all else at the Recommendation's defaults. The check values of R and MOS are tests.
"""

import math

R_OF_DEFAULTS = 93.2
IE, BPL = 0.0, 25.1
"""G.711 with packet loss concealment (ITU-T G.113, appendix I). Opus has no ITU values: by these it is a heuristic."""
RESIDUAL_ECHO_LOSS_DB = 65.0
"""TELR's default."""

_SIGNAL_TO_NOISE = 94.77
_NOISE_DBM = -61.18
_LISTENER_ECHO_DB = 110.0
"""WEPL's default."""
_RECEIVE_LOUDNESS_DB = 2.0
"""RLR's default."""

_LEAST_BURST_RATIO = 0.1


def rating(*, delay_ms: float, loss: float, burst_ratio: float = 1.0) -> float:
    """Return R of one direction, 0 to 100; `delay_ms` from mouth to ear, `loss` as a share of 1.

    `burst_ratio` is the length of the bursts of loss against that of random loss (G.107, section 3.5).
    """
    rated = (
        R_OF_DEFAULTS
        - (_delay(max(0.0, delay_ms)) - _delay(0.0))
        - _loss(100 * loss, max(_LEAST_BURST_RATIO, burst_ratio))
    )
    return min(100.0, max(0.0, rated))


def opinion(rated: float) -> float:
    """Return the mean opinion score of R, 1 to 4.5 (G.107, annex B)."""
    if rated <= 0:
        return 1.0
    if rated >= 100:
        return 4.5
    return max(1.0, 1 + 0.035 * rated + rated * (rated - 60) * (100 - rated) * 7e-6)


def _loss(percent: float, burst_ratio: float) -> float:
    """Ie,eff (G.107, section 3.5)."""
    return IE + (95 - IE) * percent / (percent / burst_ratio + BPL)


def _delay(delay_ms: float) -> float:
    """Id: the talker's echo, the listener's echo, and the delay as such (G.107, section 3.4)."""
    return _talker_echo(delay_ms) + _listener_echo(2 * delay_ms) + _too_long(delay_ms)


def _talker_echo(delay_ms: float) -> float:
    heard = RESIDUAL_ECHO_LOSS_DB - 40 * math.log10((1 + delay_ms / 10) / (1 + delay_ms / 150))
    heard += 6 * math.exp(-0.3 * delay_ms * delay_ms)
    apart = -1.5 * (_NOISE_DBM - _RECEIVE_LOUDNESS_DB) - (80 + 2.5 * (heard - 14))
    return (apart / 2 + math.sqrt(apart * apart / 4 + 100) - 1) * (1 - math.exp(-delay_ms))


def _listener_echo(round_trip_ms: float) -> float:
    apart = _SIGNAL_TO_NOISE - 10.5 * (_LISTENER_ECHO_DB + 7) * math.pow(round_trip_ms + 1, -0.25)
    return apart / 2 + math.sqrt(apart * apart / 4 + 169)


def _too_long(delay_ms: float) -> float:
    if delay_ms <= 100:
        return 0.0
    octaves = math.log2(delay_ms / 100)
    return 25 * (math.pow(1 + octaves**6, 1 / 6) - 3 * math.pow(1 + (octaves / 3) ** 6, 1 / 6) + 2)
