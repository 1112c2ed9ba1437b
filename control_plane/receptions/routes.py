"""Receptions by `/api/v1`; nothing about a citizen is taken."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import select

from control_plane.access import Db, Now, Pages, Signer, Who
from control_plane.receptions import repository, service
from control_plane.receptions.models import Addressee
from control_plane.receptions.states import ReceptionState
from control_plane.timekeeping import DAY_MS
from control_plane.views import Asked, PageView, View, Whole

AHEAD_MS = 14 * DAY_MS

router = APIRouter(tags=["receptions"])

Moment = Annotated[Whole, Field(description="milliseconds since 1970 UTC")]


class ReceptionView(View):
    id: str
    seat_id: str
    addressee_id: str | None
    starts_ms: int
    ends_ms: int
    state: ReceptionState


class NewReception(Asked):
    seat_id: str
    addressee_id: str | None = None
    starts_ms: Moment
    ends_ms: Moment


class NewState(Asked):
    state: ReceptionState


class AddresseeView(View):
    id: str
    name_kk: str
    name_ru: str
    name_en: str


class NewAddressee(Asked):
    id: str = Field(pattern="^[a-z0-9][a-z0-9-]{0,63}$")
    name_kk: str = Field(min_length=1, max_length=200)
    name_ru: str = Field(min_length=1, max_length=200)
    name_en: str = Field(min_length=1, max_length=200)


@router.get("/receptions")
def list_receptions(
    session: Db,
    who: Who,
    pages: Pages,
    now: Now,
    *,
    seat: Annotated[str | None, Query()] = None,
    from_ms: Annotated[Whole | None, Query()] = None,
    until_ms: Annotated[Whole | None, Query()] = None,
) -> PageView[ReceptionView]:
    """The receptions of the coming fourteen days, or of the time between."""
    start = now if from_ms is None else from_ms
    end = start + AHEAD_MS if until_ms is None else until_ms
    page = repository.page_of_receptions(session, who, seat=seat, from_ms=start, until_ms=end, paging=pages)
    return PageView(items=[ReceptionView.model_validate(row) for row in page.items], after=page.after)


@router.post("/receptions", status_code=201)
def book(session: Db, who: Who, authority: Signer, now: Now, *, asked: NewReception) -> ReceptionView:
    """Book a session at a seat; its terminal is told."""
    reception = service.book(
        session,
        who,
        authority=authority,
        seat_id=asked.seat_id,
        starts_ms=asked.starts_ms,
        ends_ms=asked.ends_ms,
        addressee_id=asked.addressee_id,
        now=now,
    )
    return ReceptionView.model_validate(reception)


@router.put("/receptions/{reception_id}/state")
def move(session: Db, who: Who, authority: Signer, now: Now, *, reception_id: str, asked: NewState) -> ReceptionView:
    """Cancel a reception, or say how it went."""
    reception = service.move(session, who, authority=authority, reception_id=reception_id, target=asked.state, now=now)
    return ReceptionView.model_validate(reception)


@router.get("/addressees")
def list_addressees(session: Db, _who: Who) -> list[AddresseeView]:
    """Whom citizens talk to."""
    return [AddresseeView.model_validate(row) for row in session.scalars(select(Addressee).order_by(Addressee.id))]


@router.post("/addressees", status_code=201)
def create_addressee(session: Db, who: Who, asked: NewAddressee) -> AddresseeView:
    """Another public reception or office; never a citizen."""
    names = {"kk": asked.name_kk, "ru": asked.name_ru, "en": asked.name_en}
    return AddresseeView.model_validate(service.create_addressee(session, who, addressee_id=asked.id, names=names))
