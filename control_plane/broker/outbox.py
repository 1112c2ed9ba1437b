"""Everything that goes down is written here, in the transaction of its cause."""

from sqlalchemy.orm import Session

from contract.topics import Topic
from control_plane.broker.models import Outbox, RetainedDocument

AT_LEAST_ONCE = 1


def send_retained(session: Session, topic: Topic, *, payload: bytes, now: int) -> None:
    """Publish a document that the broker keeps; an empty payload clears it."""
    text = topic.render()
    document = session.get(RetainedDocument, text)
    if document is None:
        session.add(RetainedDocument(topic=text, payload=payload, changed_ms=now))
    else:
        document.payload, document.changed_ms = payload, now
    _enqueue(session, text, payload=payload, retained=True, expires_ms=None, now=now)


def send_once(session: Session, topic: Topic, *, payload: bytes, expires_ms: int, now: int) -> None:
    """Publish a message that is worth nothing after a while."""
    _enqueue(session, topic.render(), payload=payload, retained=False, expires_ms=expires_ms, now=now)


def _enqueue(session: Session, topic: str, *, payload: bytes, retained: bool, expires_ms: int | None, now: int) -> None:
    session.add(
        Outbox(
            topic=topic,
            payload=payload,
            qos=AT_LEAST_ONCE,
            retained=retained,
            expires_ms=expires_ms,
            created_ms=now,
        )
    )
    session.flush()
