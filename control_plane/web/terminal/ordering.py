"""The forms of a terminal's page by which something is ordered of it, and what it sent up."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from control_plane.access import database_of
from control_plane.errors import InvalidError
from control_plane.orders import service
from control_plane.orders.routes import file_answer
from control_plane.timekeeping import now_ms
from control_plane.web.page_route import PageRoute
from control_plane.web.terminal.orders import CHOICES
from control_plane.web.visitor import Person, require_csrf

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Typed = Annotated[str, Form()]


@router.post("/terminals/{terminal}/orders")
def order(
    request: Request, terminal: str, found: Person, *, csrf: Typed = "", order: Typed = "", reason: Typed = ""
) -> Response:
    """Order what the form names."""
    require_csrf(found, csrf)
    if order not in CHOICES:
        raise InvalidError(found.words.text("There is nothing of this name to be asked for."))
    if not reason.strip():
        raise InvalidError(found.words.text("Say why: it stays in the record."))
    verb, args = CHOICES[order]
    with database_of(request).transaction() as session:
        service.order(session, found.actor, terminal=terminal, verb=verb, args=args, reason=reason, now=now_ms())
    return RedirectResponse(f"/terminals/{terminal}", 303)


@router.post("/terminals/{terminal}/orders/{order_id}/withdraw")
def withdraw(request: Request, terminal: str, order_id: str, found: Person, *, csrf: Typed = "") -> Response:
    """Take back an order that was not sent yet."""
    require_csrf(found, csrf)
    with database_of(request).transaction() as session:
        service.withdraw(session, found.actor, order_id=order_id, now=now_ms())
    return RedirectResponse(f"/terminals/{terminal}", 303)


@router.get("/orders/{order_id}/upload")
def show_upload(request: Request, order_id: str, found: Person) -> FileResponse:
    """What the terminal sent; that somebody looked is recorded."""
    return file_answer(request, found.actor, order_id)
