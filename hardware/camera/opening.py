"""Opens whichever camera was found, real or virtual."""

from pathlib import Path

from hardware.camera.capture import OpenedVideo, Pictures
from hardware.camera.discovery import Camera
from hardware.virtual.camera import PlayedCamera


def open_camera(camera: Camera) -> Pictures:
    """Open the camera; raise `CameraError` when it does not open."""
    node = Path(camera.node)
    return PlayedCamera(node.parent) if node.suffix == ".json" else OpenedVideo(node)
