"""Profiles: what a model of camera or speakerphone is known by, and what may be expected of it."""

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import reduce
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import msgspec
from msgspec import Meta, Struct

from hardware.usb import UsbId

FOLDER = Path(__file__).parent / "profiles"
_UsbText = Annotated[str, Meta(pattern=r"^[0-9a-f]{4}:[0-9a-f]{4}$")]


class ProfileError(Exception):
    """A profile that does not exist or does not read; the message names file and key."""


class Plug(StrEnum):
    """The end of a cable that goes into the terminal."""

    USB_A = "usb_a"
    USB_C = "usb_c"
    JACK = "jack"


class CableColour(StrEnum):
    """What a cable's sleeve looks like."""

    BLACK = "black"
    GREY = "grey"
    WHITE = "white"


class Cable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a device is plugged into the terminal, for the drawing on the employee's page."""

    plug: Plug = Plug.USB_A
    colour: CableColour = CableColour.BLACK
    fast: bool = False
    """It needs a fast socket, which is blue inside (USB 3)."""


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One device of a terminal: by its USB ids, or by the names of virtual devices that stand for it.

    Neither ids nor names means any real device of the kind.
    """

    usb: tuple[_UsbText, ...] = ()
    virtual: tuple[str, ...] = ()
    cable: Cable | None = None
    """None: nobody wrote it down."""

    def accepts(self, *, usb: UsbId | None, virtual: bool, name: str) -> bool:
        """Is the device one that this part may be?"""
        if virtual:
            return name in self.virtual
        if not self.usb:
            return not self.virtual
        return str(usb) in self.usb


class Candidate(Protocol):
    """A device that was found, as a part tells it from others."""

    @property
    def name(self) -> str: ...

    @property
    def usb(self) -> UsbId | None: ...

    @property
    def virtual(self) -> bool: ...


_Device = TypeVar("_Device", bound=Candidate)


def pick(part: Part | None, found: Iterable[_Device]) -> _Device | None:
    """Return the first device that the part may be, or None when it is not there or the profile has no such part."""
    if part is None:
        return None
    return next((each for each in found if part.accepts(usb=each.usb, virtual=each.virtual, name=each.name)), None)


class CameraPart(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The camera, and the picture that it gives on a healthy USB port."""

    width: Annotated[int, Meta(ge=1)]
    height: Annotated[int, Meta(ge=1)]
    fps: Annotated[float, Meta(gt=0)]


class SpeakerPart(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The speaker, and how late its sound comes back through the terminal's own microphone.

    The default is what echo cancellers reach: beyond it the other side hears itself.
    """

    lowest_echo_ms: Annotated[float, Meta(ge=-100, le=1000)] = -20.0
    """A little before zero: the clocks of two devices may disagree."""
    highest_echo_ms: Annotated[float, Meta(ge=0, le=1000)] = 300.0


class Temperature(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the maker lets the device work, in degrees Celsius."""

    lowest_c: float
    highest_c: float


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a terminal consists of; a part that it lacks is None."""

    title: str
    camera: CameraPart | None = None
    microphone: Part | None = None
    speaker: SpeakerPart | None = None
    temperature: Temperature | None = None

    @property
    def is_virtual(self) -> bool:
        """Does any part name a virtual device? Enrolment refuses such a profile outside demo and tests."""
        return any(part is not None and part.virtual for part in (self.camera, self.microphone, self.speaker))


def profile_names(folder: Path = FOLDER) -> list[str]:
    """Return the names of the models that have a profile."""
    return sorted(file.stem for file in folder.glob("*.toml"))


def load_profile(name: str, *, folder: Path = FOLDER) -> Profile:
    """Return the profile of a model, or of several joined by `+`, of which the last that has a part gives it.

    `logitech-c920+jabra-speak-510` takes the picture from the first, and hears and speaks through the second.
    Raises `ProfileError`.
    """
    return reduce(_join, (_load_one(model, folder=folder) for model in name.split("+")))


def _load_one(model: str, *, folder: Path) -> Profile:
    file = folder / f"{model}.toml"
    if model not in profile_names(folder):
        raise ProfileError(f"there is no profile {model!r}; known are {', '.join(profile_names(folder))}")
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Profile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ProfileError(f"profile {file.name}: {error}") from error


def _join(first: Profile, second: Profile) -> Profile:
    return Profile(
        title=f"{first.title} + {second.title}",
        camera=second.camera or first.camera,
        microphone=second.microphone or first.microphone,
        speaker=second.speaker or first.speaker,
        temperature=_narrower(first.temperature, second.temperature),
    )


def _narrower(first: Temperature | None, second: Temperature | None) -> Temperature | None:
    if first is None or second is None:
        return first or second
    return Temperature(lowest_c=max(first.lowest_c, second.lowest_c), highest_c=min(first.highest_c, second.highest_c))
