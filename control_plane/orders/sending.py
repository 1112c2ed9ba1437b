"""Orders to terminals that are online: signed, good in this boot and for two minutes, never kept by the broker."""

from sqlalchemy.orm import Session

from contract.codec import encode_plain
from contract.messages import Command
from contract.orders import RULES, UPLOAD, Verb
from contract.topics import Down, Topic
from control_plane.authority.service import Authority
from control_plane.broker import outbox
from control_plane.orders import repository, uploads
from control_plane.orders.models import Order
from control_plane.orders.repository import Ready
from control_plane.orders.service import move
from control_plane.orders.states import OrderState
from control_plane.timekeeping import MINUTE_MS

COMMAND = Down.COMMAND.value
GOOD_FOR_MS = 2 * MINUTE_MS
WORD_WITHIN_MS = MINUTE_MS
"""After that a terminal that got it would have said so."""
AT_ONCE = 100
_GENERATION = 1
"""A command has an id and a deadline; it is no version of anything."""


def send_ready(session: Session, authority: Authority, *, address: str, now: int) -> int:
    """Send what can be sent; return how many. `address` is where terminals reach the centre's pages."""
    ready = repository.ready_to_be_sent(session, now=now, limit=AT_ONCE)
    return sum(_send(session, authority, each, address=address, now=now) for each in ready)


def _send(session: Session, authority: Authority, ready: Ready, *, address: str, now: int) -> bool:
    order = ready.order
    if not repository.claim(session, order, OrderState.SENT):  # withdrawn just now
        return False
    session.refresh(order)
    order.sent_session = ready.session
    deadline_ms = max(order.wait_until_ms, now + GOOD_FOR_MS + WORD_WITHIN_MS)
    move(session, order, OrderState.SENT, now=now, deadline_ms=deadline_ms)
    command = Command(
        id=order.id,
        boot=ready.boot,
        expires_uptime_ms=max(0, now - ready.began_ms) + GOOD_FOR_MS,
        verb=order.verb,
        args=_arguments(session, order, address=address, now=now),
    )
    payload = authority.sign_document(COMMAND, order.terminal, generation=_GENERATION, body=encode_plain(command))
    topic = Topic(order.terminal, Down.COMMAND)
    outbox.send_once(session, topic, payload=payload, expires_ms=now + GOOD_FOR_MS, now=now)
    return True


def _arguments(session: Session, order: Order, *, address: str, now: int) -> dict[str, str]:
    rules = RULES[Verb(order.verb)]
    if UPLOAD not in rules.arguments:
        return dict(order.args)
    token = uploads.expect(session, order.id, good_for_ms=GOOD_FOR_MS + rules.deadline_s * 1000, now=now)
    return {**order.args, UPLOAD: f"{address}{uploads.PREFIX}/{token}"}
