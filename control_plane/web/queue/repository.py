"""What the queue asks of the database."""

from sqlalchemy.orm import Session

from control_plane.people.actor import Actor
from control_plane.presence.sight import blind_since
from control_plane.web.queue.service import Seen
from control_plane.web.repository import answers_worth_telling, every_region, where_every_terminal_stands


def what_the_queue_shows(session: Session, actor: Actor, *, now: int) -> Seen:
    """Every terminal in the actor's scope, with what is wrong with it."""
    return Seen(
        now=now,
        regions=every_region(session),
        standings=where_every_terminal_stands(session, actor),
        answers=answers_worth_telling(session),
        blind_since_ms=blind_since(session, now),
    )
