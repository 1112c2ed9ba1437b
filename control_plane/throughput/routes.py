"""The measurement of a line by `/api/v1/throughput`."""

import os
from typing import Annotated

from fastapi import APIRouter, Body, Header, Query, Request, Response
from pydantic import Field

from control_plane.access import database_of
from control_plane.throughput import service
from control_plane.timekeeping import now_ms
from control_plane.views import View

router = APIRouter(tags=["throughput"])

Right = Annotated[str, Header(description="`Terminal ID:SHA-256 of its certificate`")]


class TakenView(View):
    octets: int = Field(description="how many came; they are thrown away")


@router.get("/throughput", response_class=Response)
def fetch(
    request: Request, octets: Annotated[int, Query(ge=0, le=service.LARGEST)], authorization: Right = ""
) -> Response:
    """So many octets that nothing on the way can make smaller."""
    _let_in(request, authorization)
    return Response(os.urandom(octets), media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


@router.post("/throughput")
def take(
    request: Request,
    body: Annotated[bytes, Body(media_type="application/octet-stream")] = b"",
    authorization: Right = "",
) -> TakenView:
    """Take octets, as a measure of the way up."""
    _let_in(request, authorization)
    return TakenView(octets=len(body))


def _let_in(request: Request, authorization: str) -> None:
    now, gate = now_ms(), request.app.state.gate
    with database_of(request).reading() as session:
        terminal = service.require_terminal(session, authorization, now=now)
    gate.pass_through(terminal, now)
