"""Takes one picture for the helpdesk and makes it as coarse as its question allows, before anybody else has it."""

import time
from pathlib import Path

from msgspec import Struct

from agent.checks.descriptor import Request
from agent.checks.reading.camera_picture import (
    find_camera,
    holders_of_camera,
    is_watched_by_us,
    open_as_profiled,
)
from agent.measure.coarse import mosaic, whole
from contract.orders import Question
from hardware.camera.capture import CameraError, Frame, Pictures
from hardware.camera.discovery import Camera

FIELDS = {Question.LIGHT: (16, 12), Question.VIEW: (32, 24)}
"""Columns and rows of the mosaic: in neither can a face be told."""
MOST_BYTES = 400 << 10
_SETTLE_S = 1.5
"""So long a camera looks for its brightness."""
_WAIT_S = 5.0
_OWN_LOOK_S = 20.0
"""So long a look of our own is waited for: it ends by itself."""
_PAUSE_S = 0.2


class Snapshot(Struct, frozen=True, kw_only=True):
    """The picture, or why there is none."""

    problem: str = ""
    image: bytes = b""
    media_type: str = ""
    told: str = ""
    """What of it leaves the branch, for the ledger."""


def read(request: Request) -> Snapshot:
    """Return the picture; a camera that somebody else holds is not opened."""
    camera = find_camera(request)
    if camera is None:
        return Snapshot(problem="the camera is not there")
    if holders := _holders_after_our_own(camera, proc=Path(request.terminal.root) / "proc"):
        return Snapshot(problem=f"the camera is in use by {', '.join(holders)}")
    try:
        pictures = open_as_profiled(camera, request)
    except CameraError as error:
        return Snapshot(problem=str(error))
    frame = _settled(pictures)
    pictures.close()
    if frame is None:
        return Snapshot(problem="the camera gives no picture")
    question = Question(request.argument)
    return _whole(frame) if question is Question.PICTURE else _mosaic(frame, question)


def _holders_after_our_own(camera: Camera, *, proc: Path) -> tuple[str, ...]:
    until = time.monotonic() + _OWN_LOOK_S
    while holders := holders_of_camera(camera, proc=proc):
        if time.monotonic() > until or not is_watched_by_us(camera, proc=proc):
            break
        time.sleep(_PAUSE_S)
    return holders


def _settled(pictures: Pictures) -> Frame | None:
    began, last = time.monotonic(), None
    while (passed := time.monotonic() - began) < _WAIT_S and (last is None or passed < _SETTLE_S):
        frame = pictures.read()
        last = last if frame is None else frame
    return last


def _mosaic(frame: Frame, question: Question) -> Snapshot:
    columns, rows = FIELDS[question]
    image = mosaic(frame, columns=columns, rows=rows)
    return Snapshot(image=image, media_type="image/png", told=f"{columns} × {rows}")


def _whole(frame: Frame) -> Snapshot:
    image, width, height = whole(frame, most_bytes=MOST_BYTES)
    return Snapshot(image=image, media_type="image/jpeg", told=f"{width} × {height}")
