"""What holds around the looks just now: the branch's hours, its receptions, a call under way."""

from agent.agenda import Agenda
from agent.calls import is_application_running
from agent.clock import Clock
from agent.idle import RECEPTION_MS, Hour
from agent.scheduler import Moment
from agent.timetable import Timetable
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances

CALL_MS = 5_000
"""A call goes on for this long at least."""


class Surroundings:
    """Asked once a round, when a look is due or a call would notice one."""

    def __init__(self, timetable: Timetable, agenda: Agenda, clock: Clock) -> None:
        """Look with the eyes of these."""
        self.timetable = timetable
        self._agenda = agenda
        self._clock = clock

    def is_thorough_due(self, now_ms: int, *, quiet_ms: int) -> bool:
        """Say once of each occasion that full and thorough looks are due; `quiet_ms`: so long nobody used it."""
        centre_ms = self._clock.centre_ms()
        booked = self.timetable.reception_within(centre_ms, ahead_ms=RECEPTION_MS)
        near_ms = None if booked is None or centre_ms is None else booked[0] - centre_ms
        hour = Hour(in_call=not quiet_ms, quiet_ms=quiet_ms, reception_in_ms=near_ms)
        return self._agenda.is_thorough_due(self.timetable.schedule, centre_ms, now_ms, hour=hour)

    def is_rest_over(self) -> bool:
        """Say once before each reception that what is at rest is to be looked at again."""
        return self._agenda.is_rest_over(self.timetable.schedule, self._clock.centre_ms())

    def is_open(self) -> bool:
        """Is the branch open, as far as this terminal knows?"""
        return self.timetable.is_open(self._clock.centre_ms())

    def is_calling(self, configuration: Configuration) -> bool:
        """Is a call under way?"""
        return is_application_running(configuration.application)

    def see(self, configuration: Configuration, now_ms: int) -> tuple[Circumstances, Moment]:
        """Return what the rules need to know, and what the scheduler."""
        centre_ms = self._clock.centre_ms()
        calling = is_application_running(configuration.application)
        given = Circumstances(
            configuration=configuration,
            reception_near=self.timetable.is_reception_near(centre_ms),
            open_now=self.timetable.is_open(centre_ms),
            centre_ms=centre_ms,
            clock_ahead_ms=self._clock.ahead_ms(),
        )
        hands_off_until_ms = now_ms + CALL_MS if calling else self._end_of_reception(centre_ms, now_ms)
        return given, Moment(open_now=given.open_now, hands_off_until_ms=hands_off_until_ms)

    def _end_of_reception(self, centre_ms: int | None, now_ms: int) -> int | None:
        """Return the uptime at which devices may be opened again; None when they may be now."""
        until_ms = self.timetable.hands_off_until(centre_ms)
        return None if until_ms is None or centre_ms is None else now_ms + until_ms - centre_ms
