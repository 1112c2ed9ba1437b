"""Queries of the one sender: what is to be sent, and what the broker has to be told again."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from control_plane.broker.models import Outbox, RetainedDocument


def unsent(session: Session, *, limit: int) -> Sequence[Outbox]:
    """Messages that wait, in the order in which they were caused."""
    return session.scalars(select(Outbox).where(Outbox.sent_ms.is_(None)).order_by(Outbox.id).limit(limit)).all()


def mark_sent(session: Session, ids: Collection[int], *, now: int) -> None:
    """The broker has them."""
    session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(sent_ms=now))


def drop_expired(session: Session, *, now: int) -> None:
    """Nobody wants these any more."""
    session.execute(delete(Outbox).where(Outbox.sent_ms.is_(None), Outbox.expires_ms <= now))


def forget_sent(session: Session, *, before_ms: int) -> None:
    """Drop what was sent long ago."""
    session.execute(delete(Outbox).where(Outbox.sent_ms < before_ms))


def retained_since(session: Session, changed_ms: int) -> list[str]:
    """Topics of the retained documents that changed at or after a time, the oldest change first.

    One that waits in the outbox anyway is left out: it would overtake older ones of its topic there.
    """
    waiting = select(Outbox.topic).where(Outbox.sent_ms.is_(None), Outbox.retained)
    asked = select(RetainedDocument.topic).where(
        RetainedDocument.changed_ms >= changed_ms, RetainedDocument.topic.not_in(waiting)
    )
    return list(session.scalars(asked.order_by(RetainedDocument.changed_ms)))


def retained_documents(session: Session, topics: Collection[str]) -> Sequence[RetainedDocument]:
    """These documents as they are now."""
    return session.scalars(select(RetainedDocument).where(RetainedDocument.topic.in_(topics))).all()
