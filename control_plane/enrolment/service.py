"""Enrolment: a code that an engineer made becomes a terminal with a name, a certificate and a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from contract.identity import new_terminal_id
from contract.topics import Down, Topic
from control_plane.authority import certificates
from control_plane.authority.certificates import CertificateRequestError
from control_plane.authority.service import Authority
from control_plane.broker import outbox
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.configuration import issuing
from control_plane.configuration.models import Desired
from control_plane.enrolment import repository
from control_plane.enrolment.codes import code_hash, new_code
from control_plane.enrolment.models import Certificate, ConnectionCode, EnrolmentTry
from control_plane.errors import CallerError, ConflictError, InvalidError, TooManyError
from control_plane.fleet import scope
from control_plane.fleet import service as fleet
from control_plane.fleet.models import Terminal
from control_plane.fleet.repository import open_placement, places
from control_plane.fleet.states import LifeCycle
from control_plane.locks import Lock, take
from control_plane.people import audit
from control_plane.people.actor import Actor, Grant, Permission
from control_plane.people.states import Role, ScopeKind
from control_plane.receptions.schedule import send_changed_schedules
from control_plane.timekeeping import DAY_MS, MINUTE_MS

CODE_LIFE_MS = 7 * DAY_MS
TRIES, TRIES_MS = 10, 10 * MINUTE_MS


class EnrolmentRefusedError(CallerError):
    """The code is not good; one sentence for every cause, so that nothing can be guessed."""

    code = "enrolment_refused"


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """What a device is given to become a terminal of ours."""

    terminal: str
    certificate_pem: str
    generation: int


def create_code(session: Session, actor: Actor, *, seat_id: str, now: int) -> tuple[str, ConnectionCode]:
    """A code for one device at one seat, shown this once; raises ConflictError when the seat is taken."""
    seat = scope.require_seat(session, actor, seat_id=seat_id, permission=Permission.INSTALL)
    there = open_placement(session, seat=seat.id)
    if there is not None:
        raise ConflictError(f"terminal {there.terminal_id} stands at seat {seat.id}; take it out of service first")
    code = new_code()
    row = ConnectionCode(
        code_hash=code_hash(code),
        seat_id=seat.id,
        expires_ms=now + CODE_LIFE_MS,
        created_ms=now,
        created_by=actor.name,
    )
    session.add(row)
    session.flush()
    detail = {"seat": seat.id, "expires_ms": row.expires_ms}
    audit.record(session, actor, action="connection_code.create", thing=f"connection_code:{row.id}", detail=detail)
    return code, row


def enrol(session: Session, authority: Authority, *, code: str, csr_pem: str, model: str, now: int) -> Enrolled:
    """Make the device that sent a code a terminal: id, certificate, place, first configuration and schedule.

    Raises EnrolmentRefusedError when the code is unknown, used or too old, InvalidError for the request.
    """
    take(session, Lock.LAYERS, Lock.SCHEDULES, Lock.ACTIONS)
    claimed = repository.claim_code(session, code_hash(code), now=now)
    if claimed is None:
        raise EnrolmentRefusedError("the connection code is unknown, used or too old; ask for a new one")
    terminal = Terminal(id=new_terminal_id(), model=model, life_cycle=LifeCycle.ENROLLED, created_ms=now)
    pem = _certify(session, authority, terminal=terminal.id, csr_pem=csr_pem, now=now)
    session.add(terminal)
    session.flush()
    installer = _installer(claimed)
    fleet.place(session, installer, terminal_id=terminal.id, seat_id=claimed.seat_id, now=now)
    generation = _documents_of_place(session, authority, terminal=terminal.id, now=now)
    detail = {"seat": claimed.seat_id, "connection_code": claimed.id, "model": model}
    audit.record(session, installer, action="terminal.enrol", thing=f"terminal:{terminal.id}", detail=detail)
    return Enrolled(terminal=terminal.id, certificate_pem=pem, generation=generation)


def place_terminal(
    session: Session, actor: Actor, *, authority: Authority, terminal_id: str, seat_id: str, now: int
) -> None:
    """Move a terminal to a seat; from then on it obeys that place's layers and hours."""
    scope.require_terminal(session, actor, terminal_id=terminal_id, permission=Permission.INSTALL)
    take(session, Lock.LAYERS, Lock.SCHEDULES, Lock.ACTIONS)
    fleet.place(session, actor, terminal_id=terminal_id, seat_id=seat_id, now=now)
    _documents_of_place(session, authority, terminal=terminal_id, now=now)


def set_life_cycle(session: Session, actor: Actor, *, terminal_id: str, target: LifeCycle, now: int) -> None:
    """Move a terminal's life cycle; retired is for good."""
    if target is LifeCycle.RETIRED:
        retire(session, actor, terminal_id=terminal_id, now=now)
    else:
        fleet.set_life_cycle(session, actor, terminal_id=terminal_id, target=target, now=now)


def retire(session: Session, actor: Actor, *, terminal_id: str, now: int) -> None:
    """Take a terminal out of service: its certificates are withdrawn, what the broker keeps for it is cleared."""
    fleet.set_life_cycle(session, actor, terminal_id=terminal_id, target=LifeCycle.RETIRED, now=now)
    for certificate in repository.certificates_of(session, terminal_id):
        certificate.revoked_ms = certificate.revoked_ms or now
    cleared = {Topic(terminal_id, channel): b"" for channel in (Down.CONFIG, Down.SCHEDULE)}
    outbox.send_retained(session, cleared, now=now)


def require_patience(session: Session, address: str, *, now: int) -> None:
    """Raise TooManyError when too many refused tries came from an address of late."""
    if repository.count_tries(session, address, since_ms=now - TRIES_MS) >= TRIES:
        raise TooManyError("too many tries from this address; wait ten minutes")


def record_refusal(session: Session, address: str, *, now: int) -> None:
    """Count a refused try, in a transaction of its own: the try's has come to nothing."""
    repository.forget_tries(session, now - TRIES_MS)
    session.add(EnrolmentTry(address=address, at_ms=now))


def certificates_of(session: Session, actor: Actor, *, terminal_id: str) -> Sequence[Certificate]:
    """The certificates of a terminal, the newest first."""
    scope.require_terminal(session, actor, terminal_id=terminal_id, permission=Permission.VIEW)
    return repository.certificates_of(session, terminal_id)


def _certify(session: Session, authority: Authority, *, terminal: str, csr_pem: str, now: int) -> str:
    moment = datetime.fromtimestamp(now / 1000, UTC)
    try:
        certificate = authority.issue_terminal_certificate(csr_pem, terminal, now=moment)
    except CertificateRequestError as error:
        raise InvalidError(str(error), [{"path": "csr_pem", "code": "refused"}]) from error
    pem = certificates.pem_text(certificate)
    session.add(
        Certificate(
            serial=certificates.serial_text(certificate),
            terminal=terminal,
            not_before_ms=int(certificate.not_valid_before_utc.timestamp()) * 1000,
            not_after_ms=int(certificate.not_valid_after_utc.timestamp()) * 1000,
            pem=pem,
        )
    )
    return pem


def _documents_of_place(session: Session, authority: Authority, *, terminal: str, now: int) -> int:
    where = list(places(session, [terminal]).values())
    issuing.issue(session, authority, where=where, revision=issuing.FIRST_REVISION, now=now)
    send_changed_schedules(session, authority, terminals=[terminal], now=now)
    changes.note(session, ChangeKind.TERMINAL, terminal)
    desired = session.get(Desired, terminal)
    return desired.generation if desired else 0


def _installer(code: ConnectionCode) -> Actor:
    # The code carries the right that its maker had when making it, for this one seat.
    return Actor(name=code.created_by, grants=(Grant(role=Role.ENGINEER, scope_kind=ScopeKind.ALL),))
