"""Learns the camera's view as the reference; asked only when a person has confirmed that it is good."""

from pathlib import Path

from agent.checks.descriptor import Request
from agent.checks.learning import Learning, Learnt
from agent.checks.reading.camera_picture import find_camera, holders_of_camera, watch_camera
from agent.checks.reference import store_reference
from agent.measure.reference import BareViewError, reference_of
from hardware.camera.capture import CameraError
from hardware.camera.discovery import Camera
from hardware.camera.opening import open_camera


def read(request: Request) -> Learning:
    """Watch the picture and keep its lasting edges."""
    camera = find_camera(request)
    if camera is None:
        return Learning(outcome=Learnt.MISSING)
    if holders_of_camera(camera, proc=Path(request.terminal.root) / "proc"):
        return Learning(outcome=Learnt.IN_USE)
    try:
        _learn(request, camera)
    except CameraError:
        return Learning(outcome=Learnt.NO_PICTURE)
    except BareViewError:
        return Learning(outcome=Learnt.BARE)
    return Learning(outcome=Learnt.KEPT)


def _learn(request: Request, camera: Camera) -> None:
    pictures = open_camera(camera)
    watched = watch_camera(pictures, request.configuration.camera)
    pictures.close()
    if not watched.views:
        raise CameraError(f"{camera.name} gave no picture")
    store_reference(Path(request.terminal.state), reference_of(watched.grays))
