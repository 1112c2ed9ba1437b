"""Tells at once when a device comes or goes, a carrier or a route changes, or a virtual device's knob is turned.

The kernel's own events are read (`source="kernel"` works without udevd); carrier and routes come by rtnetlink,
which udev does not tell. Where there is a folder of virtual devices, inotify tells that a knob was turned.
"""

import contextlib
import ctypes
import os
import select
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyudev
from msgspec import Struct

from contract.verdicts import Component
from hardware.virtual.folder import KNOBS_SUFFIX

_SOUND = frozenset({Component.MICROPHONE, Component.SPEAKER})
_BY_SUBSYSTEM: dict[str, frozenset[Component]] = {
    "video4linux": frozenset({Component.CAMERA}),
    "sound": _SOUND,
    "net": frozenset({Component.NETWORK}),
    "drm": frozenset({Component.DISPLAY}),
}
_BY_DEVICE: dict[str, frozenset[Component]] = {
    "camera": frozenset({Component.CAMERA}),
    "microphone": frozenset({Component.MICROPHONE}),
    "speaker": frozenset({Component.SPEAKER}),
    "line": frozenset({Component.NETWORK}),
    "display": frozenset({Component.DISPLAY}),
}
_RTMGRP = 0x1 | 0x10 | 0x40
"""Links, IPv4 addresses and IPv4 routes (linux/rtnetlink.h)."""
_IN_TURNED = 0x8 | 0x80 | 0x100 | 0x200
"""Written and closed, moved here, made, deleted (inotify(7))."""


class Event(Struct, frozen=True, kw_only=True):
    """Something changed; the components are due for a quick look."""

    components: frozenset[Component]
    action: str
    """`add`, `remove` or `change`."""
    device: str


class Watch:
    """One thread that calls back for each event; the callback must only enqueue."""

    def __init__(self, tell: Callable[[Event], None], *, devices: Path | None = None) -> None:
        """Open the kernel's sources now, so that nothing after this line is missed."""
        self._tell = tell
        self._devices = devices
        self._turned = None if devices is None else _watch_folder(devices)
        self._knobs = _knob_files(devices)
        self._udev = _kernel_events()
        self._routes = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)
        self._routes.bind((0, _RTMGRP))
        self._stopped, self._stop = os.pipe()
        self._thread = threading.Thread(target=self._run, name="hotplug", daemon=True)

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close everything."""
        os.write(self._stop, b"!")
        self._thread.join()
        os.close(self._stop)
        os.close(self._stopped)
        self._routes.close()
        if self._turned is not None:
            os.close(self._turned)

    def _run(self) -> None:
        sources = [self._udev.fileno(), self._routes.fileno(), self._stopped]
        sources += [] if self._turned is None else [self._turned]
        while True:
            ready, _, _ = select.select(sources, [], [])
            if self._stopped in ready:
                return
            if self._udev.fileno() in ready:
                self._tell_udev()
            if self._routes.fileno() in ready:
                # ENOBUFS: more changed than fitted, which is a change too.
                with contextlib.suppress(OSError):
                    self._routes.recv(65536)
                self._tell(Event(components=_BY_SUBSYSTEM["net"], action="change", device="route"))
            if self._turned is not None and self._turned in ready:
                os.read(self._turned, 65536)
                self._tell_knobs()

    def _tell_udev(self) -> None:
        device = self._udev.poll(timeout=0)
        if device is not None:
            components = _BY_SUBSYSTEM.get(device.subsystem, frozenset())
            self._tell(Event(components=components, action=device.action or "change", device=device.sys_name))

    def _tell_knobs(self) -> None:
        before, self._knobs = self._knobs, _knob_files(self._devices)
        for name, seen in self._knobs.items():
            if before.get(name) != seen:
                self._tell(Event(components=_BY_DEVICE.get(name, frozenset()), action="change", device=name))


def _watch_folder(folder: Path) -> int:
    """Return a descriptor that is readable when a file of the folder changed; raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    descriptor = library.inotify_init1(os.O_CLOEXEC)
    if descriptor < 0 or library.inotify_add_watch(descriptor, os.fsencode(folder), _IN_TURNED) < 0:
        raise OSError(ctypes.get_errno(), "inotify", str(folder))
    return int(descriptor)


def _kernel_events() -> Any:
    """Return pyudev's monitor, which has no types of its own."""
    monitor: Any = pyudev.Monitor.from_netlink(pyudev.Context(), source="kernel")  # type: ignore[no-untyped-call]
    for subsystem in _BY_SUBSYSTEM:
        monitor.filter_by(subsystem)
    monitor.start()
    return monitor


def _knob_files(devices: Path | None) -> dict[str, tuple[int, int]]:
    """Return which knobs there are, each with what changes when it is turned."""
    if devices is None:
        return {}
    found = {}
    for name in _BY_DEVICE:
        try:
            state = (devices / f"{name}{KNOBS_SUFFIX}").stat()
        except FileNotFoundError:
            continue
        found[name] = (state.st_mtime_ns, state.st_ino)
    return found
