"""Who asks for a page: the signed-in person, their language and colours."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from msgspec import Struct

from control_plane.access import SESSION_COOKIE, database_of
from control_plane.changes import repository as changes
from control_plane.errors import ForbiddenError, NotSignedInError
from control_plane.people import service as people
from control_plane.people.actor import Actor, Permission
from control_plane.people.service import SignedIn
from control_plane.timekeeping import now_ms
from control_plane.web.chrome import Chrome
from control_plane.web.wording import OWN_NAMES, Wording, preferred, wording

LANGUAGE_COOKIE = "beket_language"
THEME_COOKIE = "beket_theme"
THEMES = ("light", "dark")
HERE_LONGEST = 500


class Visitor(Struct, frozen=True, kw_only=True):
    """Somebody at a browser. `latest_change` is the newest change that their page can already show."""

    language: str
    theme: str
    here: str
    signed_in: SignedIn | None = None
    latest_change: int = 0

    @property
    def actor(self) -> Actor:
        """Who acts; raises NotSignedInError for a stranger."""
        if self.signed_in is None:
            raise NotSignedInError("nobody is signed in")
        return self.signed_in.actor

    @property
    def words(self) -> Wording:
        """The wording of their language."""
        return wording(self.language)

    def chrome(self, section: str, *, faults: int = 0, live: str = "") -> Chrome:
        """The frame around a page of theirs."""
        signed = self.signed_in
        return Chrome(
            language=self.language,
            theme=self.theme,
            section=section,
            person=signed.actor.display_name or signed.actor.name if signed else "",
            csrf=signed.csrf if signed else "",
            faults=self.words.number(faults) if faults else "",
            may_configure=bool(signed and signed.actor.may(Permission.CONFIGURE)),
            may_work=bool(signed and signed.actor.may(Permission.WORK)),
            here=self.here,
            live=live and f"{live}{'&' if '?' in live else '?'}after={self.latest_change}",
        )


def visitor(request: Request) -> Visitor:
    """Whoever asks, signed in or not."""
    token = request.cookies.get(SESSION_COOKIE, "")
    with database_of(request).reading() as session:
        signed = people.signed_in_by_cookie(session, token, now=now_ms()) if token else None
        latest = changes.latest_id(session) if signed else 0
    return Visitor(
        language=signed.actor.language if signed else _language(request),
        theme=request.cookies.get(THEME_COOKIE, "") if request.cookies.get(THEME_COOKIE) in THEMES else "",
        here=_here(request),
        signed_in=signed,
        latest_change=latest,
    )


def person(found: Annotated[Visitor, Depends(visitor)]) -> Visitor:
    """Somebody who is signed in; raises NotSignedInError otherwise."""
    if found.signed_in is None:
        raise NotSignedInError("nobody is signed in")
    return found


Anyone = Annotated[Visitor, Depends(visitor)]
Person = Annotated[Visitor, Depends(person)]


def require_csrf(found: Visitor, csrf: str) -> None:
    """Raise ForbiddenError unless the form came from a page of this very session."""
    if found.signed_in is not None and csrf != found.signed_in.csrf:
        raise ForbiddenError("the form is of another session: load the page again")


def require_same_origin(request: Request) -> None:
    """Raise ForbiddenError for a form that another site sent; browsers say so in two headers."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForbiddenError("the form came from another site")
    origin = request.headers.get("origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForbiddenError("the form came from another site")


def own_path(path: str) -> str:
    """The path, if it leads to a page of ours; the queue otherwise."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if is_ours and len(path) <= HERE_LONGEST else "/queue"


def _here(request: Request) -> str:
    query = "&".join(part for part in request.url.query.split("&") if part and not part.startswith(("keep=", "lang=")))
    return f"{request.url.path}?{query}" if query else request.url.path


def _language(request: Request) -> str:
    for code in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if code in OWN_NAMES:
            return str(code)
    return preferred(request.headers.get("accept-language", ""))
