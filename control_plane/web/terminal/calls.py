"""What the branch says of its calls: open problems first, the last calls with her taps, and how often we were right."""

from msgspec import Struct

from contract.observed import CallEnd, ProblemKind, Rating
from contract.verdicts import Readiness
from contract.words.catalogue import Kind
from control_plane.observed.truth import Truth
from control_plane.web.problems import kind_told
from control_plane.web.shapes import State
from control_plane.web.wording import Wording


class KnownProblem(Struct, frozen=True, kw_only=True):
    """A problem as it is stored."""

    id: str
    kind: ProblemKind
    at_ms: int
    closed_ms: int | None = None
    closed_by: str = ""
    found: str = ""


class KnownCall(Struct, frozen=True, kw_only=True):
    """A call as it is stored, with her tap."""

    began_ms: int | None
    ended_ms: int | None
    end: CallEnd | None
    readiness: Readiness
    rating: Rating | None = None


class KnownCalls(Struct, frozen=True, kw_only=True):
    """All of it."""

    problems: tuple[KnownProblem, ...] = ()
    calls: tuple[KnownCall, ...] = ()
    truth: Truth = Truth()


class ProblemLine(Struct, frozen=True, kw_only=True):
    """A problem for a reader; `action` closes it."""

    told: str
    detail: str
    action: str = ""


class CallLine(Struct, frozen=True, kw_only=True):
    """A call for a reader."""

    state: State
    at: str
    exact: str
    told: str
    detail: str


class CallsCard(Struct, frozen=True, kw_only=True):
    """The block of the page."""

    problems: tuple[ProblemLine, ...]
    calls: tuple[CallLine, ...]
    truth: tuple[str, ...]


def build_calls(terminal: str, known: KnownCalls, words: Wording) -> CallsCard | None:
    """The block; None where the branch has said nothing yet."""
    if not known.problems and not known.calls:
        return None
    return CallsCard(
        problems=tuple(_problem(terminal, problem, words) for problem in known.problems),
        calls=tuple(_call(call, words) for call in known.calls),
        truth=_truth(known.truth, words),
    )


def _problem(terminal: str, problem: KnownProblem, words: Wording) -> ProblemLine:
    told = f"{words.moment(problem.at_ms)} · {kind_told(problem.kind, words)}"
    if problem.closed_ms is None:
        return ProblemLine(told=told, detail="", action=f"/terminals/{terminal}/problems/{problem.id}/close")
    closed = words.text("settled %(at)s, %(who)s", at=words.moment(problem.closed_ms), who=problem.closed_by)
    return ProblemLine(told=told, detail=" · ".join(part for part in (closed, problem.found) if part))


def _call(call: KnownCall, words: Wording) -> CallLine:
    lasted = (
        words.duration(call.ended_ms - call.began_ms) if call.ended_ms is not None and call.began_ms is not None else ""
    )
    said = words.text("said before: %(readiness)s", readiness=words.word(Kind.READINESS, call.readiness))
    began_ms = call.began_ms or call.ended_ms or 0
    return CallLine(
        state=_state(call, words),
        at=words.moment(began_ms) if began_ms else "–",
        exact=words.moment(began_ms) if began_ms else "",
        told=" · ".join(part for part in (lasted, _rated(call.rating, words)) if part),
        detail=said,
    )


def _state(call: KnownCall, words: Wording) -> State:
    match call.end:
        case None:
            return State(shape="ring", tone="call", word=words.text("under way"))
        case CallEnd.NORMAL:
            return State(shape="tick", tone="good", word=words.text("ended as usual"))
        case CallEnd.DIED:
            return State(shape="cross", tone="bad", word=words.text("the programme broke off"))
        case CallEnd.LINE_LOST:
            return State(shape="cross", tone="bad", word=words.text("the line was lost"))
        case _:
            return State(shape="dashed", tone="gone", word=words.text("its end was not seen"))


def _rated(rating: Rating | None, words: Wording) -> str:
    match rating:
        case Rating.GOOD:
            return words.text("the employee: good")
        case Rating.BAD_SOUND:
            return words.text("the employee: bad sound")
        case Rating.BAD_PICTURE:
            return words.text("the employee: bad picture")
        case _:
            return ""


def _truth(truth: Truth, words: Wording) -> tuple[str, ...]:
    """The sentences of the little table: what was said against how it was."""
    good, bad = truth.fit_and_good + truth.fit_but_bad, truth.unfit_and_bad + truth.unfit_but_good
    told = []
    if good:
        told.append(
            words.text(
                "Called ready: %(count)s, of them good calls: %(right)s",
                count=words.number(good),
                right=words.number(truth.fit_and_good),
            )
        )
    if bad:
        told.append(
            words.text(
                "Not called ready: %(count)s, of them bad calls: %(right)s",
                count=words.number(bad),
                right=words.number(truth.unfit_and_bad),
            )
        )
    if truth.unknown:
        told.append(words.text("Not known how they went: %(count)s", count=words.number(truth.unknown)))
    return tuple(told)
