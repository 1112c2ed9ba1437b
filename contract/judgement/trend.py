"""Where a figure is going: what `contract/judgement/slope.py` found in its daily medians."""

from msgspec import Struct


class Trend(Struct, frozen=True, kw_only=True):
    """A straight line through the daily medians of one figure."""

    day: int
    """Today, in days since 1970 by the centre's time."""
    level: float
    """The line's value today."""
    per_day: float
    """What it gains a day; 0 unless it is surely going somewhere, and still is."""
    points: int
    """Days that were looked at."""

    def days_until(self, limit: float, *, rising: bool) -> float | None:
        """Return the days until the line is past a limit that is bad above it (`rising`) or below; None if never."""
        if self.per_day == 0 or (self.per_day > 0) is not rising:
            return None
        return max(0.0, (limit - self.level) / self.per_day)
