"""What the terminal is made of, as it is told to the centre: read in a thread of its own, sysfs may be slow."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from agent import log
from agent.events import Counted
from contract.messages import Device
from hardware.camera.discovery import Camera, find_cameras
from hardware.network.discovery import Line, read_line
from hardware.sound.discovery import SoundDevice, find_microphones, find_speakers
from hardware.virtual.folder import DevicesFolderError

LEAST_S = 1.0


def count_devices(devices: Path | None, profile: str) -> Counted:
    """Return the cameras, sound devices and network interfaces of this machine, virtual ones named as such."""
    line = read_line(devices=devices)
    return Counted(
        profile=profile,
        devices=(
            *(_camera(camera) for camera in find_cameras(devices=devices)),
            *(_sound("microphone", device) for device in find_microphones(devices=devices)),
            *(_sound("speaker", device) for device in find_speakers(devices=devices)),
            *_interfaces(line),
        )[:64],
    )


class Counting:
    """One thread that counts when asked; a burst of plugging is one count."""

    def __init__(self, devices: Path | None, profile: str, deliver: Callable[[Counted], None]) -> None:
        """Begin with a first count."""
        self._devices = devices
        self._profile = profile
        self._deliver = deliver
        self._asked = threading.Event()
        self._asked.set()
        threading.Thread(target=self._run, name="inventory", daemon=True).start()

    def ask(self) -> None:
        """Ask for a count."""
        self._asked.set()

    def _run(self) -> None:
        while self._asked.wait():
            self._asked.clear()
            try:
                self._deliver(count_devices(self._devices, self._profile))
            except (OSError, ValueError, DevicesFolderError) as error:
                log.warning("inventory.unreadable", why=error)
            time.sleep(LEAST_S)


def _camera(camera: Camera) -> Device:
    return Device(
        kind="camera",
        name=camera.name[:200],
        usb_id=str(camera.usb or ""),
        serial=(camera.serial or "")[:200],
        path=camera.port or camera.node[:200],
        virtual=camera.virtual,
    )


def _sound(kind: str, device: SoundDevice) -> Device:
    return Device(
        kind=kind,
        name=device.name[:200],
        usb_id=str(device.usb or ""),
        serial=(device.serial or "")[:200],
        path=(device.node or device.source)[:200],
        virtual=device.virtual,
    )


def _interfaces(line: Line) -> list[Device]:
    return [
        Device(kind="network", name=each.name[:200], usb_id=str(each.usb or ""), virtual=line.virtual)
        for each in line.interfaces
        if each.physical or each.name == line.interface
    ]
