"""From layers to what a terminal should run: merged, numbered, signed, put into the outbox."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from contract.configuration.document import canonical, document_hash, encode_document
from contract.configuration.validation import Document
from contract.topics import Down, Topic
from control_plane.authority.service import Authority
from control_plane.broker import outbox
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.configuration import layering, repository
from control_plane.configuration.models import Desired, DesiredFlip
from control_plane.configuration.states import DesiredState, next_state
from control_plane.fleet.repository import Place

Chain = tuple[layering.LayerName, ...]

CONFIG = Down.CONFIG.value
FIRST_REVISION = 0
"""Of a document that no edit is the cause of."""


def issue(session: Session, authority: Authority, *, where: Sequence[Place], revision: int, now: int) -> list[str]:
    """Issue what has changed to the terminals at these places; returns to which."""
    documents = _documents(session, where)
    known = repository.desired_of(session, [place.terminal for place in where])
    changed: list[Desired] = []
    for place in where:
        desired, document = known.get(place.terminal), documents[layering.layers_of(place)]
        if desired is None:
            desired = Desired(terminal=place.terminal, generation=0, state=DesiredState.SUPERSEDED)
        elif desired.hash == document_hash(encode_document(document)):
            continue
        elif desired.state is not DesiredState.SUPERSEDED:
            move(session, desired, DesiredState.SUPERSEDED, now=now)
        desired.document, desired.revision = document, revision
        changed.append(desired)
    _send(session, authority, changed, now=now)
    return [desired.terminal for desired in changed]


def reissue(session: Session, authority: Authority, *, terminal: str, now: int) -> None:
    """Send what a terminal should run under a generation above all that either end knows.

    For a centre that was restored from a backup, and a terminal that has another document under our number.
    """
    desired = session.get(Desired, terminal)
    if desired is not None:
        move(session, desired, DesiredState.SUPERSEDED, now=now)
        _send(session, authority, [desired], now=now)


def move(
    session: Session, desired: Desired, target: DesiredState, *, now: int, problems: list[Any] | None = None
) -> None:
    """The only place where a desired configuration's state changes; raises ForbiddenMoveError."""
    came_from = desired.state
    desired.state = next_state(desired.state, target)
    desired.state_ms = now
    desired.problems = problems or []
    _write_flip(session, desired, came_from=came_from, now=now)


def note_hooks(session: Session, desired: Desired, *, problems: list[Any]) -> None:
    """Store what the terminal's hooks made of a configuration that it had already told of."""
    desired.problems = problems
    changes.note(session, ChangeKind.CONFIGURATION, desired.terminal)


def _documents(session: Session, where: Sequence[Place]) -> dict[Chain, Document]:
    """The document of each chain of layers, keys at their default left out; most terminals share one."""
    chains = {layering.layers_of(place) for place in where}
    found = repository.documents_of(session, (name for chain in chains for name in chain))
    made: dict[bytes, Document] = {}
    documents: dict[Chain, Document] = {}
    for chain in chains:
        merged = layering.merge(found[name] for name in chain if name in found)
        body = encode_document(merged)
        made[body] = documents[chain] = made.get(body) or canonical(merged)
    return documents


def _send(session: Session, authority: Authority, changed: Sequence[Desired], *, now: int) -> None:
    """Number, sign and publish documents; each begins a new generation above all that either end knows."""
    reported = repository.reported_of(session, [desired.terminal for desired in changed])
    payloads: dict[Topic, bytes] = {}
    for desired in changed:
        terminal, body = desired.terminal, encode_document(desired.document)
        newest = reported[terminal].generation if terminal in reported else 0
        desired.generation = max(desired.generation, newest) + 1
        desired.hash = document_hash(body)
        desired.issued_ms = desired.state_ms = now
        desired.problems, desired.ignored = [], []
        desired.state = DesiredState.ISSUED  # a new generation begins here, it is no move of the old one
        session.add(desired)
        _write_flip(session, desired, came_from=None, now=now)
        signed = authority.sign_document(CONFIG, terminal, generation=desired.generation, body=body)
        payloads[Topic(terminal, Down.CONFIG)] = signed
    outbox.send_retained(session, payloads, now=now)


def _write_flip(session: Session, desired: Desired, *, came_from: DesiredState | None, now: int) -> None:
    session.add(
        DesiredFlip(
            terminal=desired.terminal,
            generation=desired.generation,
            hash=desired.hash,
            from_state=came_from,
            to_state=desired.state,
            problems=desired.problems,
            at_ms=now,
        )
    )
    changes.note(session, ChangeKind.CONFIGURATION, desired.terminal)


def problems_as_json(problems: Iterable[msgspec.Struct]) -> list[Mapping[str, Any]]:
    """Problems as they are stored and answered."""
    return [msgspec.to_builtins(problem) for problem in problems]
