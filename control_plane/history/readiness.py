"""Judging readiness anew where something changed, and noting each change of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.judgement.readiness import Answer, CheckVerdict, Situation, judge_readiness
from contract.verdicts import Reason, Verdict
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.fleet.hours import HORIZON_DAYS, Opening
from control_plane.fleet.models import Terminal
from control_plane.fleet.openings import openings
from control_plane.fleet.states import LifeCycle
from control_plane.history.models import CheckState, ReadinessFlip, TerminalState
from control_plane.observed import repository as observed
from control_plane.presence.models import Presence
from control_plane.presence.states import PresenceState
from control_plane.timekeeping import DAY_MS

AT_ONCE = 200
"""How many are judged in one transaction when many are due."""


def judge_again(session: Session, terminals: Collection[str], *, now: int) -> list[str]:
    """Judge these terminals; return those whose readiness changed. One without a state is left out."""
    if not terminals:
        return []
    states = session.scalars(
        select(TerminalState)
        .where(TerminalState.terminal.in_(terminals))
        .order_by(TerminalState.terminal)
        .with_for_update()
    ).all()
    known = [state.terminal for state in states]
    opened = openings(session, known, now=now)
    closed = observed.closed_until(session, known, now=now)
    situations = _situations(session, known, opened=opened, closed=closed, now=now)
    verdicts = _verdicts(session, known)
    changed = []
    for state in states:
        answer = judge_readiness(verdicts[state.terminal], situations[state.terminal])
        # Beyond the horizon nothing is known yet: look again when it is reached.
        due_ms = opened[state.terminal].until_ms or now + HORIZON_DAYS * DAY_MS
        state.next_due_ms = min(due_ms, closed.get(state.terminal, due_ms))
        if _take(session, state, answer=answer, now=now):
            changed.append(state.terminal)
    return changed


def judge_due(session: Session, *, now: int) -> int:
    """Judge the terminals whose branch opens or closes about now, or whose surroundings changed."""
    due = session.scalars(
        select(TerminalState.terminal)
        .where(TerminalState.next_due_ms <= now)
        .order_by(TerminalState.next_due_ms)
        .limit(AT_ONCE)
    ).all()
    if due:
        judge_again(session, due, now=now)
    return len(due)


def _take(session: Session, state: TerminalState, *, answer: Answer, now: int) -> bool:
    because = [
        {"check": each.check, "verdict": each.verdict.value, "reasons": [reason.value for reason in each.reasons]}
        for each in answer.because
    ]
    if because != state.because:
        state.because = because
    if answer.readiness == state.readiness:
        return False
    session.add(
        ReadinessFlip(
            terminal=state.terminal,
            from_readiness=state.readiness,
            to_readiness=answer.readiness.value,
            because=because,
            at_ms=now,
        )
    )
    state.readiness = answer.readiness.value
    state.readiness_since_ms = now
    changes.note(session, ChangeKind.STATE, state.terminal)
    return True


def _situations(
    session: Session,
    terminals: Collection[str],
    *,
    opened: Mapping[str, Opening],
    closed: Mapping[str, int],
    now: int,
) -> dict[str, Situation]:
    life = dict(session.execute(select(Terminal.id, Terminal.life_cycle).where(Terminal.id.in_(terminals))).all())
    contact = dict(
        session.execute(select(Presence.terminal, Presence.state).where(Presence.terminal.in_(terminals))).all()
    )
    calling = observed.in_call(session, terminals, now=now)
    return {
        terminal: Situation(
            maintenance=life.get(terminal) is LifeCycle.MAINTENANCE,
            open_now=opened[terminal].is_open and terminal not in closed,
            reachable=contact.get(terminal) is not PresenceState.OFFLINE,
            # Of a terminal that fell silent nobody knows whether its call goes on.
            in_call=terminal in calling and contact.get(terminal) is not PresenceState.OFFLINE,
        )
        for terminal in terminals
    }


def _verdicts(session: Session, terminals: Collection[str]) -> Mapping[str, list[CheckVerdict]]:
    verdicts: defaultdict[str, list[CheckVerdict]] = defaultdict(list)
    columns: Any = (CheckState.terminal, CheckState.check_name, CheckState.verdict, CheckState.reasons)
    asked = select(*columns).where(CheckState.terminal.in_(terminals)).order_by(CheckState.check_name)
    for terminal, check, verdict, reasons in session.execute(asked):
        reasons_known = tuple(Reason(reason) for reason in reasons)
        verdicts[terminal].append(CheckVerdict(check=check, verdict=Verdict(verdict), reasons=reasons_known))
    return verdicts
