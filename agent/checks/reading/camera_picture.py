"""Watches the camera's picture once, for every check that needs it: the frames, their times, and the view."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from agent.checks.descriptor import Request
from agent.checks.reference import load_reference
from agent.measure import edges, frames
from contract.judgement.camera import PictureNumbers
from hardware.camera.capture import CameraError, Frame, Pictures
from hardware.camera.discovery import Camera, find_cameras
from hardware.camera.opening import open_camera
from hardware.camera.v4l2 import is_busy
from hardware.holders import holders_of
from hardware.profile import load_profile

_VIEW_EVERY_S = 0.5
_PROBE = b"agent.checks.probe"


class AnotherLookError(Exception):
    """A look of our own has the camera open: nobody else uses it, and this look says nothing of it."""


@dataclass(slots=True)
class Watched:
    """What was seen: the time of each frame, whether it repeated the one before, and a view now and then."""

    times_s: list[float] = field(default_factory=list)
    repeated: list[bool] = field(default_factory=list)
    views: list[frames.Gray] = field(default_factory=list)
    lasted_s: float = 0.0
    gave_up: bool = False


def read(request: Request) -> PictureNumbers:
    """Return the numbers of a stretch of picture; a camera that someone else holds is not opened."""
    camera = find_camera(request)
    if camera is None:
        return PictureNumbers(device=None)
    proc = Path(request.terminal.root) / "proc"
    holders = holders_of_camera(camera, proc=proc)
    if holders and _is_watched_by_us(camera, proc=proc):
        raise AnotherLookError(f"another look of this terminal watches {camera.name} just now")
    if holders:
        return PictureNumbers(device=camera.name, holders=holders)
    rules = request.configuration.camera
    try:
        pictures = open_camera(camera)
    except CameraError as error:
        return PictureNumbers(device=camera.name, error=str(error))
    watched = watch(pictures, seconds=rules.watch_s, give_up_s=rules.no_frames_s)
    pictures.close()
    if watched.gave_up and find_camera(request) is None:
        return PictureNumbers(device=None)  # pulled out meanwhile: its presence says so
    return _numbers(camera, pictures, watched, state=Path(request.terminal.state))


def find_camera(request: Request) -> Camera | None:
    """Return the camera that the profile names, or None when it is not there."""
    part = load_profile(request.terminal.profile).camera
    devices = Path(request.terminal.devices) if request.terminal.devices else None
    cameras = find_cameras(sys=Path(request.terminal.root) / "sys", devices=devices)
    return next(
        (each for each in cameras if part and part.accepts(usb=each.usb, virtual=each.virtual, name=each.name)), None
    )


def holders_of_camera(camera: Camera, *, proc: Path) -> tuple[str, ...]:
    """Return who uses the camera; one whose name this user may not know is "?"."""
    holders = tuple(holder.name for holder in holders_of(Path(camera.node), proc=proc))
    return holders or (("?",) if is_busy(Path(camera.node)) else ())


def _is_watched_by_us(camera: Camera, *, proc: Path) -> bool:
    try:
        commands = [
            (proc / str(each.pid) / "cmdline").read_bytes() for each in holders_of(Path(camera.node), proc=proc)
        ]
    except OSError:  # it ended while we looked
        return False
    return any(_PROBE in command for command in commands)


def watch(pictures: Pictures, *, seconds: float, give_up_s: float) -> Watched:
    """Read frames for `seconds`, or until none came for `give_up_s`."""
    seen = Watched()
    previous: Frame | None = None
    began = time.monotonic()
    last_s = 0.0
    while seen.lasted_s < seconds or (not seen.times_s and seen.lasted_s < give_up_s):
        frame = pictures.read()
        seen.lasted_s = time.monotonic() - began
        if frame is not None:
            last_s = seen.lasted_s
            _note(seen, frame, previous)
            previous = frame
        elif seen.lasted_s - last_s >= give_up_s:
            seen.gave_up = True
            break
    return seen


def _note(seen: Watched, frame: Frame, previous: Frame | None) -> None:
    seen.times_s.append(seen.lasted_s)
    seen.repeated.append(frames.is_repeated(frame, previous))
    if len(seen.views) * _VIEW_EVERY_S <= seen.lasted_s:
        seen.views.append(frames.small_gray(frame))


def _numbers(camera: Camera, pictures: Pictures, watched: Watched, *, state: Path) -> PictureNumbers:
    lumas = [frames.luma(view) for view in watched.views]
    gone, left = _against_reference(watched.views, state=state)
    return PictureNumbers(
        device=camera.name,
        frames=len(watched.times_s),
        silent_s=frames.longest_silence_s(watched.times_s, until_s=watched.lasted_s),
        rate_fps=frames.rate_fps(watched.times_s),
        width=pictures.width,
        height=pictures.height,
        identical_s=frames.longest_repeat_s(watched.times_s, watched.repeated),
        luma_mean=float(np.median([mean for mean, _ in lumas])) if lumas else None,
        luma_deviation=float(np.median([deviation for _, deviation in lumas])) if lumas else None,
        edges_gone=gone,
        edges_left=left,
    )


def _against_reference(views: list[frames.Gray], *, state: Path) -> tuple[float | None, float | None]:
    """Return EDR and edges left, each the least alarming half of the views: a passer-by is not a cover."""
    reference = load_reference(state)
    if reference is None or not views:
        return None, None
    maps = [edges.edge_map(view) for view in views]
    gone = [edges.edge_disappearance_rate(reference, each) for each in maps]
    left = [edges.edges_left(reference, each) for each in maps]
    return float(np.quantile(gone, 0.25)), float(np.median(left))
