"""Who records and who plays through the sound server, and on which of its devices.

A filter, such as an echo canceller, stands between a stream and the device. PipeWire puts a filter's own stream and the
device that it offers into one link group, so the device behind it is found; what PulseAudio filters is not followed.
"""

import json
from typing import Any, Literal

from msgspec import Struct

from hardware.sound.server import pactl

Direction = Literal["source", "sink"]
_STREAMS = {"source": "source-outputs", "sink": "sink-inputs"}
_GROUP = "node.link-group"


class SoundStream(Struct, frozen=True, kw_only=True):
    """One stream of an application, and the server's device that it comes from or goes to."""

    pid: int | None
    binary: str
    device: str
    card: int | None
    """ALSA's number of the device's card."""
    filtered: bool = False
    """The device is software that passes sound on, and nobody says whose."""


def list_streams(direction: Direction, environment: dict[str, str]) -> list[SoundStream]:
    """Return the streams that record (`source`) or play (`sink`); raise `SoundServerError` when no server answers."""
    devices = {entry["index"]: entry for entry in _listed(f"{direction}s", environment)}
    entries = [entry for entry in _listed(_STREAMS[direction], environment) if entry.get(direction) in devices]
    passed_on = {_of(entry, _GROUP): devices[entry[direction]] for entry in entries if _of(entry, _GROUP)}
    return [_stream(entry, _behind(devices[entry[direction]], passed_on)) for entry in entries]


def _behind(device: dict[str, Any], passed_on: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return passed_on.get(_of(device, _GROUP), device)


def _stream(entry: dict[str, Any], device: dict[str, Any]) -> SoundStream:
    pid, card = _of(entry, "application.process.id"), _of(device, "alsa.card")
    return SoundStream(
        pid=int(pid) if pid else None,
        binary=_of(entry, "application.process.binary"),
        device=str(device["name"]),
        card=int(card) if card else None,
        filtered=_of(device, "node.virtual") == "true" or _of(device, "device.class") == "filter",
    )


def _of(entry: dict[str, Any], name: str) -> str:
    return str(entry.get("properties", {}).get(name, ""))


def _listed(what: str, environment: dict[str, str]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(pactl("--format=json", "list", what, environment=environment) or "[]")
    return entries
