"""The day's data: what the connection to the centre has cost on the wire, and how much slower that makes us.

Days are those of UTC by the centre's clock; while it is not known, 24 hours of uptime. What a day without the centre
left over is kept for the days after it, up to a week's worth: what was spooled meanwhile has to go out. A change of
verdict is never too dear: only routine figures and whole reports come less often.
"""

from pathlib import Path

import msgspec
from msgspec import Struct

from agent import log
from agent.clock import Clock
from agent.durable import write_whole

DAY_MS = 86_400_000
KEPT_EVERY_MS = 1_800_000
MOST_SAVED_DAYS = 7
SLOWER_FROM = ((1.0, 6), (0.9, 3), (0.7, 2))
"""From this share of what is allowed on, routine words come so many times less often."""


class Spent(Struct, frozen=True):
    """What is on disk: the day (since 1970), its octets, those that days before it saved up, was the centre reached?"""

    day: int = 0
    octets: int = 0
    saved: int = 0
    reached: bool = False


class Budget:
    """Counts one terminal's octets. Times are uptime in ms."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Go on with the day that is on disk; a file that cannot be read counts from nothing."""
        self._path = path
        self._clock = clock
        self._spent = _read(path)
        self._daily = 0
        self._day_began_ms = self._kept_ms = clock.uptime_ms()

    @property
    def octets(self) -> int:
        """What today has cost."""
        return self._spent.octets

    @property
    def allowed(self) -> int:
        """What today may cost."""
        return self._daily + self._spent.saved

    def allow(self, megabytes: float) -> None:
        """Take the day's budget from the settings."""
        self._daily = int(megabytes * 1_000_000)

    def spend(self, octets: int) -> None:
        """Count octets that went over the wire."""
        if octets > 0:
            self._spent = msgspec.structs.replace(self._spent, octets=self._spent.octets + octets)

    def reach(self) -> None:
        """Note that the centre was reached today: what is left of this day is not kept."""
        self._spent = msgspec.structs.replace(self._spent, reached=True)

    def slower(self) -> int:
        """Return how many times less often routine words are to come: 1 while there is plenty left."""
        share = self.octets / self.allowed if self.allowed else 0.0
        return next((times for from_share, times in SLOWER_FROM if share >= from_share), 1)

    def tick(self, now_ms: int) -> None:
        """Begin a new day when it has come, and put the count on disk twice an hour."""
        if (day := self._today(now_ms)) != self._spent.day:
            self._begin(day, now_ms)
        if now_ms >= self._kept_ms + KEPT_EVERY_MS:
            self.keep(now_ms)

    def keep(self, now_ms: int) -> None:
        """Put the count on disk; a disk that refuses is not worth stopping for."""
        self._kept_ms = now_ms
        try:
            write_whole(self._path, msgspec.json.encode(self._spent))
        except OSError as error:
            log.debug("budget.not_kept", why=error)

    def _today(self, now_ms: int) -> int:
        if (centre_ms := self._clock.centre_ms()) is not None:
            return centre_ms // DAY_MS
        return self._spent.day + (now_ms - self._day_began_ms) // DAY_MS

    def _begin(self, day: int, now_ms: int) -> None:
        spent, self._day_began_ms = self._spent, now_ms
        if day < spent.day or not spent.day:
            # A clock that was wrong until now, or the first day of all: nothing is known of days before.
            self._spent = Spent(day, spent.octets, 0, spent.reached)
            return
        saved = max(0, spent.saved - max(0, spent.octets - self._daily))
        if not spent.reached:
            saved += max(0, self._daily - spent.octets)
        self._spent = Spent(day, 0, min(saved, MOST_SAVED_DAYS * self._daily))
        log.info("budget.new_day", spent=spent.octets, allowed=self._daily, saved=self._spent.saved)
        self.keep(now_ms)


def _read(path: Path) -> Spent:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Spent)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Spent()
