"""Opening hours and receptions, as the centre signed them: kept, and asked what holds now."""

from pathlib import Path

import msgspec

from agent import log
from agent.durable import write_durably
from agent.occasions import HANDS_OFF_MS, REST_MS, knows_hours
from agent.trust import Trust
from contract.messages import Reception, Schedule
from contract.signatures import SignatureError

KIND = "schedule"


class Timetable:
    """The last good schedule. What is kept is the signed document itself, verified again at each start."""

    def __init__(self, path: Path, trust: Trust) -> None:
        """Read what was kept."""
        self.schedule: Schedule | None = None
        self._generation = 0
        self._path = path
        self._trust = trust
        try:
            kept = path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            log.warning("schedule.unreadable", file=path, why=error)
            return
        self._take(kept)

    def receive(self, payload: bytes) -> bool:
        """Take a retained schedule; return whether it was new. A bad or an older one changes nothing."""
        if not payload or not self._take(payload):
            return False
        try:
            write_durably(self._path, payload)
        except OSError as error:
            log.warning("schedule.not_kept", why=error)
        return True

    def is_open(self, centre_ms: int | None) -> bool:
        """Say whether the branch is open; without a time or beyond the schedule's end it counts as open."""
        if self.schedule is None or centre_ms is None or not knows_hours(self.schedule, centre_ms):
            return True
        return any(first <= centre_ms < until for first, until in self.schedule.open)

    def is_reception_near(self, centre_ms: int | None) -> bool:
        """Say whether a reception is under way or begins within a quarter of an hour."""
        if self.schedule is None or centre_ms is None:
            return False
        return any(held.starts_ms - REST_MS <= centre_ms < held.ends_ms for held in self.schedule.receptions)

    def hands_off_until(self, centre_ms: int | None) -> int | None:
        """Return the end of a reception that is under way or begins within 10 minutes (the centre's clock).

        Until then nobody but the call opens camera or microphone: while we hold one, the call's own open fails.
        """
        if self.schedule is None or centre_ms is None:
            return None
        close = [held for held in self.schedule.receptions if held.starts_ms - HANDS_OFF_MS <= centre_ms < held.ends_ms]
        return max((held.ends_ms for held in close), default=None)

    def opens_after(self, centre_ms: int | None) -> int | None:
        """Return when the branch opens next on another day or after a break, as far as the schedule goes."""
        if self.schedule is None or centre_ms is None:
            return None
        return min((first for first, _ in self.schedule.open if first > centre_ms), default=None)

    def reception_within(self, centre_ms: int | None, *, ahead_ms: int) -> tuple[int, int] | None:
        """Return the reception under way, or the next one that begins in this time."""
        if self.schedule is None or centre_ms is None:
            return None
        held = ((each.starts_ms, each.ends_ms) for each in self.schedule.receptions)
        return min((each for each in held if each[0] - ahead_ms <= centre_ms < each[1]), default=None)

    def reception_over(self, centre_ms: int | None, *, within_ms: int) -> Reception | None:
        """Return the reception that ended last, in this time."""
        if self.schedule is None or centre_ms is None:
            return None
        over = [each for each in self.schedule.receptions if each.ends_ms <= centre_ms < each.ends_ms + within_ms]
        return max(over, key=lambda each: each.ends_ms, default=None)

    def _take(self, payload: bytes) -> bool:
        try:
            opened = self._trust.open(payload, kind=KIND)
            schedule = msgspec.json.decode(opened.body, type=Schedule)
        except (SignatureError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            log.warning("schedule.refused", why=error)
            return False
        if opened.generation <= self._generation:
            if opened.generation < self._generation:
                log.warning("schedule.refused", why="older", generation=opened.generation, kept=self._generation)
            return False
        self.schedule, self._generation = schedule, opened.generation
        return True
