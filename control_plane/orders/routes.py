"""Orders by `/api/v1`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse
from pydantic import Field

from contract.orders import Verb
from control_plane.access import Db, Now, Pages, Who, database_of
from control_plane.orders import repository, service, uploads
from control_plane.orders.models import Order, OrderStep, Upload
from control_plane.orders.states import OrderState, UploadState
from control_plane.timekeeping import SECOND_MS
from control_plane.views import Asked, PageView, View, Whole

router = APIRouter(tags=["orders"])

FILE_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class StepView(View):
    state: OrderState
    step: str
    why: str
    detail: str
    progress: int | None
    at_ms: int


class UploadView(View):
    state: UploadState
    media_type: str
    size: int
    until_ms: int = Field(description="when it is deleted")


class OrderView(View):
    id: str
    terminal: str
    verb: str
    args: dict[str, str]
    author: str
    reason: str
    created_ms: int
    wait_until_ms: int
    state: OrderState
    state_ms: int
    deadline_ms: int | None
    steps: tuple[StepView, ...] = ()
    upload: UploadView | None = None


class NewOrder(Asked):
    terminal: str
    verb: Verb
    args: dict[str, str] = Field(default={}, description="by the verb; an address for uploads is made by the centre")
    reason: str = Field(max_length=1000, description="why; whoever is asked on the terminal may know it")
    wait_s: Whole = Field(
        default=service.USUAL_WAIT_MS // SECOND_MS, description="how long it waits for the terminal to be online"
    )


@router.get("/orders")
def list_orders(
    session: Db, who: Who, pages: Pages, *, terminal: Annotated[str | None, Query()] = None
) -> PageView[OrderView]:
    """The orders of the terminals in sight, or of one, the earliest first."""
    page = repository.page_of_orders(session, who, terminal=terminal, paging=pages)
    named = [order.id for order in page.items]
    steps, put = repository.steps_of(session, named), repository.uploads_of(session, named)
    items = [_view(order, steps.get(order.id, ()), put.get(order.id)) for order in page.items]
    return PageView(items=items, after=page.after)


@router.post("/orders", status_code=201)
def create_order(session: Db, who: Who, now: Now, asked: NewOrder) -> OrderView:
    """Order something of a terminal; it is sent when the terminal is online."""
    made = service.order(
        session,
        who,
        terminal=asked.terminal,
        verb=asked.verb,
        args=asked.args,
        reason=asked.reason,
        wait_ms=asked.wait_s * SECOND_MS,
        now=now,
    )
    return _view(made, (), None)


@router.get("/orders/{order_id}")
def show_order(session: Db, who: Who, order_id: str) -> OrderView:
    """One order, with every step that the terminal told."""
    found = service.visible(session, who, order_id)
    return _whole(session, found)


@router.post("/orders/{order_id}/withdraw")
def withdraw(session: Db, who: Who, now: Now, order_id: str) -> OrderView:
    """Take back an order that was not sent yet."""
    return _whole(session, service.withdraw(session, who, order_id=order_id, now=now))


@router.get("/orders/{order_id}/upload", response_class=FileResponse)
def show_upload(request: Request, who: Who, order_id: str) -> FileResponse:
    """What the terminal put; that somebody looked at it is recorded."""
    return file_answer(request, who, order_id)


def file_answer(request: Request, who: Who, order_id: str) -> FileResponse:
    """The kept file as an answer of its own."""
    with database_of(request).transaction() as session:
        upload = uploads.show(session, who, order_id=order_id)
        media_type = upload.media_type
    folder: Path = request.app.state.settings.uploads
    name = None if media_type.startswith("image/") else f"{order_id}.log.gz"
    return FileResponse(uploads.file_of(folder, order_id), media_type=media_type, filename=name, headers=FILE_HEADERS)


def _whole(session: Db, order: Order) -> OrderView:
    steps, put = repository.steps_of(session, [order.id]), repository.uploads_of(session, [order.id])
    return _view(order, steps.get(order.id, ()), put.get(order.id))


def _view(order: Order, steps: Sequence[OrderStep], upload: Upload | None) -> OrderView:
    view = OrderView.model_validate(order)
    view.steps = tuple(StepView.model_validate(step) for step in steps)
    view.upload = UploadView.model_validate(upload) if upload else None
    return view
