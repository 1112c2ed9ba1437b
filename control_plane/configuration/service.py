"""Editing layers, and following what terminals make of the result."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from contract.configuration.document import canonical, encode_document, flatten
from contract.configuration.validation import Document, validate
from contract.messages import ConfigOutcome, Outcome, Problem
from control_plane.authority.service import Authority
from control_plane.configuration import issuing, layering, repository
from control_plane.configuration.layering import LayerName
from control_plane.configuration.models import Desired, Layer, Reported, Revision
from control_plane.configuration.states import ALLOWED, DesiredState, LayerKind
from control_plane.errors import InvalidError, NotFoundError, StaleError
from control_plane.fleet import scope
from control_plane.fleet.branch_list import LINK_CLASSES
from control_plane.fleet.models import Branch, District, Office, Seat
from control_plane.fleet.repository import Place, places
from control_plane.locks import Lock, take
from control_plane.people import audit
from control_plane.people.actor import Actor, Permission
from control_plane.privacy import refuse_personal_number
from control_plane.timekeeping import DAY_MS

WAIT_MS = 30 * DAY_MS
"""How long an answer to a configuration is waited for."""

STATE_OF_OUTCOME: dict[Outcome, DesiredState] = {
    Outcome.APPLIED: DesiredState.APPLIED,
    Outcome.PROVEN: DesiredState.PROVEN,
    Outcome.INCONCLUSIVE: DesiredState.INCONCLUSIVE,
    Outcome.REJECTED: DesiredState.REJECTED,
    Outcome.ROLLED_BACK: DesiredState.ROLLED_BACK,
}


@dataclass(frozen=True, kw_only=True)
class Effective:
    """What a terminal should run by its layers, and where each key comes from."""

    document: Document
    origins: dict[str, LayerName]


@dataclass(frozen=True, kw_only=True)
class Edited:
    """An edit that was taken: the layer's new revision, and the terminals that get something new."""

    revision: int
    document: Document
    terminals: Sequence[str]


def edit_layer(
    session: Session,
    actor: Actor,
    *,
    authority: Authority,
    kind: LayerKind,
    key: str,
    patch: Document,
    reason: str,
    expected_revision: int,
    now: int,
) -> Edited:
    """Apply a JSON Merge Patch to a layer; null takes a key out of it, so that it is inherited.

    Raises InvalidError with every problem, StaleError when `expected_revision` is not the layer's.
    """
    layer = session.get(Layer, (kind, key))
    document = layering.apply_to_layer(layer.document if layer else {}, patch)
    return replace_layer(
        session,
        actor,
        authority=authority,
        kind=kind,
        key=key,
        document=document,
        reason=reason,
        expected_revision=expected_revision,
        now=now,
        problems=layering.unknown_keys(patch),
    )


def replace_layer(
    session: Session,
    actor: Actor,
    *,
    authority: Authority,
    kind: LayerKind,
    key: str,
    document: Document,
    reason: str,
    expected_revision: int,
    now: int,
    problems: Sequence[Problem] = (),
) -> Edited:
    """Give a layer a whole new document and issue what follows, in one transaction; raises as `edit_layer`.

    `problems` are those that the caller has already found; they are told with the rest.
    """
    require_layer(session, actor, kind=kind, key=key, permission=Permission.CONFIGURE)
    refuse_personal_number("reason", reason)
    for path, value in flatten(document).items():
        refuse_personal_number(path, value if isinstance(value, str) else "")
    if not reason.strip():
        raise InvalidError("a reason is needed", [{"path": "reason", "code": "missing"}])
    take(session, Lock.LAYERS, Lock.ACTIONS)
    layer = _layer_at(session, kind, key, expected_revision=expected_revision)
    affected = [place for place in places(session).values() if (kind, key) in layering.layers_of(place)]
    _check(session, (kind, key), document, affected=affected, found_before=problems)
    revision = Revision(
        kind=kind,
        key=key,
        author=actor.name,
        reason=reason,
        at_ms=now,
        before=layer.document,
        after=document,
    )
    session.add(revision)
    session.flush()
    layer.document, layer.revision = document, revision.number
    session.flush()
    terminals = issuing.issue(session, authority, where=affected, revision=revision.number, now=now)
    detail = {"revision": revision.number, "reason": reason, "terminals": len(terminals)}
    audit.record(session, actor, action="configuration.edit", thing=f"layer:{kind}:{key}", detail=detail)
    return Edited(revision=revision.number, document=document, terminals=terminals)


def layer_document(session: Session, actor: Actor, *, kind: LayerKind, key: str) -> tuple[Document, int]:
    """A layer's document and revision; an empty one of revision 0 when nobody has edited it yet."""
    require_layer(session, actor, kind=kind, key=key, permission=Permission.VIEW)
    layer = session.get(Layer, (kind, key))
    return (layer.document, layer.revision) if layer else ({}, 0)


def revisions(session: Session, actor: Actor, *, kind: LayerKind, key: str, limit: int) -> Sequence[Revision]:
    """The newest edits of a layer, newest first."""
    require_layer(session, actor, kind=kind, key=key, permission=Permission.VIEW)
    return repository.revisions_of(session, kind, key, limit=limit)


def effective(session: Session, terminal: str) -> Effective:
    """What the layers make of a terminal where it stands now; nothing but defaults where it stands nowhere."""
    place = places(session, [terminal]).get(terminal)
    if place is None:
        return Effective(document={}, origins={})
    names = layering.layers_of(place)
    found = repository.documents_of(session, names)
    layers = [(name, found[name]) for name in names if name in found]
    document = canonical(layering.merge(document for _, document in layers))
    return Effective(document=document, origins=layering.origins(layers))


def record_outcome(session: Session, terminal: str, *, outcome: ConfigOutcome, authority: Authority, now: int) -> bool:
    """Follow what a terminal says that became of a document; returns whether that was news.

    A word on an older generation changes nothing. The same generation under another hash is not ours
    (the centre was restored from a backup): it is issued again under a higher one.
    """
    desired = _locked(session, terminal)
    target = STATE_OF_OUTCOME.get(outcome.outcome)
    if desired is None or target is None or outcome.offered_generation != desired.generation:
        return False
    if outcome.offered_hash and outcome.offered_hash != desired.hash:
        issuing.reissue(session, authority, terminal=terminal, now=now)
        return True
    problems = list(issuing.problems_as_json(outcome.problems))
    if target is desired.state and outcome.hooks:
        issuing.note_hooks(session, desired, problems=problems)
        return True
    if target not in ALLOWED[desired.state]:
        return False
    issuing.move(session, desired, target, now=now, problems=problems)
    desired.ignored = list(outcome.ignored)
    return True


def record_reported(
    session: Session, terminal: str, *, generation: int, config_hash: str, authority: Authority, now: int
) -> None:
    """Store what a terminal says that it runs, and converge on it even if an outcome was lost."""
    reported = session.get(Reported, terminal)
    if reported is None:
        reported = Reported(terminal=terminal)
        session.add(reported)
    elif (reported.generation, reported.hash) == (generation, config_hash):
        return
    reported.generation, reported.hash, reported.at_ms = generation, config_hash, now
    session.flush()
    desired = _locked(session, terminal)
    if desired is None:
        return
    if (generation, config_hash) == (desired.generation, desired.hash):
        if DesiredState.APPLIED in ALLOWED[desired.state]:
            issuing.move(session, desired, DesiredState.APPLIED, now=now)
    elif generation >= desired.generation:
        issuing.reissue(session, authority, terminal=terminal, now=now)


def expire_unanswered(session: Session, now: int) -> int:
    """Stop waiting for terminals that have not answered for a month; they may still apply it."""
    overdue = repository.waiting_since_before(session, now - WAIT_MS)
    for desired in overdue:
        issuing.move(session, desired, DesiredState.EXPIRED, now=now)
    return len(overdue)


def require_layer(session: Session, actor: Actor, *, kind: LayerKind, key: str, permission: Permission) -> None:
    """Raise unless the layer can exist and the actor holds the permission over all that it reaches."""
    if kind is LayerKind.BRANCH:
        scope.require_branch(session, actor, branch_id=key, permission=permission)
    elif kind is LayerKind.SEAT:
        scope.require_seat(session, actor, seat_id=key, permission=permission)
    elif kind in {LayerKind.OFFICE, LayerKind.DISTRICT}:
        actor.require_at(permission, office=_office_of(session, kind, key), region="")
    elif kind is LayerKind.FLEET and key != layering.FLEET_KEY:
        raise NotFoundError("the fleet's layer has no key")
    elif kind is LayerKind.LINE and key not in LINK_CLASSES:
        raise NotFoundError(f"there is no line '{key}', there are {', '.join(LINK_CLASSES)}")
    elif permission is not Permission.VIEW:
        actor.require(permission)


def _locked(session: Session, terminal: str) -> Desired | None:
    """What a terminal should run; an edit that is under way is waited for, or a word on the old would mark the new."""
    return session.get(Desired, terminal, with_for_update=True)


def _office_of(session: Session, kind: LayerKind, key: str) -> str:
    if kind is LayerKind.OFFICE and session.get(Office, key) is not None:
        return key
    district = session.get(District, key)
    if kind is LayerKind.DISTRICT and district is not None:
        return district.office_id
    raise NotFoundError(f"there is no {kind} '{key}'")


def _layer_at(session: Session, kind: LayerKind, key: str, *, expected_revision: int) -> Layer:
    layer = session.get(Layer, (kind, key), populate_existing=True)
    revision = layer.revision if layer else 0
    if revision != expected_revision:
        raise StaleError(f"the layer is at revision {revision} now, not at {expected_revision}: look again")
    if layer is None:
        layer = Layer(kind=kind, key=key, document={}, revision=0)
        session.add(layer)
    return layer


def _check(
    session: Session,
    name: LayerName,
    document: Document,
    *,
    affected: Iterable[Place],
    found_before: Sequence[Problem],
) -> None:
    """Raise InvalidError unless the layer is good by itself and everywhere that it reaches."""
    problems = list(found_before)
    problems += [problem for problem in layering.unknown_keys(document) if problem not in problems]
    chains = {layering.layers_of(place) for place in affected} or {_chain_above(session, name)}
    found = repository.documents_of(session, (layer for chain in chains for layer in chain))
    found[name] = document
    merged = (layering.merge(found[layer] for layer in chain if layer in found) for chain in sorted(chains))
    for distinct in {encode_document(one): one for one in merged}.values():
        problems += [problem for problem in validate(distinct) if problem not in problems]
    if problems:
        raise _invalid(problems)


def _chain_above(session: Session, name: LayerName) -> tuple[LayerName, ...]:
    """The layers down to this one, for a layer that no terminal stands under yet."""
    kind, key = name
    seat = session.get(Seat, key) if kind is LayerKind.SEAT else None
    branch = session.get(Branch, seat.branch_id if seat else key)
    district = session.get(District, branch.district_id if branch else key)
    above: list[LayerName] = [(LayerKind.FLEET, layering.FLEET_KEY)]
    if district is not None:
        above += [(LayerKind.OFFICE, district.office_id), (LayerKind.DISTRICT, district.id)]
    if branch is not None:
        above.append((LayerKind.BRANCH, branch.id))
    return (*(layer for layer in above if layer != name), name)


def _invalid(problems: Sequence[Problem]) -> InvalidError:
    told: list[dict[str, Any]] = [dict(problem) for problem in issuing.problems_as_json(problems)]
    count = len(told)
    return InvalidError(f"{count} key{'s are' if count > 1 else ' is'} wrong", told)
