"""The devices that a subject may name: those of the profile, and the nodes that sysfs lists. Nothing else."""

import re
from pathlib import Path
from typing import TypeVar

from agent.helper.call import Place, RefusedError
from contract.verdicts import Component
from hardware.camera.discovery import Camera, find_cameras
from hardware.profile import pick
from hardware.sound.discovery import SoundDevice, find_microphones, find_speakers

SUBJECTS = frozenset({Component.CAMERA.value, Component.MICROPHONE.value, Component.SPEAKER.value})
_Device = TypeVar("_Device")

_NODE = re.compile(r"video\d{1,3}|pcmC\d{1,2}D\d{1,2}[cp]")


def camera_of(place: Place) -> Camera | None:
    """Return the profile's camera, or None when it is not there."""
    return pick(place.profile().camera, find_cameras(sys=place.sys, devices=place.devices))


def sound_of(place: Place, subject: str, *, model: str | None = None) -> SoundDevice | None:
    """Return the profile's microphone or speaker, or None when it is not there; refuse any other name."""
    if subject == Component.MICROPHONE:
        return pick(place.profile(model).microphone, find_microphones(sys=place.sys, devices=place.devices))
    if subject == Component.SPEAKER:
        return pick(place.profile(model).speaker, find_speakers(sys=place.sys, devices=place.devices))
    raise RefusedError(f"{subject!r} is neither microphone nor speaker")


def node_of(place: Place, subject: str) -> Path:
    """Return the device file of the profile's device, or of a node that sysfs lists; refuse any other name."""
    if subject == Component.CAMERA:
        camera = camera_of(place)
        return Path(there(camera, subject).node)
    if subject in {Component.MICROPHONE, Component.SPEAKER}:
        return Path(there(sound_of(place, subject), subject).node)
    if not _NODE.fullmatch(subject):
        raise RefusedError(f"{subject!r} is no device of a terminal")
    kind, folder = ("video4linux", "") if subject.startswith("video") else ("sound", "snd")
    if not (place.sys / "class" / kind / subject).exists():
        raise RefusedError(f"there is no {subject}")
    return place.root / "dev" / folder / subject


def there(found: _Device | None, subject: str) -> _Device:
    """Return what was found; refuse when nothing was."""
    if found is None:
        raise RefusedError(f"the {subject} is not there")
    return found
