"""What the terminal's page asks of the database."""

from collections.abc import Iterator
from typing import Any

from msgspec import convert
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.messages import Device
from contract.observed import CallEnd, ProblemKind
from contract.verdicts import Readiness, Verdict
from control_plane.configuration.models import Desired, Reported
from control_plane.configuration.repository import flips_of
from control_plane.errors import NotFoundError
from control_plane.history.models import Flip as FlipRow
from control_plane.history.models import Inventory, ReadinessFlip, Report
from control_plane.history.states import EventClock
from control_plane.observed import repository as observed
from control_plane.observed.truth import hold_against_truth
from control_plane.orders import repository as orders
from control_plane.orders.models import OrderStep
from control_plane.orders.states import UploadState
from control_plane.people.actor import Actor, Permission
from control_plane.presence.models import Presence
from control_plane.presence.sight import blind_since
from control_plane.presence.states import PresenceState
from control_plane.timekeeping import DAY_MS
from control_plane.web.repository import BAD, answers_of, figures_of, reasons_of, where_a_terminal_stands
from control_plane.web.standing import Answer
from control_plane.web.terminal.calls import KnownCall, KnownCalls, KnownProblem
from control_plane.web.terminal.configuration import Assignment
from control_plane.web.terminal.orders import KnownOrder, KnownStep
from control_plane.web.terminal.service import Known
from control_plane.web.terminal.spark import Series
from control_plane.web.terminal.story import LONGEST, AssignmentFlip, CheckFlip
from control_plane.web.terminal.strip import DAYS, Flip

REPORTS_OF_A_LINE = 60
CALLS_SHOWN, PROBLEMS_SHOWN = 10, 5
ORDERS_SHOWN = 8


def what_is_known_of(session: Session, actor: Actor, terminal: str, *, now: int) -> Known:
    """All that the page shows; raises NotFoundError where the actor may not look."""
    standing = where_a_terminal_stands(session, actor, terminal)
    if standing is None:
        raise NotFoundError(f"there is no terminal '{terminal}'")
    return Known(
        now=now,
        standing=standing,
        presence=contact_with(session, terminal),
        answers=answers_of(session, terminal),
        flips=last_changes_of_checks(session, terminal),
        assignments=steps_of_the_settings(session, terminal),
        readiness_flips=readiness_of_the_days(session, terminal, now=now),
        series=figures_over_time(session, terminal),
        assignment=assignment_of(session, terminal),
        devices=devices_of(session, terminal),
        blind_since_ms=blind_since(session, now),
        orders=orders_of(session, terminal),
        calls=calls_of(session, terminal),
        may_reboot=actor.may(Permission.INSTALL),
    )


def last_changes_of_checks(session: Session, terminal: str) -> tuple[CheckFlip, ...]:
    """The newest changes of verdict, in the order in which they happened."""
    # A check's first word is no change, unless it is a bad one; nor is it one that nothing reports it any more.
    first_word = (FlipRow.from_verdict == Verdict.UNKNOWN) & (FlipRow.to_verdict.not_in(BAD))
    last_word = FlipRow.to_verdict == Verdict.UNKNOWN
    query = (
        select(FlipRow)
        .where(FlipRow.terminal == terminal, ~first_word, ~last_word)
        .order_by(FlipRow.event_ms.desc(), FlipRow.id.desc())
        .limit(LONGEST)
    )
    return tuple(_check_flip(row) for row in session.scalars(query))


def readiness_of_the_days(session: Session, terminal: str, *, now: int) -> tuple[Flip, ...]:
    """The changes of readiness in the days that the strip shows."""
    query = (
        select(ReadinessFlip)
        .where(ReadinessFlip.terminal == terminal, ReadinessFlip.at_ms > now - DAYS * DAY_MS)
        .order_by(ReadinessFlip.at_ms)
    )
    return tuple(
        Flip(was=Readiness(row.from_readiness), became=Readiness(row.to_readiness), at_ms=row.at_ms)
        for row in session.scalars(query)
    )


def steps_of_the_settings(session: Session, terminal: str) -> tuple[AssignmentFlip, ...]:
    """The newest steps of what the terminal should run."""
    return tuple(
        AssignmentFlip(generation=row.generation, became=row.to_state, at_ms=row.at_ms)
        for row in flips_of(session, terminal, limit=LONGEST)
    )


def contact_with(session: Session, terminal: str) -> PresenceState:
    """Is the terminal in contact?"""
    found = session.get(Presence, terminal)
    return PresenceState.UNKNOWN if found is None else found.state


def assignment_of(session: Session, terminal: str) -> Assignment | None:
    """What it should run, and what it says it runs."""
    desired = session.get(Desired, terminal)
    if desired is None:
        return None
    reported = session.get(Reported, terminal)
    return Assignment(
        state=desired.state,
        state_ms=desired.state_ms,
        generation=desired.generation,
        hash=desired.hash,
        document=desired.document,
        problems=tuple(desired.problems),
        reported_generation=reported.generation if reported else None,
        reported_hash=reported.hash if reported else None,
    )


def devices_of(session: Session, terminal: str) -> tuple[Device, ...]:
    """What the terminal says it is made of."""
    found = session.get(Inventory, terminal)
    return () if found is None else convert(found.devices, tuple[Device, ...])


def calls_of(session: Session, terminal: str) -> KnownCalls:
    """What the branch said of its calls."""
    calls = observed.last_calls(session, terminal, limit=CALLS_SHOWN)
    rated = observed.ratings_of(session, terminal, [row.id for row in calls])
    return KnownCalls(
        problems=tuple(
            KnownProblem(
                id=row.id,
                kind=ProblemKind(row.kind),
                at_ms=row.at_ms,
                closed_ms=row.closed_ms,
                closed_by=row.closed_by or "",
                found=row.found or "",
            )
            for row in observed.problems_of(session, terminal, limit=PROBLEMS_SHOWN)
        ),
        calls=tuple(
            KnownCall(
                began_ms=row.began_ms,
                ended_ms=row.ended_ms,
                end=None if row.call_end is None else CallEnd(row.call_end),
                readiness=Readiness(row.readiness),
                rating=rated.get(row.id),
            )
            for row in calls
        ),
        truth=hold_against_truth(observed.calls_as_they_went(session, terminal)),
    )


def orders_of(session: Session, terminal: str) -> tuple[KnownOrder, ...]:
    """The newest orders, each with its steps."""
    found = orders.last_orders(session, terminal, limit=ORDERS_SHOWN)
    named = [row.id for row in found]
    steps, put = orders.steps_of(session, named), orders.uploads_of(session, named)
    return tuple(
        KnownOrder(
            id=row.id,
            verb=row.verb,
            args=row.args,
            author=row.author,
            reason=row.reason,
            created_ms=row.created_ms,
            state=row.state,
            steps=tuple(_step(step) for step in steps.get(row.id, ())),
            has_upload=row.id in put and put[row.id].state is UploadState.KEPT,
        )
        for row in found
    )


def figures_over_time(session: Session, terminal: str) -> dict[tuple[str, str], Series]:
    """Every figure that has a limit, by check and name, over the last reports."""
    query = (
        select(Report.event_ms, Report.document)
        .where(Report.terminal == terminal)
        .order_by(Report.event_ms.desc())
        .limit(REPORTS_OF_A_LINE)
    )
    found: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for event_ms, document in reversed(session.execute(query).all()):
        for check, figure in _with_a_limit(document):
            # PostgreSQL gives a large number back as a whole one, which no division takes.
            found.setdefault((check, figure["name"]), []).append((event_ms, float(figure["value"])))
    return {key: tuple(series) for key, series in found.items()}


def _with_a_limit(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for check in document.get("checks", ()):
        for figure in check.get("figures", ()):
            if figure.get("op") and figure.get("value") is not None:
                yield check["check"], figure


def _step(row: OrderStep) -> KnownStep:
    return KnownStep(state=row.state, step=row.step, why=row.why, detail=row.detail, at_ms=row.at_ms)


def _check_flip(row: FlipRow) -> CheckFlip:
    answer = Answer(
        terminal=row.terminal,
        check=row.check_name,
        verdict=Verdict(row.to_verdict),
        reasons=reasons_of(row.reasons),
        figures=figures_of(row.figures),
        facts={},
        since_ms=row.event_ms,
        looked_ms=row.event_ms,
    )
    return CheckFlip(
        was=Verdict(row.from_verdict),
        answer=answer,
        at_ms=row.event_ms,
        received_ms=row.received_ms,
        is_certain=row.event_clock != EventClock.BOUNDED,
    )
