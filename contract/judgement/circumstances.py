"""What a rule needs besides the numbers: the terminal's configuration, what is usual there, what goes on."""

from msgspec import Struct

from contract.configuration.schema import Configuration
from contract.judgement.baseline import Baseline
from contract.judgement.trend import Trend

DAY_MS = 86_400_000


class Circumstances(Struct, frozen=True, kw_only=True):
    """Given with every judgement."""

    configuration: Configuration = Configuration()
    reception_near: bool = False
    """From 15 minutes before a reception until its end a closed lens or a muted microphone is a fault."""
    open_now: bool = True
    baselines: dict[str, Baseline] = {}
    """What is usual under conditions like those of the numbers, by the name of the figure."""
    trends: dict[str, Trend] = {}
    """Where figures are going, by their names."""
    centre_ms: int | None = None
    """The centre's time, milliseconds since 1970; None when no clock can be believed."""
    clock_ahead_ms: int | None = None
    """How far the terminal's wall clock is ahead of the centre's; None while the centre has told no time."""

    @property
    def today(self) -> float | None:
        """Days since 1970 by the centre's time."""
        return None if self.centre_ms is None else self.centre_ms / DAY_MS

    @property
    def may_rest(self) -> bool:
        """Is a covered lens or a muted microphone good manners just now?"""
        return self.configuration.privacy.rest_allowed and not self.reception_near
