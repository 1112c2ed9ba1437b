"""Everything that goes down is written here, in the transaction of its cause."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from contract.topics import Topic
from control_plane.broker.models import Outbox, RetainedDocument
from control_plane.broker.repository import retained_documents

AT_LEAST_ONCE = 1


def send_retained(session: Session, documents: Mapping[Topic, bytes], *, now: int) -> None:
    """Publish documents that the broker keeps; an empty payload clears one."""
    payloads = {topic.render(): payload for topic, payload in documents.items()}
    known = {row.topic: row for row in retained_documents(session, payloads)}
    for topic, payload in payloads.items():
        document = known.get(topic)
        if document is None:
            session.add(RetainedDocument(topic=topic, payload=payload, changed_ms=now))
        else:
            document.payload, document.changed_ms = payload, now
        session.add(_message(topic, payload, retained=True, expires_ms=None, now=now))
    session.flush()


def send_once(session: Session, topic: Topic, *, payload: bytes, expires_ms: int, now: int) -> None:
    """Publish a message that is worth nothing after a while."""
    session.add(_message(topic.render(), payload, retained=False, expires_ms=expires_ms, now=now))
    session.flush()


def _message(topic: str, payload: bytes, *, retained: bool, expires_ms: int | None, now: int) -> Outbox:
    return Outbox(
        topic=topic,
        payload=payload,
        qos=AT_LEAST_ONCE,
        retained=retained,
        expires_ms=expires_ms,
        created_ms=now,
    )
