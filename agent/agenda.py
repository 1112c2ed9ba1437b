"""Which occasion was taken last, kept on disk before it is begun: an agent that falls over does not test for ever."""

from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from agent import log
from agent.durable import write_durably
from agent.idle import BEFORE_MS, Hour, is_idle, is_never_on_before_opening, note_opening
from agent.occasions import chance_of, day_of, knows_hours, occasion_at, rest_occasion_at
from contract.messages import Schedule

FIRST_MS = 20_000
"""A newly installed terminal has its configuration by then."""
IDLE = Hour()
SETTLED_MS, SWITCHED_ON_MS = 60_000, 600_000
"""One that was switched on has its clock and its hours by the first; the rest spreads a quarter of the country."""


class Taken(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last occasion by the centre's clock, and the last boot that was one."""

    occasion_ms: int = 0
    boot: str = ""
    habit: str = ""
    """Was it on before the last openings (`agent/idle.py`)?"""
    opening_ms: int = 0
    """The last opening of which that is noted."""


class Agenda:
    """Says once of each occasion that it is there."""

    def __init__(self, path: Path, terminal: str, *, boot: str, now_ms: int) -> None:
        """Read what was taken; without it this is the installation."""
        self._path = path
        self._chance = chance_of(terminal)
        self._boot = boot
        self._taken = _read(path)
        self._rest_ms = 0
        self._first_ms = now_ms + (FIRST_MS if self._taken is None else SETTLED_MS + int(self._chance * SWITCHED_ON_MS))

    def is_thorough_due(
        self, schedule: Schedule | None, centre_ms: int | None, now_ms: int, *, hour: Hour = IDLE
    ) -> bool:
        """Say once of each occasion that full and thorough looks are due."""
        if self._taken is None:
            return now_ms >= self._first_ms and self._take(centre_ms or 0)
        if schedule is None or centre_ms is None or not knows_hours(schedule, centre_ms):
            return self._taken.boot != self._boot and now_ms >= self._first_ms and self._take(self._taken.occasion_ms)
        day, booted_ms = day_of(schedule, centre_ms), centre_ms - now_ms
        if day is not None and day[0] > self._taken.opening_ms:
            habit = note_opening(self._taken.habit, booted_ms=booted_ms, opens_ms=day[0])
            self._keep(replace(self._taken, habit=habit, opening_ms=day[0]))
        waits = day is not None and booted_ms >= day[0] - BEFORE_MS and is_never_on_before_opening(self._taken.habit)
        occasion_ms = occasion_at(schedule, centre_ms, chance=self._chance, openings=not waits)
        if occasion_ms is not None and not occasion_ms <= self._taken.occasion_ms <= centre_ms:
            return self._take(centre_ms)
        if not waits or day is None or day[0] <= self._taken.occasion_ms <= centre_ms:
            return False
        return is_idle(hour, closes_in_ms=day[1] - centre_ms) and self._take(centre_ms)

    def is_rest_over(self, schedule: Schedule | None, centre_ms: int | None) -> bool:
        """Say once before each reception that what is at rest is to be looked at again."""
        since_ms = None if schedule is None or centre_ms is None else rest_occasion_at(schedule, centre_ms)
        if since_ms is None or since_ms == self._rest_ms:
            return False
        self._rest_ms = since_ms
        return True

    def _take(self, occasion_ms: int) -> bool:
        taken = self._taken or Taken()
        self._keep(replace(taken, occasion_ms=occasion_ms, boot=self._boot))
        return True

    def _keep(self, taken: Taken) -> None:
        self._taken = taken
        try:
            write_durably(self._path, msgspec.json.encode(self._taken))
        except OSError as error:
            log.warning("agenda.not_kept", why=error)


def _read(path: Path) -> Taken | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Taken)
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    except OSError as error:
        log.warning("agenda.unreadable", file=path, why=error)
        return Taken()
