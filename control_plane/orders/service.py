"""Ordering, withdrawing, and following what the terminal says."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from contract.messages import CommandResult
from contract.orders import RULES, UPLOAD, Verb, problems_of
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.errors import ConflictError, InvalidError, NotFoundError
from control_plane.fleet import scope
from control_plane.fleet.states import LifeCycle
from control_plane.locks import Lock, take
from control_plane.orders import repository
from control_plane.orders.models import Order, OrderStep
from control_plane.orders.states import ALLOWED, SAID, OrderState, next_state
from control_plane.people import audit
from control_plane.people.actor import Actor, Permission
from control_plane.privacy import refuse_personal_number
from control_plane.timekeeping import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS

USUAL_WAIT_MS = HOUR_MS
LONGEST_WAIT_MS = 7 * DAY_MS
LONGEST_REASON = 500
MOST_OPEN = 20
LATE_WORD_MS = 10 * MINUTE_MS
"""So long after its deadline on the terminal a word of its end may still be on its way."""
AT_ONCE = 200
MOST_STEPS = 200
"""Of one order; beyond them only a word that ends it counts."""
PERMISSIONS = {Verb.REBOOT: Permission.INSTALL}
"""What needs more than work with faults."""
STANDS_FOR = "https://centre/up/" + "-" * 43
"""In place of the address that is made when the order is sent."""


def order(
    session: Session,
    actor: Actor,
    *,
    terminal: str,
    verb: Verb,
    args: Mapping[str, str],
    reason: str,
    now: int,
    wait_ms: int = USUAL_WAIT_MS,
) -> Order:
    """Order something of a terminal; raises InvalidError naming each argument that does not fit.

    An order says why: whoever looks at the record of actions, or is asked on the terminal, may know.
    """
    found = scope.require_terminal(session, actor, terminal_id=terminal, permission=_permission(verb, args))
    _check(verb, args, reason, wait_ms=wait_ms)
    if found.life_cycle is LifeCycle.RETIRED:
        raise ConflictError(f"terminal {terminal} is out of service")
    take(session, Lock.ACTIONS)
    if repository.how_many_are_open(session, terminal) >= MOST_OPEN:
        raise ConflictError(f"{MOST_OPEN} orders of terminal {terminal} are not over yet")
    made = Order(
        id=f"{now:012x}{secrets.token_hex(6)}",
        terminal=terminal,
        verb=verb,
        args=dict(args),
        author=actor.name,
        reason=reason.strip(),
        created_ms=now,
        wait_until_ms=now + wait_ms,
        state=OrderState.WAITING,
        state_ms=now,
        deadline_ms=now + wait_ms,
    )
    session.add(made)
    session.flush()
    changes.note(session, ChangeKind.ORDER, terminal)
    detail = {"terminal": terminal, "verb": verb, "args": dict(args), "reason": made.reason}
    audit.record(session, actor, action="order.create", thing=f"order:{made.id}", detail=detail)
    return made


def withdraw(session: Session, actor: Actor, *, order_id: str, now: int) -> Order:
    """Take back an order that was not sent yet; raises ForbiddenMoveError when it was."""
    take(session, Lock.ACTIONS)
    found = visible(session, actor, order_id)
    scope.require_terminal(
        session, actor, terminal_id=found.terminal, permission=_permission(Verb(found.verb), found.args)
    )
    next_state(found.state, OrderState.WITHDRAWN)
    if not repository.claim(session, found, OrderState.WITHDRAWN):
        raise ConflictError("the order was sent in the meantime")
    session.refresh(found)
    move(session, found, found.state, now=now)
    audit.record(session, actor, action="order.withdraw", thing=f"order:{order_id}", detail={})
    return found


def visible(session: Session, actor: Actor, order_id: str) -> Order:
    """The order; raises NotFoundError where the actor may not look."""
    found = repository.visible_order(session, actor, order_id)
    if found is None:
        raise NotFoundError(f"there is no order '{order_id}'")
    return found


def move(session: Session, found: Order, target: OrderState, *, now: int, deadline_ms: int | None = None) -> None:
    """The only place where an order's state changes (the claim that precedes it in a contest apart)."""
    if found.state is not target:
        found.state = next_state(found.state, target)
    found.state_ms, found.deadline_ms = now, deadline_ms
    changes.note(session, ChangeKind.ORDER, found.terminal)


def end_overdue(session: Session, *, now: int) -> int:
    """End what waited in vain; return how many."""
    late = repository.overdue(session, now=now, limit=AT_ONCE)
    for found in late:
        was_sent = found.state is not OrderState.WAITING
        move(session, found, OrderState.UNANSWERED if was_sent else OrderState.EXPIRED, now=now)
    return len(late)


def unasked(session: Session, said: Sequence[tuple[str, CommandResult]]) -> set[tuple[str, str]]:
    """Which of these words, by terminal and order, are of no order of ours."""
    named = {(terminal, result.id) for terminal, result in said}
    return named - repository.orders_by_id(session, named).keys()


def record_results(session: Session, said: Sequence[tuple[str, CommandResult, int]], *, now: int) -> None:
    """Take in what terminals say about orders, with the time of each word, in the order of its happening."""
    orders = repository.orders_by_id(session, ((terminal, result.id) for terminal, result, _ in said))
    known = repository.known_steps(session, [order_id for _, order_id in orders])
    told = Counter(order_id for order_id, _, _ in known)
    for terminal, result, at_ms in said:
        found, number = orders.get((terminal, result.id)), (result.id, result.run, result.seq)
        state = SAID.get(result.state)
        if found is None or state is None or number in known:
            continue
        if told[result.id] >= MOST_STEPS and (found.state is state or state not in ALLOWED[found.state]):
            continue
        known.add(number)
        told[result.id] += 1
        session.add(_step(result, state, at_ms=at_ms))
        _follow(session, found, state, at_ms=at_ms, now=now)
    session.flush()


def _follow(session: Session, found: Order, state: OrderState, *, at_ms: int, now: int) -> None:
    """Let the word move the order; one of an earlier step that comes late changes nothing."""
    if state is not found.state and state not in ALLOWED[found.state]:
        return
    deadline_ms = None
    if state is OrderState.RUNNING:
        longest_ms = RULES[Verb(found.verb)].deadline_s * SECOND_MS
        deadline_ms = max(now, at_ms + longest_ms) + LATE_WORD_MS
    move(session, found, state, now=now, deadline_ms=deadline_ms)


def _step(result: CommandResult, state: OrderState, *, at_ms: int) -> OrderStep:
    return OrderStep(
        order_id=result.id,
        run=result.run,
        seq=result.seq,
        state=state,
        step=result.step,
        why=result.why,
        detail=result.detail,
        progress=result.progress,
        at_ms=at_ms,
    )


def _permission(verb: Verb, args: Mapping[str, str]) -> Permission:
    if "confirmed" in args:  # somebody stands before the terminal, and no employee is asked
        return Permission.INSTALL
    return PERMISSIONS.get(verb, Permission.WORK)


def _check(verb: Verb, args: Mapping[str, str], reason: str, *, wait_ms: int) -> None:
    is_upload = UPLOAD in RULES[verb].arguments
    problems = problems_of(verb, {**args, UPLOAD: STANDS_FOR} if is_upload else args)
    found = [{"path": each.path, "code": str(each.code), "allowed": each.allowed} for each in problems]
    if is_upload and UPLOAD in args:
        found.append({"path": f"args.{UPLOAD}", "code": "unknown_key", "allowed": "made by the centre"})
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        found.append({"path": "reason", "code": "missing", "allowed": f"1 to {LONGEST_REASON} characters"})
    if not MINUTE_MS <= wait_ms <= LONGEST_WAIT_MS:
        found.append({"path": "wait_s", "code": "out_of_range", "allowed": "60 to 604800"})
    if found:
        raise InvalidError(f"{', '.join(each['path'] for each in found)}: not as it must be", found)
    refuse_personal_number("reason", reason)
