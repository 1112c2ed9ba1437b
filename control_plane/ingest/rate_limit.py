"""A token bucket for each terminal: generous enough to drain a month, too small to flood the centre."""

from dataclasses import dataclass, field

from control_plane.timekeeping import SECOND_MS

BURST = 50_000
PER_SECOND = 100
REMEMBERED = 20_000


@dataclass(slots=True)
class RateLimit:
    """Counts messages by terminal; time is handed in."""

    burst: int = BURST
    per_second: int = PER_SECOND
    _buckets: dict[str, tuple[float, int]] = field(default_factory=dict)

    def admits(self, terminal: str, now: int) -> bool:
        """Take one token; False when the terminal has none left."""
        tokens, then = self._buckets.pop(terminal, (float(self.burst), now))
        tokens = min(self.burst, tokens + max(0, now - then) * self.per_second / SECOND_MS)
        admitted = tokens >= 1
        self._buckets[terminal] = (tokens - 1 if admitted else tokens, now)
        if len(self._buckets) > REMEMBERED:
            del self._buckets[next(iter(self._buckets))]  # the one silent for longest is full again
        return admitted
