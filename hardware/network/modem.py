"""The mobile modem as ModemManager knows it, asked by its own tool `mmcli` where that is installed."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hardware.virtual.folder import LineKnobs, VirtualLine, find_device, read_knobs

_NOTHING = "--"
"""What `mmcli` writes for a property without a value."""


class Modem(Struct, frozen=True, kw_only=True):
    """One modem; what it does not tell is empty or None."""

    state: str
    """ModemManager's own word: `searching`, `registered`, `connected`, `failed`, …"""
    ports: tuple[str, ...] = ()
    quality: float | None = None
    rsrp_dbm: float | None = None
    operator: str = ""
    technology: str = ""


def find_modems(*, timeout_s: float, devices: Path | None = None) -> list[Modem]:
    """Return the modems, a virtual line's own among them; none where ModemManager is not installed or silent."""
    virtual = find_device(devices, VirtualLine)
    if devices is not None and virtual is not None:
        knobs = read_knobs(devices, LineKnobs)
        return [_virtual_modem(virtual, knobs)] if knobs.modem else []
    listed = _ask("-L", timeout_s=timeout_s).get("modem-list") or []
    return [
        parse_modem(_ask("-m", path, timeout_s=timeout_s), _ask("-m", path, "--signal-get", timeout_s=timeout_s))
        for path in listed
    ]


def parse_modem(told: dict[str, Any], signal: dict[str, Any]) -> Modem:
    """Return the modem that two answers of `mmcli` describe; a property that is not there is not known."""
    generic = _part(told, "modem", "generic")
    network = _part(told, "modem", "3gpp")
    ports = [str(port).partition(" ")[0] for port in generic.get("ports") or []]
    quality = _number(_part(generic, "signal-quality").get("value"))
    levels = [_number(_part(signal, "modem", "signal", kind).get("rsrp")) for kind in ("5g", "lte")]
    return Modem(
        state=_word(generic.get("state")),
        ports=tuple(ports),
        quality=None if quality is None else quality / 100,
        rsrp_dbm=next((level for level in levels if level is not None), None),
        operator=_word(network.get("operator-name")),
        technology=", ".join(str(each) for each in generic.get("access-technologies") or []),
    )


def _virtual_modem(line: VirtualLine, knobs: LineKnobs) -> Modem:
    return Modem(state=knobs.modem, ports=(line.name,), quality=knobs.modem_quality, technology="lte")


def _ask(*words: str, timeout_s: float) -> dict[str, Any]:
    tool = shutil.which("mmcli")
    if tool is None:
        return {}
    try:
        answer = subprocess.run([tool, "-J", *words], capture_output=True, timeout=timeout_s, check=False)
        return msgspec.json.decode(answer.stdout, type=dict[str, Any])
    except (subprocess.TimeoutExpired, OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _part(told: dict[str, Any], *path: str) -> dict[str, Any]:
    for key in path:
        inner = told.get(key)
        told = inner if isinstance(inner, dict) else {}
    return told


def _word(value: object) -> str:
    return "" if value in {None, _NOTHING} else str(value)


def _number(value: object) -> float | None:
    try:
        return float(_word(value))
    except ValueError:
        return None
