"""One terminal's page."""

from fastapi import APIRouter, Request, Response

from control_plane.access import database_of
from control_plane.timekeeping import now_ms
from control_plane.web.page_route import PageRoute
from control_plane.web.render import render
from control_plane.web.repository import how_many_are_faulty
from control_plane.web.terminal.repository import what_is_known_of
from control_plane.web.terminal.service import build_terminal
from control_plane.web.visitor import Person

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/terminals/{terminal}")
def show_terminal(request: Request, terminal: str, found: Person) -> Response:
    """Each check with verdict, evidence, rule and age; settings; history."""
    with database_of(request).reading() as session:
        known = what_is_known_of(session, found.actor, terminal, now=now_ms())
        faults = how_many_are_faulty(session, found.actor)
    page = build_terminal(known, found.words)
    chrome = found.chrome("terminal", faults=faults, live=f"/live?terminal={known.standing.terminal}")
    return render(request, "terminal.html", page, chrome=chrome)
