"""The folder of virtual devices: which there are, and the knobs that make them fail.

`camera.json` says what a device is, `camera.knobs.json` how it is broken just now. Both are read by whoever
uses the device, so a knob may be turned from anywhere, also while the device is held.
"""

import os
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

KNOBS_SUFFIX = ".knobs.json"


class DevicesFolderError(Exception):
    """The folder has no such device, knob or value; the message names it."""


class CameraKnobs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`freeze` repeats one frame to the bit; `cover` is a hand over the lens, which is not dark; `cap` is.

    `exposure` is what its controls say: nothing, that it adjusts and could go further, or that it is at its limit.
    """

    fault: Literal[
        "none",
        "unplugged",
        "hang",
        "open_fails",
        "no_frames",
        "freeze",
        "cover",
        "dark",
        "cap",
        "slow",
        "small",
        "move",
        "blur",
        "overexpose",
        "underexpose",
        "cast",
        "flicker",
        "noise",
    ] = "none"
    strength: Annotated[float, Meta(gt=0, le=2)] = 1.0
    """Of the faults from `slow` on: 1 is plain to see."""
    exposure: Literal["unreported", "adjusting", "at_limit"] = "unreported"


class MicrophoneKnobs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`silence` gives zeros, `deaf` its own faint noise only; `muted` is the sound server's own switch.

    What the others do is in `hardware/virtual/impairment.py`.
    """

    fault: Literal[
        "none",
        "unplugged",
        "muted",
        "silence",
        "deaf",
        "quiet",
        "loud",
        "clipping",
        "offset",
        "hum",
        "noise",
        "dropouts",
    ] = "none"
    strength: Annotated[float, Meta(gt=0)] = 1.0


class SpeakerKnobs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`muted` is the sound server's own switch, `silent` a cut cable: the speaker seems to play.

    `faint` comes 25 dB too low.
    """

    fault: Literal["none", "unplugged", "muted", "silent", "faint"] = "none"
    echo_ms: Annotated[float, Meta(ge=20, le=900)] = 60.0
    """How late the virtual microphone hears the virtual speaker."""


class DisplayKnobs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`off` leaves the cable in and the screen dark."""

    fault: Literal["none", "unplugged", "off"] = "none"


class LineKnobs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cut` takes the carrier and everything that runs through the relays; the rest is one step each.

    `portal` answers every plain HTTP request with a log-in page. With `wifi_dbm` the line is Wi-Fi, with `modem` it is
    a mobile network's, in that state of its modem: `registered` without being `connected` carries no data.
    `jitter_ms`, `loss_up` and `loss_down` (shares) are for datagrams; up is towards the centre.
    """

    fault: Literal["none", "cut", "no_address", "no_gateway", "no_dns", "portal", "no_udp"] = "none"
    speed_mbit: int = 1000
    duplex: Literal["full", "half"] = "full"
    wifi_dbm: float | None = None
    modem: Literal["", "searching", "registered", "connected"] = ""
    modem_quality: float = 0.8
    delay_ms: float = 0.0
    """Each way."""
    jitter_ms: float = 0.0
    loss_up: float = 0.0
    loss_down: float = 0.0
    rate_kbit: float = 0.0
    """0 is as fast as it goes."""


class VirtualCamera(Struct, frozen=True, kw_only=True):
    """A camera that plays a video file in a loop."""

    name: str = "Beket virtual camera"
    serial: str = "virtual-1"
    video: str


class VirtualMicrophone(Struct, frozen=True, kw_only=True):
    """A null sink of the sound server whose monitor is the microphone."""

    name: str = "Beket virtual microphone"
    sink: str = "beket_microphone"
    speech: tuple[str, ...]
    """Files of 16-bit WAV, played one after another, for ever."""

    @property
    def source(self) -> str:
        """The sound server's name of what it hears."""
        return f"{self.sink}.monitor"


class VirtualSpeaker(Struct, frozen=True, kw_only=True):
    """A null sink of the sound server."""

    name: str = "Beket virtual speaker"
    sink: str = "beket_speaker"


class VirtualDisplay(Struct, frozen=True, kw_only=True):
    """A screen that nobody sees."""

    name: str = "Virtual-1"


class VirtualLine(Struct, frozen=True, kw_only=True):
    """A line with an address, a gateway and a name server of its own."""

    name: str = "virtual0"
    address: str = "192.0.2.10"
    gateway: str = "192.0.2.1"
    dns: str = "127.0.0.1#0"
    """Address and port of the name server that the session runs."""
    web: str = ""
    """Address and port of the middleman through whom its plain HTTP goes; nothing while none runs."""


VirtualDevice = VirtualCamera | VirtualMicrophone | VirtualSpeaker | VirtualLine | VirtualDisplay
_Described = TypeVar("_Described", bound=VirtualDevice)
Knobs = CameraKnobs | MicrophoneKnobs | SpeakerKnobs | LineKnobs | DisplayKnobs
_Turned = TypeVar("_Turned", bound=Knobs)

_FILES: dict[type[Struct], str] = {
    VirtualCamera: "camera",
    VirtualMicrophone: "microphone",
    VirtualSpeaker: "speaker",
    VirtualDisplay: "display",
    VirtualLine: "line",
    CameraKnobs: "camera",
    MicrophoneKnobs: "microphone",
    SpeakerKnobs: "speaker",
    DisplayKnobs: "display",
    LineKnobs: "line",
}
KNOBS: dict[str, type[Knobs]] = {
    "camera": CameraKnobs,
    "microphone": MicrophoneKnobs,
    "speaker": SpeakerKnobs,
    "display": DisplayKnobs,
    "line": LineKnobs,
}


def put_device(folder: Path, device: VirtualDevice) -> None:
    """Write the device's description into the folder."""
    write_atomically(folder / f"{_FILES[type(device)]}.json", msgspec.json.encode(device))


def find_device(folder: Path | None, kind: type[_Described]) -> _Described | None:
    """Return the folder's device of this kind, or None when it has none. Raises `DevicesFolderError`."""
    if folder is None:
        return None
    file = folder / f"{_FILES[kind]}.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DevicesFolderError(f"{file}: {error}") from error


def read_knobs(folder: Path, kind: type[_Turned]) -> _Turned:
    """Return how the knobs of a device stand; all at rest when nobody has turned one."""
    file = folder / f"{_FILES[kind]}{KNOBS_SUFFIX}"
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except FileNotFoundError:
        return kind()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DevicesFolderError(f"{file}: {error}") from error


def turn(folder: Path, device: str, **knobs: object) -> Knobs:
    """Turn knobs of a device (`turn(folder, "camera", fault="unplugged")`) and leave its others as they are."""
    kind = KNOBS.get(device)
    if kind is None:
        raise DevicesFolderError(f"there is no virtual device {device!r}; there are {', '.join(KNOBS)}")
    wanted = msgspec.to_builtins(read_knobs(folder, kind)) | knobs
    try:
        turned = msgspec.convert(wanted, kind)
    except msgspec.ValidationError as error:
        raise DevicesFolderError(f"{device}: {error}") from error
    write_atomically(folder / f"{device}{KNOBS_SUFFIX}", msgspec.json.encode(turned))
    return turned


def write_atomically(file: Path, content: bytes) -> None:
    """Replace the file in one step, so that a reader sees the old or the new whole."""
    beside = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    beside.touch(mode=0o600, exist_ok=False)
    beside.write_bytes(content)
    beside.replace(file)
