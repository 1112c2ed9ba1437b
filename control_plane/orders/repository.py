"""Queries about orders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select, tuple_, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from control_plane.fleet.scope import visible_terminals
from control_plane.history.models import BootClock, Run
from control_plane.orders.models import Order, OrderStep, Upload
from control_plane.orders.states import OPEN, OrderState, UploadState
from control_plane.paging import Page, Paging, page_of
from control_plane.people.actor import Actor
from control_plane.presence.models import Presence
from control_plane.presence.states import PresenceState


@dataclass(frozen=True, kw_only=True)
class Ready:
    """An order that can be sent: its terminal is online, in this session of this boot."""

    order: Order
    session: str
    boot: str
    began_ms: int
    """The centre's time when that boot began."""


def page_of_orders(session: Session, actor: Actor, *, terminal: str | None, paging: Paging) -> Page[Order]:
    """The orders that an actor sees, by their ids: the earliest first."""
    query = select(Order).where(visible_terminals(actor, column=Order.terminal))
    if terminal is not None:
        query = query.where(Order.terminal == terminal)
    return page_of(session, query, key=Order.id, paging=paging)


def visible_order(session: Session, actor: Actor, order_id: str) -> Order | None:
    """The order, where the actor may see its terminal."""
    query = select(Order).where(Order.id == order_id, visible_terminals(actor, column=Order.terminal))
    return session.scalars(query).first()


def last_orders(session: Session, terminal: str, *, limit: int) -> Sequence[Order]:
    """The newest orders of a terminal, newest first."""
    query = select(Order).where(Order.terminal == terminal)
    return session.scalars(query.order_by(Order.created_ms.desc(), Order.id.desc()).limit(limit)).all()


def steps_of(session: Session, orders: Collection[str]) -> Mapping[str, list[OrderStep]]:
    """The steps of these orders, in the order in which they happened."""
    found: defaultdict[str, list[OrderStep]] = defaultdict(list)
    asked = select(OrderStep).where(OrderStep.order_id.in_(orders))
    for row in session.scalars(asked.order_by(OrderStep.at_ms, OrderStep.seq)):
        found[row.order_id].append(row)
    return found


def uploads_of(session: Session, orders: Collection[str]) -> Mapping[str, Upload]:
    """What was put for these orders."""
    return {row.order_id: row for row in session.scalars(select(Upload).where(Upload.order_id.in_(orders)))}


def how_many_are_open(session: Session, terminal: str) -> int:
    """Orders of a terminal that are not over."""
    query = select(func.count()).select_from(Order).where(Order.terminal == terminal, Order.state.in_(OPEN))
    return session.scalar(query) or 0


def ready_to_be_sent(session: Session, *, now: int, limit: int) -> list[Ready]:
    """Orders whose terminal is online: those that wait, and those that another session was told of in vain."""
    is_due = (Order.state == OrderState.WAITING) | (
        (Order.state == OrderState.SENT) & (Order.sent_session != Presence.session)
    )
    query = (
        select(Order, Presence.session, Run.boot, BootClock.offset_ms)
        .join(Presence, Presence.terminal == Order.terminal)
        .join(Run, (Run.terminal == Order.terminal) & (Run.run == Presence.run))
        .join(BootClock, (BootClock.terminal == Order.terminal) & (BootClock.boot == Run.boot))
        .where(Presence.state == PresenceState.ONLINE, is_due, Order.wait_until_ms > now)
        .order_by(Order.created_ms)
        .limit(limit)
    )
    return [
        Ready(order=order, session=of_session, boot=boot, began_ms=offset_ms)
        for order, of_session, boot, offset_ms in session.execute(query)
    ]


def overdue(session: Session, *, now: int, limit: int) -> Sequence[Order]:
    """Orders whose deadline has passed."""
    query = select(Order).where(Order.state.in_(OPEN), Order.deadline_ms <= now)
    return session.scalars(query.order_by(Order.deadline_ms).limit(limit)).all()


def orders_by_id(session: Session, named: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Order]:
    """The orders of these terminals and ids, locked until the transaction ends."""
    wanted = sorted(set(named))
    if not wanted:
        return {}
    query = select(Order).where(tuple_(Order.terminal, Order.id).in_(wanted)).order_by(Order.id).with_for_update()
    return {(row.terminal, row.id): row for row in session.scalars(query)}


def known_steps(session: Session, orders: Collection[str]) -> set[tuple[str, str, int]]:
    """The numbers of the words that are stored of these orders."""
    query = select(OrderStep.order_id, OrderStep.run, OrderStep.seq).where(OrderStep.order_id.in_(orders))
    return {(row.order_id, row.run, row.seq) for row in session.execute(query)}


def claim(session: Session, order: Order, target: OrderState) -> bool:
    """Move an order if nobody else has moved it meanwhile."""
    asked = update(Order).where(Order.id == order.id, Order.state == order.state).values(state=target)
    return _changed(session.execute(asked)) == 1


def is_awaited(session: Session, token_hash: str, *, now: int) -> bool:
    """Has this token a turn?"""
    query = select(Upload.order_id).where(_has_turn(token_hash, now))
    return session.scalars(query).first() is not None


def claim_upload(session: Session, token_hash: str, *, now: int) -> Upload | None:
    """Take the one turn that a token has; None when it has none, or none any more."""
    asked = update(Upload).where(_has_turn(token_hash, now)).values(state=UploadState.RECEIVING)
    if _changed(session.execute(asked)) != 1:
        return None
    return session.scalars(select(Upload).where(Upload.token_hash == token_hash)).one()


def outlived_uploads(session: Session, *, now: int) -> Sequence[Upload]:
    """Uploads whose time is over."""
    query = select(Upload).where(Upload.state != UploadState.GONE, Upload.until_ms <= now)
    return session.scalars(query.order_by(Upload.order_id).with_for_update()).all()


def _has_turn(token_hash: str, now: int) -> ColumnElement[bool]:
    return and_(Upload.token_hash == token_hash, Upload.state == UploadState.AWAITED, Upload.until_ms > now)


def _changed(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
