"""A route that answers with pages: what goes wrong is told as a page too, in the reader's language."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from control_plane.errors import ControlPlaneError, ForbiddenError, NotFoundError, NotSignedInError
from control_plane.web.refusal import Refusal
from control_plane.web.render import render
from control_plane.web.visitor import require_same_origin, visitor
from control_plane.web.wording import Wording


class PageRoute(APIRoute):
    """Checks where a form came from, and turns our errors into pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the route's own handler."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                if request.method == "POST":
                    require_same_origin(request)
                return await handle(request)
            except NotSignedInError:
                return to_login(request)
            except ControlPlaneError as error:
                return await run_in_threadpool(refuse, request, error)

        return answer


def to_login(request: Request) -> Response:
    """Send a stranger to the login, and back afterwards."""
    here = request.url.path if request.method == "GET" else "/queue"
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    target = f"/login?next={quote(here + query, safe='')}"
    if "HX-Request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)


def refuse(request: Request, error: ControlPlaneError) -> Response:
    """The page that says why not."""
    found = visitor(request)
    title, text = _told(error, found.words)
    return render(
        request, "refusal.html", Refusal(title=title, text=text), chrome=found.chrome(""), status=error.status
    )


def _told(error: ControlPlaneError, words: Wording) -> tuple[str, str]:
    if isinstance(error, NotFoundError):
        return words.text("There is no such page"), words.text("It does not exist, or it is not yours to see.")
    if isinstance(error, ForbiddenError):
        return words.text("This is not allowed"), words.text(
            "Your role does not cover it, or the page was open for too long: load it again."
        )
    return words.text("That did not work"), error.detail
