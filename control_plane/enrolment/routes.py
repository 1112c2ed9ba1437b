"""Enrolment and the life cycle by `/api/v1`."""

from fastapi import APIRouter, Request
from pydantic import Field

from contract.configuration.link import Transport
from contract.signatures import to_text
from control_plane.access import Db, Now, Signer, Who, authority_of, database_of
from control_plane.enrolment import service
from control_plane.enrolment.service import Enrolled, EnrolmentRefusedError
from control_plane.errors import InvalidError
from control_plane.fleet.states import LifeCycle
from control_plane.privacy import refuse_personal_number
from control_plane.settings import Settings
from control_plane.timekeeping import now_ms
from control_plane.views import Asked, View

LARGEST_REQUEST = 8 * 1024

router = APIRouter(tags=["enrolment"])


class NewCode(Asked):
    seat: str


class CodeView(View):
    code: str = Field(description="shown this once; type it on the terminal")
    seat: str
    expires_ms: int


class NewEnrolment(Asked):
    code: str = Field(min_length=1, max_length=40)
    csr_pem: str = Field(min_length=1, max_length=LARGEST_REQUEST, description="its subject is ignored")
    model: str = Field(pattern="^[a-z0-9][a-z0-9._-]{0,63}$")
    inventory: dict[str, object] | list[object] | None = Field(None, description="read from `up/inventory` later")


class BrokerView(View):
    host: str
    port: int
    transport: Transport = Transport.TLS


class EnrolledView(View):
    terminal: str
    certificate_pem: str
    authority_pem: str
    root_public_key: str = Field(description="Ed25519, 32 bytes as unpadded URL-safe base64")
    brokers: list[BrokerView]
    generation_floor: int


class CertificateView(View):
    serial: str
    not_before_ms: int
    not_after_ms: int
    revoked_ms: int | None


class NewLifeCycle(Asked):
    life_cycle: LifeCycle


class NewPlace(Asked):
    seat: str


@router.post("/connection-codes", status_code=201)
def create_code(session: Db, who: Who, now: Now, asked: NewCode) -> CodeView:
    """A code that connects one device at one seat; good once, for a week."""
    code, row = service.create_code(session, who, seat_id=asked.seat, now=now)
    return CodeView(code=code, seat=row.seat_id, expires_ms=row.expires_ms)


@router.post("/enrolments", status_code=201)
def enrol(request: Request, asked: NewEnrolment) -> EnrolledView:
    """Become a terminal: the code is the right to."""
    database, authority, now = database_of(request), authority_of(request), now_ms()
    address = request.client.host if request.client else ""
    refuse_personal_number("model", asked.model)
    with database.reading() as session:
        service.require_patience(session, address, now=now)
    try:
        with database.transaction() as session:
            enrolled = service.enrol(
                session, authority, code=asked.code, csr_pem=asked.csr_pem, model=asked.model, now=now
            )
    except (EnrolmentRefusedError, InvalidError):
        with database.transaction() as session:
            service.record_refusal(session, address, now=now)
        raise
    return _enrolled(request, enrolled)


@router.get("/terminals/{terminal_id}/certificates")
def list_certificates(session: Db, who: Who, terminal_id: str) -> list[CertificateView]:
    """The certificates of a terminal, the newest first."""
    rows = service.certificates_of(session, who, terminal_id=terminal_id)
    return [CertificateView.model_validate(row) for row in rows]


@router.put("/terminals/{terminal_id}/life-cycle", status_code=204)
def set_life_cycle(session: Db, who: Who, now: Now, *, terminal_id: str, asked: NewLifeCycle) -> None:
    """Begin or end works on a terminal, or take it out of service for good."""
    service.set_life_cycle(session, who, terminal_id=terminal_id, target=asked.life_cycle, now=now)


@router.put("/terminals/{terminal_id}/place", status_code=204)
def place(session: Db, who: Who, authority: Signer, now: Now, *, terminal_id: str, asked: NewPlace) -> None:
    """Record that a terminal stands at another seat now."""
    service.place_terminal(session, who, authority=authority, terminal_id=terminal_id, seat_id=asked.seat, now=now)


def _enrolled(request: Request, enrolled: Enrolled) -> EnrolledView:
    authority, settings = authority_of(request), _settings_of(request)
    brokers = [BrokerView(host=name, port=settings.broker_port) for name in settings.broker_names]
    if port := settings.broker_websocket_port:
        brokers += [BrokerView(host=name, port=port, transport=Transport.WEBSOCKET) for name in settings.broker_names]
    return EnrolledView(
        terminal=enrolled.terminal,
        certificate_pem=enrolled.certificate_pem,
        authority_pem=authority.certificate_pem,
        root_public_key=to_text(authority.root_public_key),
        brokers=brokers,
        generation_floor=enrolled.generation,
    )


def _settings_of(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found
