"""Signing in and out; language and colours."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from control_plane.access import SESSION_COOKIE, database_of
from control_plane.people import service as people
from control_plane.people.service import Refusal
from control_plane.timekeeping import DAY_MS, SECOND_MS, now_ms
from control_plane.web.entry.context import LoginPage
from control_plane.web.page_route import PageRoute
from control_plane.web.render import render
from control_plane.web.visitor import (
    LANGUAGE_COOKIE,
    THEME_COOKIE,
    THEMES,
    Anyone,
    own_path,
    require_csrf,
)
from control_plane.web.wording import OWN_NAMES

YEAR_S = 365 * DAY_MS // SECOND_MS
REFUSALS = {
    Refusal.WRONG: "The login or the password is wrong.",
    Refusal.LOCKED: "Too many wrong tries: wait 15 minutes, or ask the service administrator.",
}

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/")
def front() -> Response:
    """The first page is the queue."""
    return RedirectResponse("/queue", 303)


@router.get("/login")
def show_login(request: Request, found: Anyone, *, next: str = "/queue") -> Response:  # noqa: A002 - the address's own word
    """The login, or the page behind it for those who are in."""
    if found.signed_in is not None:
        return RedirectResponse(own_path(next), 303)
    return render(request, "login.html", LoginPage(login="", next=own_path(next)), chrome=found.chrome(""))


@router.post("/login")
def sign_in(
    request: Request,
    found: Anyone,
    *,
    login: Text = "",
    password: Text = "",
    next: Text = "/queue",  # noqa: A002 - as above
) -> Response:
    """Sign in; a wrong password says no more than that."""
    outcome = people.sign_in(database_of(request), login.strip().lower(), password=password, now=now_ms())
    if isinstance(outcome, Refusal):
        page = LoginPage(login=login, next=own_path(next), refusal=found.words.text(REFUSALS[outcome]))
        return render(request, "login.html", page, chrome=found.chrome(""), status=401)
    answer = RedirectResponse(own_path(next), 303)
    _keep(request, answer, SESSION_COOKIE, outcome[0], seconds=people.SESSION_MS // SECOND_MS)
    return answer


@router.post("/logout")
def sign_out(request: Request, found: Anyone, *, csrf: Text = "") -> Response:
    """Sign out."""
    require_csrf(found, csrf)
    with database_of(request).transaction() as session:
        people.sign_out(session, request.cookies.get(SESSION_COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


@router.post("/preferences")
def prefer(
    request: Request,
    found: Anyone,
    *,
    language: Text = "",
    theme: Annotated[str | None, Form()] = None,
    back: Text = "/queue",
    csrf: Text = "",
) -> Response:
    """Keep a person's language with the account, the colours with the browser."""
    require_csrf(found, csrf)
    answer = RedirectResponse(own_path(back), 303)
    if language in OWN_NAMES:
        _keep(request, answer, LANGUAGE_COOKIE, language, seconds=YEAR_S)
        if found.signed_in is not None:
            with database_of(request).transaction() as session:
                people.set_language(session, found.actor, language=language)
    if theme is not None:
        _keep(request, answer, THEME_COOKIE, theme if theme in THEMES else "", seconds=YEAR_S)
    return answer


def _keep(request: Request, answer: Response, name: str, value: str, *, seconds: int) -> None:
    settings = request.app.state.settings
    secure = settings.secure_cookies or bool(settings.web_certificate)
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure)
