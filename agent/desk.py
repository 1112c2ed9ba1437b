"""The employee's side of the core: what she asks at the door, what she is asked, what she is told of it."""

from collections.abc import Callable
from pathlib import Path

from agent import log
from agent.checks.consent import refuse
from agent.door import Ask, Asked, Door, door_of
from agent.questions import Questions

AGAIN_MS = 10_000
"""Who taps "check again" in haste has one look, not ten."""


class Desk:
    """Used by the core's thread alone, but for the door's. Times are uptime in ms."""

    def __init__(self, state: Path, *, deliver: Callable[[Asked], None], check_again: Callable[[], None]) -> None:
        """Open the door; what is asked goes by `deliver` to the core's queue, and comes back to `hear`."""
        self.questions = Questions()
        self._state = state
        self._door = Door(door_of(state), deliver)
        self._check_again = check_again
        self._checked_ms = -AGAIN_MS

    def hear(self, asked: Asked, now_ms: int) -> None:
        """Do what the employee asks for."""
        log.info("door." + asked.ask, kind=asked.kind)
        match asked.ask:
            case Ask.CHECK_AGAIN if now_ms >= self._checked_ms + AGAIN_MS:
                self._checked_ms = now_ms
                self._check_again()
            case Ask.ANSWER:
                self.questions.answer(asked.subject, yes=asked.yes)
            case Ask.NOT_NOW:
                self._put_off_tone()
            case _:
                pass

    def tick(self, now_ms: int) -> bool:
        """Do what is due; say whether it changed what the page shows."""
        before = self.questions.open()
        self.questions.tick(now_ms)
        return before != self.questions.open()

    def next_ms(self) -> int | None:
        """When `tick` is due."""
        return self.questions.next_ms()

    def close(self) -> None:
        """Shut the door."""
        self._door.close()

    def _put_off_tone(self) -> None:
        try:
            refuse(self._state)
        except OSError as error:
            log.warning("not_now.not_written", why=error)
