"""How long to wait before the next attempt to reach the centre: pure.

The pause doubles from one second up to a cap; chance spreads it *after* the cap, over its second half, so that
terminals which have all reached the cap still come one by one. A session that held for a minute starts it anew. Where
TCP connects but no session comes about (a captive portal, a refused certificate) the cap is 15 minutes.
"""

import zlib
from dataclasses import dataclass

FIRST_S = 1.0
STABLE_MS = 60_000
REFUSED_CAP_S = 900.0
MOST_DOUBLINGS = 16


@dataclass(slots=True)
class Backoff:
    """The failures so far, and when the present session began."""

    cap_s: float
    failures: int = 0
    since_ms: int | None = None

    def connected(self, now_ms: int) -> None:
        """Remember when the session began."""
        self.since_ms = now_ms

    def pause_ms(self, now_ms: int, chance: float, *, refused: bool = False) -> int:
        """Return the pause after a failed attempt or a lost session; `chance` is from 0 to 1."""
        if self.since_ms is not None and now_ms - self.since_ms >= STABLE_MS:
            self.failures = 0
        self.since_ms = None
        cap_s = max(self.cap_s, REFUSED_CAP_S) if refused else self.cap_s
        pause_s = min(cap_s, FIRST_S * 2 ** min(self.failures, MOST_DOUBLINGS))
        self.failures += 1
        return int(1000 * pause_s * (0.5 + chance / 2))


def share_of(terminal: str) -> float:
    """Return the terminal's own place, from 0 to 1, in the time over which many come back: it does not change."""
    return zlib.crc32(terminal.encode()) / 2**32
