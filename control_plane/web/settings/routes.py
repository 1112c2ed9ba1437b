"""The settings of all terminals, and of one seat; a form that works without JavaScript."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from contract.configuration.validation import Document
from control_plane.access import database_of, whole_number
from control_plane.configuration.service import Edited, replace_layer
from control_plane.errors import CallerError, InvalidError, StaleError
from control_plane.timekeeping import now_ms
from control_plane.web.page_route import PageRoute
from control_plane.web.render import render
from control_plane.web.repository import how_many_are_faulty
from control_plane.web.settings.form import read_form, read_text
from control_plane.web.settings.repository import fleet_layer, seat_layer
from control_plane.web.settings.service import Attempt, LayerView, build_settings
from control_plane.web.visitor import Person, Visitor, require_csrf

AS_TEXT = "text"
Typed = dict[str, str]
LayerOf = Callable[[Session], LayerView]

router = APIRouter(route_class=PageRoute, include_in_schema=False)


async def typed(request: Request) -> Typed:
    """The fields of the form; files are left out."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


Form = Annotated[Typed, Depends(typed)]


@router.get("/settings")
def show_fleet(request: Request, found: Person) -> Response:
    """The settings of all terminals."""
    return _show(request, found, lambda session: fleet_layer(session, found.actor, found.words))


@router.post("/settings")
def save_fleet(request: Request, found: Person, form: Form) -> Response:
    """Save them."""
    return _save(request, found, lambda session: fleet_layer(session, found.actor, found.words), form=form)


@router.get("/terminals/{terminal}/settings")
def show_seat(request: Request, terminal: str, found: Person) -> Response:
    """The settings of the seat where a terminal stands."""
    return _show(request, found, lambda session: seat_layer(session, found.actor, terminal, found.words))


@router.post("/terminals/{terminal}/settings")
def save_seat(request: Request, terminal: str, found: Person, form: Form) -> Response:
    """Save them."""
    return _save(request, found, lambda session: seat_layer(session, found.actor, terminal, found.words), form=form)


def _show(request: Request, found: Visitor, layer_of: LayerOf) -> Response:
    with database_of(request).reading() as session:
        layer = layer_of(session)
    saved = request.query_params.get("saved", "")
    told = found.words.text("Saved as version %(number)s and sent to the terminals.", number=saved)
    attempt = Attempt(saved=told if saved.isdigit() else "")
    return _page(request, found, layer, attempt, status=200)


def _save(request: Request, found: Visitor, layer_of: LayerOf, *, form: Typed) -> Response:
    require_csrf(found, form.get("csrf", ""))
    try:
        with database_of(request).transaction() as session:
            layer = layer_of(session)
            edited = _edit(request, found, session, layer=layer, form=form)
    except (InvalidError, StaleError) as error:
        with database_of(request).reading() as session:
            layer = layer_of(session)
        seen = _revision_seen(form) if isinstance(error, StaleError) else None
        attempt = Attempt(typed=form, refusal=_refusal(error, found), problems=error.problems, seen=seen)
        return _page(request, found, layer, attempt, status=error.status)
    saved = f"{layer.action}?saved={edited.revision}" if layer.back == "/queue" else layer.back
    return RedirectResponse(saved, 303)


def _edit(request: Request, found: Visitor, session: Session, *, layer: LayerView, form: Typed) -> Edited:
    document: Document = read_text(form.get("document", "")) if form.get("as") == AS_TEXT else read_form(form)
    kind, key = layer.name
    return replace_layer(
        session,
        found.actor,
        authority=request.app.state.authority,
        kind=kind,
        key=key,
        document=document,
        reason=form.get("reason", ""),
        expected_revision=_revision_seen(form),
        now=now_ms(),
    )


def _revision_seen(form: Typed) -> int:
    return whole_number(form.get("if_match", ""), otherwise=-1)


def _refusal(error: CallerError, found: Visitor) -> str:
    words = found.words
    if isinstance(error, StaleError):
        return words.text("Somebody else changed these settings in the meantime: look at them again before saving.")
    if not error.problems:
        return error.detail
    return words.plural(
        "Nothing was saved: %(count)s value is wrong",
        "Nothing was saved: %(count)s values are wrong",
        len(error.problems),
    )


def _page(request: Request, found: Visitor, layer: LayerView, attempt: Attempt, *, status: int) -> Response:
    with database_of(request).reading() as session:
        faults = how_many_are_faulty(session, found.actor)
    as_text = AS_TEXT in {request.query_params.get("as"), attempt.typed.get("as")}
    page = build_settings(layer, attempt, as_text=as_text, words=found.words)
    return render(request, "settings.html", page, chrome=found.chrome(layer.name[0], faults=faults), status=status)
