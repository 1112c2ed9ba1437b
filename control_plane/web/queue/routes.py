"""The queue."""

from fastapi import APIRouter, Request, Response

from control_plane.access import database_of
from control_plane.timekeeping import now_ms
from control_plane.web.page_route import PageRoute
from control_plane.web.queue.address import read_address
from control_plane.web.queue.repository import what_the_queue_shows
from control_plane.web.queue.service import build_queue
from control_plane.web.render import render
from control_plane.web.visitor import Person

MOST_KEPT = 500

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/queue")
def show_queue(request: Request, found: Person, *, keep: str = "") -> Response:
    """The faulty list; `keep` names the rows that must not move."""
    with database_of(request).reading() as session:
        seen = what_the_queue_shows(session, found.actor, now=now_ms())
    kept = tuple(part for part in keep.split(",")[:MOST_KEPT] if part)
    page = build_queue(seen, read_address(dict(request.query_params)), kept, words=found.words)
    chrome = found.chrome("queue", faults=len(seen.faulty()), live="/live")
    return render(request, "queue.html", page, chrome=chrome)
