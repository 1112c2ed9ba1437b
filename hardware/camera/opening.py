"""Opens whichever camera was found, real or virtual, and asks it what it says of itself."""

from pathlib import Path

from hardware.camera.capture import OpenedVideo, Pictures, Wanted
from hardware.camera.controls import Controls, read_controls
from hardware.camera.discovery import Camera
from hardware.virtual.camera import PlayedCamera, virtual_controls


def open_camera(camera: Camera, *, wanted: Wanted | None = None) -> Pictures:
    """Open the camera, asking for a size and a rate; raise `CameraError` when it does not open."""
    node = Path(camera.node)
    return PlayedCamera(node.parent) if _is_virtual(node) else OpenedVideo(node, wanted=wanted)


def controls_of_camera(camera: Camera) -> Controls:
    """Return what the camera says of its exposure; it may be open."""
    node = Path(camera.node)
    return virtual_controls(node.parent) if _is_virtual(node) else read_controls(node)


def _is_virtual(node: Path) -> bool:
    return node.suffix == ".json"
