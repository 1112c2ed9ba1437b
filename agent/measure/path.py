"""Echoes in, the path's numbers out: delay, jitter, loss in each direction, order, lateness. Needs no NumPy.

The two ends need no common clock: of one direction only differences count, of the round trip the time spent at the
reflector is taken off.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median

from contract.judgement.path import PathNumbers
from contract.stamp import Echo

_MS_NS = 1_000_000


def path_numbers(echoes: Sequence[Echo], *, sent: int, playout_ms: float) -> PathNumbers:
    """Return the numbers of a test of `sent` packets; `echoes` in the order in which they came back."""
    first = _first_of_each(echoes)
    if not first:
        return PathNumbers(sent=sent)
    up_ms = [(echo.reached_ns - echo.sent_ns) / _MS_NS for echo in sorted(first, key=lambda echo: echo.reached_ns)]
    down_ms = [(echo.back_ns - echo.left_ns) / _MS_NS for echo in first]
    loss_up, loss_down, unplaced = losses(first, sent=sent)
    return PathNumbers(
        sent=sent,
        answered=len(first),
        rtt_ms=median(round_trip_ms(echo) for echo in first),
        jitter_up_ms=jitter(up_ms),
        jitter_down_ms=jitter(down_ms),
        loss_up=loss_up,
        loss_down=loss_down,
        loss_unplaced=unplaced,
        loss=max(loss_up, loss_down, unplaced),
        late_up=late(up_ms, playout_ms),
        late_down=late(down_ms, playout_ms),
        reordered=reordered([echo.asked for echo in first]),
        burst_ratio=burst_ratio({echo.asked for echo in first}, sent=sent),
    )


def round_trip_ms(echo: Echo) -> float:
    """Return the way there and back, without the time at the reflector (RFC 8762, section 4.3)."""
    return ((echo.back_ns - echo.sent_ns) - (echo.left_ns - echo.reached_ns)) / _MS_NS


def jitter(transits_ms: Sequence[float]) -> float:
    """Return the interarrival jitter, the mean over the test (RFC 3550, section 6.4.1 and appendix A.8).

    `transits_ms` in the order of arrival: J += (|D| - J) / 16. What the estimate is at the very end hangs on the last
    few packets, so it is its mean.
    """
    estimates, estimate = [], 0.0
    for before, now in pairwise(transits_ms):
        estimate += (abs(now - before) - estimate) / 16
        estimates.append(estimate)
    return fmean(estimates) if estimates else 0.0


def losses(echoes: Sequence[Echo], *, sent: int) -> tuple[float, float, float]:
    """Return the shares lost towards the reflector, on the way back, and after the last answer, direction unknown.

    The reflector counts what reaches it: of those asked up to the last one answered, what it did not count was lost
    on the way there; what it counted and did not come back, on the way back.
    """
    asked = 1 + max(echo.asked for echo in echoes)
    back = len(echoes)
    # A reflector started again, or a modem that changed the port, makes it count anew: what came back had arrived.
    reached = max(back, min(asked, 1 + max(echo.number for echo in echoes)))
    return (asked - reached) / asked, (reached - back) / reached, max(0, sent - asked) / max(sent, asked)


def late(transits_ms: Sequence[float], playout_ms: float) -> float:
    """Return the share that a play-out buffer, begun at the fastest packet, would wait for in vain."""
    soonest = min(transits_ms)
    return sum(transit - soonest > playout_ms for transit in transits_ms) / len(transits_ms)


def reordered(numbers: Sequence[int]) -> float:
    """Return the share of packets that came after one sent later (RFC 4737, section 3.3)."""
    expected, count = 0, 0
    for number in numbers:
        count += number < expected
        expected = max(expected, number + 1)
    return count / len(numbers)


def burst_ratio(answered: set[int], *, sent: int) -> float:
    """Return the mean length of the bursts of loss against that of as much random loss (ITU-T G.107, section 3.5)."""
    lost = [number not in answered for number in range(sent)]
    bursts = sum(now and not before for before, now in pairwise([False, *lost]))
    share = sum(lost) / sent if sent else 0.0
    return max(1.0, sum(lost) / bursts * (1 - share)) if bursts else 1.0


def _first_of_each(echoes: Sequence[Echo]) -> list[Echo]:
    """Without the copies that some networks make."""
    seen: dict[int, Echo] = {}
    for echo in echoes:
        seen.setdefault(echo.asked, echo)
    return list(seen.values())
