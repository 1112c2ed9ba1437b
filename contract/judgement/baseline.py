"""What a figure usually is on this terminal; how it is learnt is told in `contract/judgement/good_looks.py`."""

from msgspec import Struct

from contract.verdicts import Forgiving


class Origin(Forgiving):
    """Who said that the period was a good one."""

    ACCEPTANCE = "acceptance"
    EMPLOYEE = "employee"
    RELEARN = "relearn"
    UNKNOWN = "unknown"


class Baseline(Struct, frozen=True, kw_only=True):
    """What one figure usually is; the spread is one standard deviation, by the median of deviations."""

    median: float
    spread: float = 0.0
    count: int = 1
    age_days: float | None = None
    """Days since the confirmation; None when no clock can be believed."""
    origin: Origin = Origin.UNKNOWN


class Leash(Struct, frozen=True, kw_only=True):
    """How far the median may go from the anchor: a share of it, or a step in the figure's own unit."""

    share: float = 0.0
    step: float = 0.0

    def hold(self, value: float, *, anchor: float) -> float:
        """Return the value, pulled back to where the leash ends."""
        reach = max(self.step, self.share * abs(anchor))
        return min(max(value, anchor - reach), anchor + reach)
