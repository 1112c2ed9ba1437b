"""A token bucket for each who asks; time is handed in."""

from dataclasses import dataclass, field

from control_plane.timekeeping import SECOND_MS

REMEMBERED = 20_000


@dataclass(slots=True, kw_only=True)
class RateLimit:
    """Lets `burst` through at once, then `per_second`, counted by whoever asks."""

    burst: int
    per_second: float
    _buckets: dict[str, tuple[float, int]] = field(default_factory=dict)

    def admits(self, who: str, now: int) -> bool:
        """Take one token; False when there is none left."""
        tokens, then = self._buckets.pop(who, (float(self.burst), now))
        tokens = min(self.burst, tokens + max(0, now - then) * self.per_second / SECOND_MS)
        admitted = tokens >= 1
        self._buckets[who] = (tokens - 1 if admitted else tokens, now)
        if len(self._buckets) > REMEMBERED:
            del self._buckets[next(iter(self._buckets))]  # the one silent for longest is full again
        return admitted
