"""The record of actions: each row's hash covers the row and the hash before it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.locks import Lock, take
from control_plane.people.actor import Actor, Permission
from control_plane.people.models import Audit
from control_plane.timekeeping import now_ms

BATCH = 1000
FIRST_HASH = "0" * 64


def record(session: Session, actor: Actor, *, action: str, thing: str, detail: Mapping[str, Any]) -> None:
    """Write one action in the transaction that does it; never a secret in the detail."""
    take(session, Lock.ACTIONS)
    last = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).first()
    row = Audit(
        id=last.id + 1 if last else 1,
        at_ms=now_ms(),
        actor=actor.name,
        action=action,
        object=thing,
        detail=dict(detail),
        previous_hash=last.hash if last else FIRST_HASH,
    )
    row.hash = _hash_of(row)
    session.add(row)
    session.flush()


def first_broken_row(session: Session) -> int | None:
    """The id of the first row that was changed or follows one that is gone; None when all is whole."""
    previous, expected_id = FIRST_HASH, 1
    for row in _all_rows(session):
        if (row.id, row.previous_hash, row.hash) != (expected_id, previous, _hash_of(row)):
            return row.id
        previous, expected_id = row.hash, expected_id + 1
    return None


def latest_actions(session: Session, actor: Actor, *, limit: int, before: int | None = None) -> Sequence[Audit]:
    """The newest actions, newest first; `before` pages on by id."""
    actor.require(Permission.AUDIT)
    query = select(Audit).order_by(Audit.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Audit.id < before)
    return session.scalars(query).all()


def _all_rows(session: Session) -> Iterator[Audit]:
    last_id = 0
    while rows := session.scalars(select(Audit).where(Audit.id > last_id).order_by(Audit.id).limit(BATCH)).all():
        yield from rows
        last_id = rows[-1].id


def _hash_of(row: Audit) -> str:
    content = [row.id, row.at_ms, row.actor, row.action, row.object, row.detail, row.previous_hash]
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
