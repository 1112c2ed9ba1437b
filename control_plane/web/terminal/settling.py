"""The form of a terminal's page by which a person closes what an employee reported."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from control_plane.access import database_of
from control_plane.observed.service import close_problem
from control_plane.timekeeping import now_ms
from control_plane.web.page_route import PageRoute
from control_plane.web.visitor import Person, require_csrf

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Typed = Annotated[str, Form(max_length=1000)]


@router.post("/terminals/{terminal}/problems/{problem}/close")
def settle(
    request: Request,
    terminal: str,
    problem: str,
    found: Person,
    *,
    csrf: Typed = "",
    what: Annotated[str, Form(alias="found", max_length=1000)] = "",
) -> Response:
    """Close it; what it was stays in the record."""
    require_csrf(found, csrf)
    with database_of(request).transaction() as session:
        close_problem(session, found.actor, terminal=terminal, problem_id=problem, found=what.strip(), now=now_ms())
    return RedirectResponse(f"/terminals/{terminal}", 303)
