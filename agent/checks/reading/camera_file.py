"""Watches a video or a picture out of a file; only numbers come out, as of a camera."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from agent.checks.clip import LONGEST_S, Clip, ClipError, Unreadable
from agent.checks.descriptor import Request
from agent.measure.picture import picture_numbers, watch
from agent.measure.reference import BareViewError, Reference, reference_of
from contract.judgement.camera import PictureNumbers
from hardware.camera.capture import CameraError, Frame, OpenedVideo

_USUAL_FPS, _MOST_FPS = 25.0, 240.0


def read(request: Request) -> PictureNumbers:
    """Return the numbers of the clip, against the reference's view where there is one."""
    clip = msgspec.json.decode(request.argument, type=Clip)
    try:
        reference = _reference(Path(clip.reference)) if clip.reference else None
        video = _open(Path(clip.file))
        numbers = picture_numbers(watch(_frames(video)), reference=reference)
    except ClipError as error:
        return PictureNumbers(device=clip.file, error=error.why)
    if numbers.frames == 0:
        return PictureNumbers(device=clip.file, error=Unreadable.EMPTY)
    return replace(numbers, device=clip.file, negotiated_fps=_pace(video) if numbers.frames > 1 else 0.0)


def _reference(file: Path) -> Reference:
    try:
        return reference_of(watch(_frames(_open(file))).views)
    except BareViewError as error:
        raise ClipError(Unreadable.BARE) from error


def _open(file: Path) -> OpenedVideo:
    if not file.is_file():
        raise ClipError(Unreadable.NO_FILE)
    try:
        return OpenedVideo(file)
    except CameraError as error:
        raise ClipError(Unreadable.NO_VIDEO) from error


def _frames(video: OpenedVideo) -> Iterator[tuple[float, Frame | None]]:
    fps = _pace(video)
    for number in range(1, round(LONGEST_S * fps) + 1):
        frame = video.read()
        if frame is None:
            break
        yield number / fps, frame
    video.close()


def _pace(video: OpenedVideo) -> float:
    """Return the frames a second that the file claims; the usual for a picture, or for a claim that cannot be."""
    return video.fps if 0 < video.fps <= _MOST_FPS else _USUAL_FPS
