"""Reads which cameras, microphones and speakers are there, from sysfs; opens none."""

from collections.abc import Sequence
from pathlib import Path

from agent.checks.descriptor import Request
from contract.judgement.presence import Found, PresenceNumbers
from hardware.camera.discovery import Camera, find_cameras
from hardware.profile import Part, load_profile
from hardware.sound.discovery import SoundDevice, find_microphones, find_speakers


def read(request: Request) -> PresenceNumbers:
    """Return what is on the bus, each device marked when the profile names it."""
    profile = load_profile(request.terminal.profile)
    sys = Path(request.terminal.root) / "sys"
    return PresenceNumbers(
        profile=profile.title,
        camera=_found(find_cameras(sys=sys, devices=request.terminal.virtual), profile.camera),
        microphone=_found(find_microphones(sys=sys, devices=request.terminal.virtual), profile.microphone),
        speaker=_found(find_speakers(sys=sys, devices=request.terminal.virtual), profile.speaker),
    )


def _found(devices: Sequence[Camera | SoundDevice], part: Part | None) -> tuple[Found, ...]:
    return tuple(
        Found(
            name=device.name,
            usb=str(device.usb or ""),
            serial=device.serial or "",
            expected=part is not None and part.accepts(usb=device.usb, virtual=device.virtual, name=device.name),
            virtual=device.virtual,
        )
        for device in devices
    )
