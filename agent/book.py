"""What the branch said and did, kept on disk: the call under way, problems, "closed until", what is to be rated.

Each word of it becomes a report of its own, on disk before it is sent. Used by the core's thread alone; `…_centre_ms`
is by the centre's clock, the rest uptime.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from agent import log
from agent.durable import write_durably
from agent.status import Told, ToRate
from contract.identity import new_run as new_id
from contract.judgement.readiness import Answer
from contract.observed import CallEnd, Closing, FromBranch, ObservedCall, ProblemKind, Rating, ReportedProblem, Tap

NAME = "branch.json"
AGAIN_MS = 60_000
"""The same problem tapped twice within a minute is one."""
RATE_MS = 30 * 60_000
"""So long after a call or a reception she is asked how it was."""
SHORTEST_MS = 10_000
"""A call below it was a wrong button; nobody is asked about it."""
RESUME_MS = 20_000
"""A call that an earlier run of the agent saw begin is seen again by then, or its end was not seen."""
LONGEST_CLOSED_MS = 14 * 86_400_000
MOST_PROBLEMS = 4


class Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The file; uptimes are of `boot`."""

    boot: str = ""
    call: str = ""
    call_since_ms: int = 0
    problems: tuple[Told, ...] = ()
    call_ended_ms: int | None = None
    to_rate: ToRate | None = None
    reception: str = ""
    """The last one of which she was asked."""
    rated: str = ""
    """What she rated last: a tap too many says nothing new."""
    closed_until_centre_ms: int = 0


class Book:
    """Writes each word down, and tells it."""

    def __init__(self, folder: Path, *, boot: str, now_ms: int, tell: Callable[[FromBranch], None]) -> None:
        """Take up what an earlier run wrote; a call of an earlier boot ended while nobody saw it."""
        self._path = folder / NAME
        self._tell = tell
        self._resume_by_ms = now_ms + RESUME_MS
        self.kept = _read(self._path)
        self._line_was_lost = False
        if self.kept.boot != boot:
            lost = self.kept.call
            self._keep(
                Kept(boot=boot, reception=self.kept.reception, closed_until_centre_ms=self.kept.closed_until_centre_ms)
            )
            if lost:
                tell(FromBranch(calls=(ObservedCall(id=lost, end=CallEnd.UNSEEN),)))
        self._is_resumed = not self.kept.call

    def call_began(self, answer: Answer, at_ms: int) -> None:
        """Note a call; one that an earlier run of this boot saw begin goes on under its name."""
        self._is_resumed = True
        if self.kept.call:
            log.info("call.resumed", id=self.kept.call)
            return
        self._line_was_lost = False
        self._keep(replace(self.kept, call=new_id(), call_since_ms=at_ms, to_rate=None))
        call = ObservedCall(
            id=self.kept.call,
            began_ms=at_ms,
            readiness=answer.readiness,
            because=tuple(each.check for each in answer.because)[:16],
        )
        self._tell(FromBranch(calls=(call,)))
        log.info("call.began", id=call.id, readiness=answer.readiness)

    def line_lost(self) -> None:
        """Note that the line is away in the midst of the call."""
        self._line_was_lost = True

    def call_ended(self, at_ms: int, *, died: bool) -> None:
        """Note how it ended."""
        end = CallEnd.DIED if died else CallEnd.LINE_LOST if self._line_was_lost else CallEnd.NORMAL
        self._end(end, at_ms)

    def report_problem(self, kind: str, answer: Answer, now_ms: int) -> None:
        """Tell a problem, though every check may be green."""
        wanted = ProblemKind(kind)
        recent = {told.kind for told in self.kept.problems if now_ms < told.at_ms + AGAIN_MS}
        if wanted is ProblemKind.UNKNOWN or kind in recent:
            return
        told = (*self.kept.problems, Told(kind=kind, at_ms=now_ms))[-MOST_PROBLEMS:]
        self._keep(replace(self.kept, problems=told))
        problem = ReportedProblem(id=new_id(), at_ms=now_ms, kind=wanted, readiness=answer.readiness)
        self._tell(FromBranch(problems=(problem,)))

    def rate(self, rating: str, subject: str, now_ms: int) -> None:
        """Tell how a call or a reception was."""
        given = Rating(rating)
        if given is Rating.UNKNOWN or (subject and subject == self.kept.rated):
            return
        self._keep(replace(self.kept, to_rate=None, rated=subject))
        self._tell(FromBranch(taps=(Tap(id=new_id(), at_ms=now_ms, rating=given, subject=subject),)))

    def close_until(self, until_centre_ms: int, centre_ms: int | None, now_ms: int) -> None:
        """Tell that the branch is closed until then; 0 opens it again."""
        known = centre_ms is not None and 0 < until_centre_ms - centre_ms <= LONGEST_CLOSED_MS
        if until_centre_ms and not known:
            return
        self._keep(replace(self.kept, closed_until_centre_ms=until_centre_ms))
        self._tell(FromBranch(closing=Closing(at_ms=now_ms, until_centre_ms=until_centre_ms)))

    def reception_over(self, reception: str, began_ms: int, now_ms: int) -> None:
        """Have her asked once how a reception was, unless it was the call of which she is asked anyway."""
        if self.kept.reception == reception:
            return
        seen = self.kept.call_ended_ms is not None and self.kept.call_ended_ms >= began_ms
        to_rate = self.kept.to_rate if seen else ToRate(subject=reception, ended_ms=now_ms)
        self._keep(replace(self.kept, reception=reception, to_rate=to_rate))

    def tick(self, centre_ms: int | None, now_ms: int) -> None:
        """Let go of what is over."""
        if not self._is_resumed and now_ms >= self._resume_by_ms:
            self._is_resumed = True
            self._end(CallEnd.UNSEEN, None)
        if self.kept.to_rate and now_ms >= self.kept.to_rate.ended_ms + RATE_MS:
            self._keep(replace(self.kept, to_rate=None))
        if centre_ms is not None and 0 < self.kept.closed_until_centre_ms <= centre_ms:
            self._keep(replace(self.kept, closed_until_centre_ms=0))

    def _end(self, end: CallEnd, at_ms: int | None) -> None:
        call, since_ms = self.kept.call, self.kept.call_since_ms
        if not call:
            return
        lasted = at_ms is not None and at_ms - since_ms >= SHORTEST_MS
        to_rate = ToRate(subject=call, ended_ms=at_ms) if lasted and at_ms is not None else None
        self._keep(replace(self.kept, call="", call_since_ms=0, call_ended_ms=at_ms, to_rate=to_rate))
        self._tell(FromBranch(calls=(ObservedCall(id=call, began_ms=since_ms, ended_ms=at_ms, end=end),)))
        log.info("call.ended", id=call, end=end)

    def _keep(self, kept: Kept) -> None:
        self.kept = kept
        try:
            write_durably(self._path, msgspec.json.encode(kept))
        except OSError as error:
            log.warning("branch.not_kept", why=error)


def _read(path: Path) -> Kept:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Kept()
