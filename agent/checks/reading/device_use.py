"""Reads which camera, microphone or speaker the calls' own programme uses just now; opens none."""

import os
from collections.abc import Iterable
from pathlib import Path

from agent.checks.descriptor import Request
from agent.checks.reading.application_process import find_processes
from agent.checks.reading.elsewhere import all_holders_of
from contract.judgement.application import Held, UseNumbers
from contract.verdicts import Component
from hardware.camera.discovery import find_cameras
from hardware.processes import Process
from hardware.profile import Part, load_profile
from hardware.sound.discovery import SoundDevice, find_microphones, find_speakers
from hardware.sound.server import SoundServerError, environment_of
from hardware.sound.streams import Direction, SoundStream, list_streams

_DIRECTIONS: dict[Component, Direction] = {Component.MICROPHONE: "source", Component.SPEAKER: "sink"}


def read(request: Request) -> UseNumbers:
    """Return what the programme uses of the component that the argument names."""
    component = Component(request.argument)
    processes = find_processes(request)
    if not processes:
        return UseNumbers()
    part: Part | None = getattr(load_profile(request.terminal.profile), component.value)
    if component is Component.CAMERA:
        return _of_cameras(request, processes, part)
    try:
        return _of_sound(request, processes, part, direction=_DIRECTIONS[component])
    except SoundServerError:
        return _of_cards(request, processes, part, direction=_DIRECTIONS[component])


def _of_cameras(request: Request, processes: list[Process], part: Part | None) -> UseNumbers:
    cameras = find_cameras(sys=Path(request.terminal.root) / "sys", devices=request.terminal.virtual)
    held = [
        Held(
            name=each.name,
            expected=part is not None and part.accepts(usb=each.usb, virtual=each.virtual, name=each.name),
        )
        for each in cameras
        if _holds(processes, each.node, request=request)
    ]
    return UseNumbers(held=tuple(held), visible=bool(held) or _is_visible(processes, request))


def _of_sound(request: Request, processes: list[Process], part: Part | None, *, direction: Direction) -> UseNumbers:
    """Compare the devices of the programme's streams with the profile; behind a filter none is known."""
    pids, names = {process.pid for process in processes}, set(request.configuration.application.executables)
    streams = [
        stream
        for stream in list_streams(direction, environment_of(request.terminal.virtual))
        if stream.pid in pids or stream.binary in names
    ]
    devices = _sound_devices(request, direction=direction)
    held = [_held(stream, devices, part) for stream in streams if not stream.filtered]
    return UseNumbers(held=tuple(held), visible=len(held) == len(streams))


def _of_cards(request: Request, processes: list[Process], part: Part | None, *, direction: Direction) -> UseNumbers:
    held = [
        Held(name=each.name, expected=_is_expected(each, part))
        for each in _sound_devices(request, direction=direction)
        if each.node and _holds(processes, each.node, request=request)
    ]
    return UseNumbers(held=tuple(held), visible=bool(held) or _is_visible(processes, request))


def _held(stream: SoundStream, devices: list[SoundDevice], part: Part | None) -> Held:
    device = next((each for each in devices if _is_of(stream, each)), None)
    return Held(
        name=device.name if device else stream.device, expected=device is not None and _is_expected(device, part)
    )


def _is_of(stream: SoundStream, device: SoundDevice) -> bool:
    """Say whether the stream is the device's; a monitor hears what its card plays, and never a citizen."""
    if device.source:
        return device.source == stream.device
    return device.card == stream.card and not stream.device.endswith(".monitor")


def _sound_devices(request: Request, *, direction: Direction) -> list[SoundDevice]:
    find = find_microphones if direction == "source" else find_speakers
    return find(sys=Path(request.terminal.root) / "sys", devices=request.terminal.virtual)


def _is_expected(device: SoundDevice, part: Part | None) -> bool:
    return part is not None and part.accepts(usb=device.usb, virtual=device.virtual, name=device.name)


def _holds(processes: Iterable[Process], node: str, *, request: Request) -> bool:
    pids = {process.pid for process in processes}
    return any(holder.pid in pids for holder in all_holders_of(Path(node), proc=Path(request.terminal.root) / "proc"))


def _is_visible(processes: list[Process], request: Request) -> bool:
    """Are the programme's open files ours to see? Another user's are not."""
    folders = [Path(request.terminal.root) / "proc" / str(process.pid) / "fd" for process in processes]
    return all(os.access(folder, os.R_OK | os.X_OK) for folder in folders if folder.exists())
