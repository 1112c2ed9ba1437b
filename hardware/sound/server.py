"""Where the session's sound server is, and what it says of its sources: through `pactl`, PipeWire or PulseAudio."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hardware.patience import patience
from hardware.virtual.folder import write_atomically

OWN_NAME = "Beket self-check"
"""The name under which our own looks listen and play."""

_FILE = "sound_server.json"
_PATIENCE_S = 5.0
_PROCESSING = ("echo-cancel", "echo_cancel", "rnnoise", "noise-suppress", "filter-chain", "easyeffects")


class SoundServerError(Exception):
    """No sound server answered, or a program of it is missing; the message says which."""


class Source(Struct, frozen=True, kw_only=True):
    """One source or sink of the sound server, as its mixer has it."""

    index: int
    name: str
    muted: bool
    volume_percent: float
    card: int | None
    owner: int | None = None
    """The index of the module that made it."""


def environment_of(devices: Path | None) -> dict[str, str]:
    """Return the environment in which the sound server is found: this process's, or the virtual devices' own."""
    own = dict(os.environ)
    file = devices / _FILE if devices else None
    if file is None or not file.exists():
        return own
    return own | msgspec.json.decode(file.read_bytes(), type=dict[str, str])


def announce(devices: Path, environment: dict[str, str]) -> None:
    """Tell whoever uses the virtual devices where their sound server is."""
    write_atomically(devices / _FILE, msgspec.json.encode(environment))


def list_sources(environment: dict[str, str]) -> list[Source]:
    """Return the sound server's sources; raise `SoundServerError` when none answers."""
    return [_source(entry) for entry in _listed("sources", environment)]


def list_sinks(environment: dict[str, str]) -> list[Source]:
    """Return what the sound server plays to; raise `SoundServerError` when none answers."""
    return [_source(entry) for entry in _listed("sinks", environment)]


def listeners_of(source: Source, environment: dict[str, str]) -> list[str]:
    """Return the names of the applications that record from the source now."""
    return [_name_of(each) for each in _listed("source-outputs", environment) if each.get("source") == source.index]


def players_of(sink: Source, environment: dict[str, str]) -> list[str]:
    """Return the names of the applications that play to the sink now; one that pauses is not using it."""
    return [
        _name_of(each)
        for each in _listed("sink-inputs", environment)
        if each.get("sink") == sink.index and not each.get("corked")
    ]


def processing_of(node: Source, environment: dict[str, str]) -> tuple[str, ...]:
    """Return which echo canceller or filter of the sound server this source or sink is; none for a bare device.

    PulseAudio says which module owns a node; PipeWire's own filters say what they are in their names.
    """
    modules = {each.get("index"): str(each.get("name")) for each in _listed("modules", environment)}
    told = {node.name, modules.get(node.owner, "")}
    return tuple(each for each in sorted(told) if any(mark in each.lower() for mark in _PROCESSING))


def pactl(*arguments: str, environment: dict[str, str]) -> str:
    """Run `pactl` and return what it says; raise `SoundServerError` when it cannot."""
    try:
        done = subprocess.run(
            ["pactl", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S * patience(),
            check=False,
        )
    except FileNotFoundError as error:
        raise SoundServerError("pactl is missing (Debian package pulseaudio-utils)") from error
    except subprocess.TimeoutExpired as error:
        raise SoundServerError(f"the sound server did not answer in {_PATIENCE_S:.0f} s") from error
    if done.returncode != 0:
        raise SoundServerError(f"pactl {' '.join(arguments)}: {done.stderr.strip() or 'failed'}")
    return done.stdout.strip()


def _listed(what: str, environment: dict[str, str]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(pactl("--format=json", "list", what, environment=environment) or "[]")
    return entries


def _name_of(stream: dict[str, Any]) -> str:
    return str(stream.get("properties", {}).get("application.name") or "?")


def _source(entry: dict[str, Any]) -> Source:
    volumes = [int(channel["value"]) for channel in entry.get("volume", {}).values()]
    card = entry.get("properties", {}).get("alsa.card")
    return Source(
        index=int(entry["index"]),
        name=str(entry["name"]),
        muted=bool(entry["mute"]),
        volume_percent=100 * max(volumes, default=65536) / 65536,
        card=int(card) if card is not None else None,
        owner=_number(entry.get("owner_module")),
    )


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() else None
