"""Health for machines: alive, ready, figures."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from control_plane.access import current_actor, database_of
from control_plane.figures import figures
from control_plane.people.actor import Permission
from control_plane.presence.sight import closed_eyes
from control_plane.settings import Settings
from control_plane.timekeeping import now_ms

LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient"})

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def alive() -> PlainTextResponse:
    """The process is alive; nothing else is asked."""
    return PlainTextResponse("alive\n")


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """The database answers and the link to the broker is fresh; 503 with what is wrong otherwise."""
    try:
        with database_of(request).reading() as session:
            wrong = _blind_spots(session, now_ms())
    except SQLAlchemyError:
        wrong = ["the database does not answer"]
    status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
    return JSONResponse({"ready": not wrong, "wrong": wrong}, status)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Figures, to this machine itself or to whoever may see the whole fleet."""
    now = now_ms()
    settings: Settings = request.app.state.settings
    with database_of(request).reading() as session:
        if not _is_this_machine(request):
            current_actor(request, session, now).require(Permission.VIEW)
        return Response(figures(session, settings.authority, now=now), media_type=CONTENT_TYPE_LATEST)


def _blind_spots(session: Session, now: int) -> list[str]:
    return [f"nothing was seen of late by {eye}" for eye in closed_eyes(session, now)]


def _is_this_machine(request: Request) -> bool:
    # Behind a proxy everybody comes from this machine.
    is_direct = "x-forwarded-for" not in request.headers and "forwarded" not in request.headers
    return is_direct and request.client is not None and request.client.host in LOOPBACK
