"""Where on the bus each device was seen last: one that vanished can still have its port switched off and on."""

import re
from pathlib import Path

import msgspec

from agent.durable import write_whole
from agent.helper.call import Place
from agent.helper.subjects import camera_of, sound_of
from contract.verdicts import Component
from hardware.usb import usb_device_of

FILE = "ports.json"
_PORT = re.compile(r"\d+-\d+(\.\d+)*")


def folder_of(place: Place, subject: str) -> Path | None:
    """Return the sysfs folder of the profile's device itself, below its class; None when it is not there."""
    if subject == Component.CAMERA:
        camera = camera_of(place)
        return place.sys / "class/video4linux" / Path(camera.node).name / "device" if camera else None
    sound = sound_of(place, subject)
    return place.sys / f"class/sound/card{sound.card}/device" if sound else None


def port_of(place: Place, subject: str) -> str | None:
    """Return the port in which the device is, such as `1-1.4`, and remember it; the last one where it is gone."""
    known = _known(place)
    folder = folder_of(place, subject)
    if folder is None:
        return known.get(subject)
    usb = usb_device_of(folder)
    if usb is not None and known.get(subject) != usb.path:
        place.memory.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(place.memory / FILE, msgspec.json.encode(known | {subject: usb.path}), mode=0o600)
    return usb.path if usb else None


def _known(place: Place) -> dict[str, str]:
    try:
        known = msgspec.json.decode((place.memory / FILE).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return {subject: port for subject, port in known.items() if _PORT.fullmatch(port)}
