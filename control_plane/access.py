"""What a route is handed: a session in one transaction, and who asks."""

import hmac
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from sqlalchemy.orm import Session

from control_plane.authority.service import Authority
from control_plane.database import Database
from control_plane.errors import ForbiddenError, NotSignedInError
from control_plane.paging import LARGEST, USUAL, Paging
from control_plane.people import service as people
from control_plane.people.actor import Actor
from control_plane.timekeeping import now_ms

SESSION_COOKIE = "beket_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD"})

LONGEST_NUMBER = 15
"""Digits; with more a number may be beyond 2^53."""

_BEARER = "Bearer "


def database_of(request: Request) -> Database:
    """The application's database."""
    found: Database = request.app.state.database
    return found


def authority_of(request: Request) -> Authority:
    """The application's authority."""
    found: Authority = request.app.state.authority
    return found


def open_session(request: Request) -> Iterator[Session]:
    """One snapshot for a question, one transaction for anything else, ended before the answer leaves."""
    database = database_of(request)
    with database.reading() if request.method in SAFE_METHODS else database.transaction() as session:
        yield session


Db = Annotated[Session, Depends(open_session, scope="function")]
Signer = Annotated[Authority, Depends(authority_of)]
Now = Annotated[int, Depends(now_ms)]


def current_actor(request: Request, session: Db, now: Now) -> Actor:
    """Who asks, by a program's bearer token or a browser's cookie.

    Raises NotSignedInError, or ForbiddenError when a browser's change lacks its session's CSRF header.
    """
    header = request.headers.get("authorization", "")
    if header.startswith(_BEARER):
        actor = people.actor_of_token(session, header.removeprefix(_BEARER).strip(), now=now)
        if actor is None:
            raise NotSignedInError("the token is unknown or has run out")
        return actor
    signed_in = people.signed_in_by_cookie(session, request.cookies.get(SESSION_COOKIE, ""), now=now)
    if signed_in is None:
        raise NotSignedInError("sign in, or send a bearer token")
    if request.method not in SAFE_METHODS and not _is_own(request, signed_in.csrf):
        raise ForbiddenError(f"the header {CSRF_HEADER} is missing or of another session")
    return signed_in.actor


def paging(
    *, after: Annotated[str | None, Query()] = None, limit: Annotated[int, Query(ge=1, le=LARGEST)] = USUAL
) -> Paging:
    """Which page of a list is asked for."""
    return Paging(after=after, limit=limit)


def expected_revision(if_match: Annotated[str, Header(description='the revision seen, as in `"3"`')]) -> int:
    """The revision that the caller has seen; one that no layer has when the header makes no sense."""
    return whole_number(if_match.strip().removeprefix("W/").strip('"'), otherwise=-1)


def whole_number(text: str, *, otherwise: int) -> int:
    """The number that a stranger's text is, if it is one that a database holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else otherwise


Who = Annotated[Actor, Depends(current_actor)]
Pages = Annotated[Paging, Depends(paging)]
IfMatch = Annotated[int, Depends(expected_revision)]


def _is_own(request: Request, csrf: str) -> bool:
    return hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), csrf.encode())
