"""`PUT /up/{token}`: streamed to disk, cut off at its size. Who has the token is who may."""

import asyncio
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from control_plane.access import database_of
from control_plane.errors import CallerError
from control_plane.orders import uploads
from control_plane.orders.uploads import Turn
from control_plane.timekeeping import now_ms

router = APIRouter(include_in_schema=False)
BEGINNING = 16
LONGEST_S = 240.0
"""The largest by 40 kbit/s; who sends more slowly sends for nothing."""


class TooLargeError(CallerError):
    """More than was asked for."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too_large"


@router.put(uploads.PREFIX + "/{token}", status_code=201)
async def receive(request: Request, token: str) -> Response:
    """Take what a terminal was ordered to send."""
    turn = await run_in_threadpool(_begin, request, token)
    part, is_final = _folder(request) / f"{turn.order_id}.part", False
    try:
        async with asyncio.timeout(LONGEST_S):
            beginning, size = await _write(request, part, largest=turn.largest)
        await run_in_threadpool(_finish, request, turn, part, beginning=beginning, size=size)
    except (CallerError, HTTPException):  # the latter: far more than any upload may bring
        is_final = True
        raise
    except (ClientDisconnect, TimeoutError):
        return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)
    finally:
        # What was kept has another name by now.
        await run_in_threadpool(_give_up_if_there, request, turn, part, is_final=is_final)
    return Response(status_code=201)


async def _write(request: Request, part: Path, *, largest: int) -> tuple[bytes, int]:
    beginning, size = b"", 0
    with await run_in_threadpool(part.open, "wb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > largest:
                raise TooLargeError(f"an upload may bring {largest} bytes at most")
            if len(beginning) < BEGINNING:
                beginning += chunk[:BEGINNING]
            await run_in_threadpool(file.write, chunk)
    return beginning, size


def _begin(request: Request, token: str) -> Turn:
    database = database_of(request)
    # A stranger's guess costs no write.
    with database.reading() as session:
        uploads.require_awaited(session, token, now=now_ms())
    with database.transaction() as session:
        turn = uploads.begin(session, token, now=now_ms())
    _folder(request).mkdir(mode=0o700, exist_ok=True)
    return turn


def _finish(request: Request, turn: Turn, part: Path, *, beginning: bytes, size: int) -> None:
    with database_of(request).transaction() as session:
        uploads.finish(session, turn, beginning, size=size, now=now_ms())
        part.replace(uploads.file_of(_folder(request), turn.order_id))


def _give_up_if_there(request: Request, turn: Turn, part: Path, *, is_final: bool) -> None:
    if part.exists():
        part.unlink()
        with database_of(request).transaction() as session:
            uploads.give_up(session, turn, is_final=is_final)


def _folder(request: Request) -> Path:
    found: Path = request.app.state.settings.uploads
    return found
