"""Joins the pages to the application."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from control_plane.access import database_of, whole_number
from control_plane.errors import NotFoundError
from control_plane.views import Whole
from control_plane.web.entry.routes import router as entry
from control_plane.web.live import ChangeWatch, stream
from control_plane.web.page_route import PageRoute
from control_plane.web.queue.routes import router as queue
from control_plane.web.render import STATIC
from control_plane.web.repository import where_a_terminal_stands
from control_plane.web.security import SecurityHeaders
from control_plane.web.settings.routes import router as settings
from control_plane.web.terminal.ordering import router as ordering
from control_plane.web.terminal.routes import router as terminal
from control_plane.web.terminal.settling import router as settling
from control_plane.web.visitor import Person, Visitor

router = APIRouter(include_in_schema=False)
nowhere = APIRouter(route_class=PageRoute, include_in_schema=False)


def add_pages(app: FastAPI) -> None:
    """Add every page to an application whose `state` holds `database`, `settings` and `authority`.

    Call it last: what nothing else answers is told as a page.
    """
    app.state.watch = ChangeWatch(app.state.database)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in (entry, queue, terminal, ordering, settling, settings, router, nowhere):
        app.include_router(part)


@router.get("/live")
async def live(request: Request, found: Person, *, after: Whole = 0, terminal: str = "") -> StreamingResponse:
    """Server-sent events: what kind of thing changed; the page then asks for its block again."""
    if terminal:
        await run_in_threadpool(_require_sight, request, found, terminal)
    last = request.headers.get("last-event-id", "")
    events = stream(request.app.state.watch, after=whole_number(last, otherwise=after), terminal=terminal)
    return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _require_sight(request: Request, found: Visitor, terminal: str) -> None:
    """Raise NotFoundError where the reader may not look: even when something happens there is not theirs to know."""
    with database_of(request).reading() as session:
        if where_a_terminal_stands(session, found.actor, terminal) is None:
            raise NotFoundError(f"there is no terminal '{terminal}'")


@nowhere.get("/{path:path}")
def no_such_page(path: str) -> None:
    """An address that leads nowhere."""
    raise NotFoundError(f"there is no page '/{path}'")
