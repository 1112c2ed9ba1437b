"""Who records and who plays through the sound server, and on which of its devices."""

import json
from typing import Any, Literal

from msgspec import Struct

from hardware.sound.server import pactl

Direction = Literal["source", "sink"]
_STREAMS = {"source": "source-outputs", "sink": "sink-inputs"}


class SoundStream(Struct, frozen=True, kw_only=True):
    """One stream of an application, and the server's device that it is tied to."""

    pid: int | None
    binary: str
    device: str
    card: int | None
    """ALSA's number of the device's card; None for one that is software."""


def list_streams(direction: Direction, environment: dict[str, str]) -> list[SoundStream]:
    """Return the streams that record (`source`) or play (`sink`); raise `SoundServerError` when no server answers."""
    devices = {entry["index"]: entry for entry in _listed(f"{direction}s", environment)}
    return [
        _stream(entry, devices[entry[direction]])
        for entry in _listed(_STREAMS[direction], environment)
        if entry.get(direction) in devices
    ]


def _stream(entry: dict[str, Any], device: dict[str, Any]) -> SoundStream:
    properties = entry.get("properties", {})
    pid, card = properties.get("application.process.id"), device.get("properties", {}).get("alsa.card")
    return SoundStream(
        pid=int(pid) if pid is not None else None,
        binary=str(properties.get("application.process.binary", "")),
        device=str(device["name"]),
        card=int(card) if card is not None else None,
    )


def _listed(what: str, environment: dict[str, str]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(pactl("--format=json", "list", what, environment=environment) or "[]")
    return entries
