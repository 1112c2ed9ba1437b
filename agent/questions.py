"""Questions to the employee: open until she answers on her page, or their time is over. Silence is no.

Used by the core's thread alone. Times are uptime in ms.
"""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from agent import log

ANSWER_MS = 30_000
"""So long she usually has."""
MOST = 4
"""More at a time nobody reads: a further one is answered with no."""

Deliver = Callable[[bool], None]


class QuestionKind(StrEnum):
    """What she is asked."""

    SNAPSHOT = "snapshot"
    """May the helpdesk have a picture of the camera?"""
    DISTURB_CALL = "disturb_call"
    """May a command or a repair touch device, sound, line or power although a call is under way?"""
    RELEARN = "relearn"
    """Is what is seen or heard just now good, so that it may be taken for the usual?"""
    TONE = "tone"
    """May a short tone be heard, by which the terminal is found?"""


class OpenQuestion(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question as the page shows it."""

    id: str
    kind: QuestionKind
    ends_ms: int
    about: str = ""
    """What would be done: a verb such as `reboot`."""


class Questions:
    """The open ones."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: dict[str, tuple[OpenQuestion, Deliver]] = {}

    def put(self, question_id: str, kind: QuestionKind, *, deadline_ms: int, deliver: Deliver, about: str = "") -> None:
        """Ask; `deliver` is called once: with her answer, or with no at `deadline_ms`."""
        if question_id in self._open or len(self._open) >= MOST:
            deliver(False)
            return
        question = OpenQuestion(id=question_id, kind=kind, ends_ms=deadline_ms, about=about)
        self._open[question_id] = question, deliver
        log.info("question.put", id=question_id, kind=kind, about=about)

    def answer(self, question_id: str, now_ms: int, *, yes: bool) -> None:
        """Take her answer; one that comes too late changes nothing, also where nobody has noted the silence yet."""
        if question_id in self._open:
            question, deliver = self._open.pop(question_id)
            yes = yes and now_ms < question.ends_ms
            log.info("question.answered", id=question_id, yes=yes)
            deliver(yes)

    def tick(self, now_ms: int) -> None:
        """Take silence for no."""
        for question, _ in list(self._open.values()):
            if now_ms >= question.ends_ms:
                self.answer(question.id, now_ms, yes=False)

    def next_ms(self) -> int | None:
        """When the next one is over."""
        return min((question.ends_ms for question, _ in self._open.values()), default=None)

    def open(self) -> tuple[OpenQuestion, ...]:
        """Return what she is asked now, the oldest first."""
        return tuple(question for question, _ in self._open.values())
