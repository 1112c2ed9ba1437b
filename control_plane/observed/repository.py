"""Queries about what branches said."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.observed import CallEnd, Rating
from contract.verdicts import Readiness
from control_plane.observed.models import Call, Closing, Problem, Tap
from control_plane.observed.truth import Seen
from control_plane.timekeeping import HOUR_MS

LONGEST_CALL_MS = 12 * HOUR_MS
"""A call whose end was never told is over by then."""
MOST_JUDGED = 1000


def last_calls(session: Session, terminal: str, *, limit: int) -> Sequence[Call]:
    """The newest calls of a terminal."""
    query = select(Call).where(Call.terminal == terminal).order_by(Call.received_ms.desc(), Call.id).limit(limit)
    return session.scalars(query).all()


def last_taps(session: Session, terminal: str, *, limit: int) -> Sequence[Tap]:
    """The newest taps of a terminal."""
    query = select(Tap).where(Tap.terminal == terminal).order_by(Tap.at_ms.desc(), Tap.id).limit(limit)
    return session.scalars(query).all()


def problems_of(session: Session, terminal: str, *, limit: int) -> Sequence[Problem]:
    """The open problems of a terminal first, then those that were closed, the newest first."""
    query = (
        select(Problem)
        .where(Problem.terminal == terminal)
        .order_by(Problem.closed_ms.is_not(None), Problem.at_ms.desc(), Problem.id)
        .limit(limit)
    )
    return session.scalars(query).all()


def open_problems(session: Session, terminals: Collection[str] | None = None) -> Mapping[str, list[Problem]]:
    """Every problem that nobody has closed, by terminal, the oldest first."""
    query = select(Problem).where(Problem.closed_ms.is_(None)).order_by(Problem.at_ms, Problem.id)
    if terminals is not None:
        query = query.where(Problem.terminal.in_(terminals))
    found: dict[str, list[Problem]] = {}
    for problem in session.scalars(query):
        found.setdefault(problem.terminal, []).append(problem)
    return found


def in_call(session: Session, terminals: Collection[str], *, now: int) -> set[str]:
    """The terminals of which a call is under way, as far as they told."""
    query = select(Call.terminal).where(
        Call.terminal.in_(terminals), Call.call_end.is_(None), Call.began_ms > now - LONGEST_CALL_MS
    )
    return set(session.scalars(query))


def closed_until(session: Session, terminals: Collection[str], *, now: int) -> Mapping[str, int]:
    """Until when employees said that their branches are closed, of those that still are."""
    query = select(Closing.terminal, Closing.until_ms).where(Closing.terminal.in_(terminals), Closing.until_ms > now)
    return {row.terminal: row.until_ms for row in session.execute(query)}


def ratings_of(session: Session, terminal: str, calls: Collection[str]) -> dict[str, Rating]:
    """Her last tap about each of these calls: a second one corrects the first."""
    query = select(Tap.subject, Tap.rating).where(Tap.terminal == terminal, Tap.subject.in_(calls))
    return {subject: Rating(rating) for subject, rating in session.execute(query.order_by(Tap.at_ms, Tap.id))}


def calls_as_they_went(session: Session, terminal: str) -> list[Seen]:
    """The newest calls of a terminal that are over, each with her tap."""
    query = (
        select(Call.id, Call.readiness, Call.call_end)
        .where(Call.terminal == terminal, Call.call_end.is_not(None))
        .order_by(Call.received_ms.desc())
        .limit(MOST_JUDGED)
    )
    calls = session.execute(query).all()
    rated = ratings_of(session, terminal, [call for call, _, _ in calls])
    return [
        Seen(readiness=Readiness(readiness), end=CallEnd(str(end)), rating=rated.get(call))
        for call, readiness, end in calls
    ]
