"""Learns the camera's view as the reference, and its figures as the usual ones; a person says that they are good."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from agent.checks.descriptor import Request
from agent.checks.learning import Learning, Learnt, Wish
from agent.checks.reading import habit
from agent.checks.reading.camera_picture import AnotherLookError, find_camera, open_as_profiled, watch_camera
from agent.checks.reference import store_reference
from agent.measure.reference import BareViewError, Reference, reference_of
from hardware.camera.capture import CameraError


def read(request: Request) -> Learning:
    """Look at the picture, then keep its lasting edges and its figures."""
    wish = msgspec.json.decode(request.argument, type=Wish)
    try:
        numbers, refused = habit.look(request, wish)
        if refused is not None:
            return Learning(outcome=refused)
        reference = _view(request)
    except AnotherLookError:
        return Learning(outcome=Learnt.IN_USE)
    except CameraError:
        return Learning(outcome=Learnt.NO_PICTURE)
    except BareViewError:
        return Learning(outcome=Learnt.BARE)
    # Held against the reference that goes, they say nothing of the one that comes.
    habit.keep(request, wish, replace(numbers, detail=None, tint=None))
    store_reference(Path(request.terminal.state), reference)
    return Learning(outcome=Learnt.KEPT)


def _view(request: Request) -> Reference:
    camera = find_camera(request)
    if camera is None:
        raise CameraError("the camera went away")
    pictures = open_as_profiled(camera, request)
    watched = watch_camera(pictures, request.configuration.camera)
    pictures.close()
    if not watched.views:
        raise CameraError(f"{camera.name} gave no picture")
    return reference_of(watched.views)
