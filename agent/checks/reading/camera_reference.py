"""Learns the camera's view as the reference; asked only when a person has confirmed that it is good."""

from pathlib import Path

from msgspec import Struct

from agent.checks.descriptor import Request
from agent.checks.reading.camera_picture import find_camera, holders_of_camera, watch
from agent.checks.reference import BareViewError, store_reference
from agent.measure.edges import edge_map, lasting_edges
from hardware.camera.capture import CameraError
from hardware.camera.opening import open_camera


class Learnt(Struct, frozen=True, kw_only=True):
    """Whether a reference is kept now, and if not, why."""

    learnt: bool
    why: str = ""


def read(request: Request) -> Learnt:
    """Watch the picture and keep its lasting edges."""
    camera = find_camera(request)
    if camera is None:
        return Learnt(learnt=False, why="the profile's camera is not there")
    if holders_of_camera(camera, proc=Path(request.terminal.root) / "proc"):
        return Learnt(learnt=False, why="somebody is using the camera")
    rules = request.configuration.camera
    try:
        pictures = open_camera(camera)
        watched = watch(pictures, seconds=rules.watch_s, give_up_s=rules.no_frames_s)
        pictures.close()
        if not watched.views:
            return Learnt(learnt=False, why="no picture came")
        store_reference(Path(request.terminal.state), lasting_edges([edge_map(view) for view in watched.views]))
    except (CameraError, BareViewError) as error:
        return Learnt(learnt=False, why=str(error))
    return Learnt(learnt=True)
