"""Watches the camera's picture once, for every check that needs it: the frames, their times, and the view."""

import time
from pathlib import Path

from msgspec.structs import replace

from agent.checks.descriptor import Request
from agent.checks.reading.elsewhere import all_holders_of
from agent.checks.reference import load_reference
from agent.measure.picture import Watched, picture_numbers
from contract.configuration.media import Camera as CameraRules
from contract.judgement.camera import PictureNumbers
from hardware.camera.capture import CameraError, Pictures, Wanted
from hardware.camera.discovery import Camera, find_cameras
from hardware.camera.opening import controls_of_camera, open_camera
from hardware.camera.v4l2 import is_busy
from hardware.profile import load_profile, pick

_FASTEST_FPS = 240.0
"""Some drivers promise their clock's ticks in place of frames."""
_PAUSE_S = 0.02
_LULL_S = 0.5
"""After so long without a frame it is waited until one comes, or until it is a fault."""
_PROBE = b"agent.checks.probe"


class AnotherLookError(Exception):
    """A look of our own has the camera open: nobody else uses it, and this look says nothing of it."""


def read(request: Request) -> PictureNumbers:
    """Return the numbers of a stretch of picture; a camera that someone else holds is not opened."""
    camera = find_camera(request)
    if camera is None:
        return PictureNumbers(device=None)
    proc = Path(request.terminal.root) / "proc"
    holders = holders_of_camera(camera, proc=proc)
    if holders and is_watched_by_us(camera, proc=proc):
        raise AnotherLookError(f"another look of this terminal watches {camera.name} just now")
    if holders:
        return PictureNumbers(device=camera.name, holders=holders)
    rules = request.configuration.camera
    try:
        pictures = open_as_profiled(camera, request)
    except CameraError as error:
        return PictureNumbers(device=camera.name, error=str(error))
    waited_s, began = _waited_for_processor_s(), time.monotonic()
    watched = watch_camera(pictures, rules)
    starved = (_waited_for_processor_s() - waited_s) / max(time.monotonic() - began, 1e-3)
    controls = controls_of_camera(camera)
    pictures.close()
    if gave_up(watched, rules) and find_camera(request) is None:
        return PictureNumbers(device=None)  # pulled out meanwhile: its presence says so
    reference = load_reference(Path(request.terminal.state))
    part = load_profile(request.terminal.profile).camera
    return replace(
        picture_numbers(watched, reference=reference),
        device=camera.name,
        negotiated_fps=pictures.fps if 0 < pictures.fps <= _FASTEST_FPS else part.fps if part else 0.0,
        profile_width=part.width if part else 0,
        profile_height=part.height if part else 0,
        starved=starved,
        controls=controls.reported,
        auto_exposure=controls.auto_exposure,
        exposure_ms=controls.exposure_ms,
        gain=controls.gain,
        at_limit=controls.at_limit,
        power_line=controls.power_line,
    )


def open_as_profiled(camera: Camera, request: Request) -> Pictures:
    """Open the camera at the size and rate of its profile; raise `CameraError` when it does not open."""
    part = load_profile(request.terminal.profile).camera
    wanted = Wanted(width=part.width, height=part.height, fps=part.fps) if part else None
    return open_camera(camera, wanted=wanted)


def find_camera(request: Request) -> Camera | None:
    """Return the camera that the profile names, or None when it is not there."""
    part = load_profile(request.terminal.profile).camera
    cameras = find_cameras(sys=Path(request.terminal.root) / "sys", devices=request.terminal.virtual)
    return pick(part, cameras)


def holders_of_camera(camera: Camera, *, proc: Path) -> tuple[str, ...]:
    """Return who uses the camera; one whose name this user may not know is "?"."""
    holders = tuple(holder.name for holder in all_holders_of(Path(camera.node), proc=proc))
    return holders or (("?",) if is_busy(Path(camera.node)) else ())


def is_watched_by_us(camera: Camera, *, proc: Path) -> bool:
    """Does a look of our own have the camera open?"""
    try:
        commands = [
            (proc / str(each.pid) / "cmdline").read_bytes() for each in all_holders_of(Path(camera.node), proc=proc)
        ]
    except OSError:  # it ended while we looked
        return False
    return any(_PROBE in command for command in commands)


def watch_camera(pictures: Pictures, rules: CameraRules) -> Watched:
    """Look at frames for `watch_s`; on while one repeats or none comes, until it is a fault."""
    seen = Watched()
    began = time.monotonic()
    while _is_worth_it(seen, rules):
        frame = pictures.read()
        seen.note(time.monotonic() - began, frame)
        if frame is None:
            time.sleep(_PAUSE_S)  # unplugged, OpenCV answers at once, for ever
    return seen


def gave_up(seen: Watched, rules: CameraRules) -> bool:
    """Was there no frame for so long that it is a fault?"""
    return seen.lasted_s - (seen.times_s[-1] if seen.times_s else 0.0) >= rules.no_frames_s


def _is_worth_it(seen: Watched, rules: CameraRules) -> bool:
    if gave_up(seen, rules):
        return False
    if not seen.times_s or seen.lasted_s < rules.watch_s:
        return True
    return 0 < seen.repeats_for_s < rules.repeating_s or seen.lasted_s - seen.times_s[-1] > _LULL_S


def _waited_for_processor_s() -> float:
    """Return how long this process has waited to be run, by the kernel's count; 0 where it keeps none."""
    try:
        return int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
