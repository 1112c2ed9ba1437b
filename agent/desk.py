"""The employee's side of the core: what she asks and is asked, what she is told, the calls that she holds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent import log
from agent.book import Book
from agent.call_watch import CallBegan, CallEvent, CallWatch
from agent.checks.consent import refuse
from agent.clock import Clock
from agent.door import Ask, Asked, Door, door_of
from agent.questions import Questions
from agent.status import DeskStatus
from agent.timetable import Timetable
from contract.configuration.machine import Application
from contract.judgement.readiness import Answer
from contract.observed import FromBranch

AGAIN_MS = 10_000
"""Who taps "check again" in haste has one look, not ten."""
LINE_MS = 15_000
"""A line that is away for so long in the midst of a call was lost; the look at it comes as often as that asks for."""
WATCH_MS = 5_000
SOON_MS = 12 * 3_600_000
RECENT_MS = 30 * 60_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Behind:
    """What the desk needs of the core."""

    deliver: Callable[[Asked | CallEvent], None]
    check_again: Callable[[], None]
    tell: Callable[[FromBranch], None]
    judge: Callable[[], Answer]
    """The readiness that is told now, were the branch open and no call under way."""
    is_line_up: Callable[[], bool]


class Desk:
    """Used by the core's thread alone, but for the door's and the calls'. Times are uptime in ms."""

    def __init__(
        self, state: Path, behind: Behind, *, timetable: Timetable, clock: Clock, devices: Path | None
    ) -> None:
        """Open the door; what is asked and seen goes to the core's queue, and comes back to `hear`."""
        self.questions = Questions()
        self._behind = behind
        self._state = state
        self._timetable = timetable
        self._clock = clock
        self._book = Book(state, boot=clock.boot, now_ms=clock.uptime_ms(), tell=behind.tell)
        self._door = Door(door_of(state), behind.deliver)
        self._calls = CallWatch(behind.deliver, devices=devices)
        self._checked_ms = -AGAIN_MS
        self._up_ms: int | None = None
        self._tapped_ms = -RECENT_MS
        self._shown = self.status()

    @property
    def in_call(self) -> bool:
        """Is a call under way?"""
        return bool(self._book.kept.call)

    @property
    def is_closed(self) -> bool:
        """Did she say that the branch is closed just now?"""
        return bool(self._book.kept.closed_until_centre_ms)

    def apply(self, application: Application) -> None:
        """Watch the calls of this application."""
        self._calls.apply(application)

    def hear(self, event: Asked | CallEvent, now_ms: int) -> None:
        """Take what the employee asks for, or what was seen of a call."""
        if isinstance(event, Asked):
            log.info("door." + event.ask, kind=event.kind)
            self._tapped_ms = now_ms
            self._do(event, now_ms)
        elif isinstance(event, CallBegan):
            self._up_ms = now_ms if self._behind.is_line_up() else None
            self._book.call_began(self._behind.judge(), event.at_ms)
        else:
            self._book.call_ended(event.at_ms, died=event.died)

    def tick(self, now_ms: int) -> bool:
        """Do what is due; say whether it changed what the page shows."""
        asked = self.questions.open()
        self.questions.tick(now_ms)
        centre_ms = self._clock.centre_ms()
        self._book.tick(centre_ms, now_ms)
        if self.in_call:
            self._watch_line(now_ms)
        else:
            self._ask_about_reception(centre_ms, now_ms)
        before, self._shown = self._shown, self.status()
        return asked != self.questions.open() or not _is_alike(before, self._shown)

    def next_ms(self) -> int | None:
        """When `tick` is due."""
        watch_ms = self._clock.uptime_ms() + WATCH_MS if self.in_call else None
        return min((due for due in (self.questions.next_ms(), watch_ms) if due is not None), default=None)

    def quiet_ms(self, now_ms: int) -> int:
        """Return for how long nobody has tapped anything; 0 in a call."""
        return 0 if self.in_call else now_ms - self._tapped_ms

    def status(self) -> DeskStatus:
        """Return what the page shows besides the checks."""
        kept, schedule, centre_ms = self._book.kept, self._timetable.schedule, self._clock.centre_ms()
        return DeskStatus(
            seat=schedule.seat if schedule else 0,
            branch=schedule.branch if schedule else {},
            now_centre_ms=centre_ms,
            utc_offset_min=schedule.utc_offset_min if schedule else 300,
            opens_centre_ms=self._timetable.opens_after(centre_ms),
            closed_until_centre_ms=kept.closed_until_centre_ms or None,
            reception_centre_ms=self._timetable.reception_within(centre_ms, ahead_ms=SOON_MS),
            call_since_ms=kept.call_since_ms or None,
            problems=kept.problems,
            to_rate=kept.to_rate,
        )

    def close(self) -> None:
        """Shut the door."""
        self._door.close()

    def _do(self, asked: Asked, now_ms: int) -> None:
        match asked.ask:
            case Ask.CHECK_AGAIN:
                if now_ms >= self._checked_ms + AGAIN_MS:
                    self._checked_ms = now_ms
                    self._behind.check_again()
            case Ask.ANSWER:
                self.questions.answer(asked.subject, now_ms, yes=asked.yes)
            case Ask.NOT_NOW:
                self._put_off_tone()
            case Ask.PROBLEM:
                self._book.report_problem(asked.kind, self._behind.judge(), now_ms)
            case Ask.RATE:
                self._book.rate(asked.kind, asked.subject, now_ms)
            case Ask.CLOSE:
                self._book.close_until(asked.until_ms, self._clock.centre_ms(), now_ms)
            case Ask.OPEN:
                self._book.close_until(0, None, now_ms)

    def _watch_line(self, now_ms: int) -> None:
        # A line that was away when the call began was not lost by it: the call goes another way than our messages.
        if self._behind.is_line_up():
            self._up_ms = now_ms
        elif self._up_ms is not None and now_ms >= self._up_ms + LINE_MS:
            self._book.line_lost()

    def _ask_about_reception(self, centre_ms: int | None, now_ms: int) -> None:
        over = self._timetable.reception_over(centre_ms, within_ms=RECENT_MS)
        if over is not None and centre_ms is not None:
            self._book.reception_over(over.id, now_ms - centre_ms + over.starts_ms, now_ms)

    def _put_off_tone(self) -> None:
        try:
            refuse(self._state)
        except OSError as error:
            log.warning("not_now.not_written", why=error)


def _is_alike(one: DeskStatus, other: DeskStatus) -> bool:
    """Say whether two show the same, but for the time of day."""
    told = ("seat", "branch", "opens_centre_ms", "closed_until_centre_ms", "reception_centre_ms", "call_since_ms")
    return all(getattr(one, name) == getattr(other, name) for name in (*told, "problems", "to_rate"))
