"""Which sound cards are there, from sysfs, and the virtual microphone and speaker of a devices folder."""

from pathlib import Path

from msgspec import Struct

from hardware.usb import UsbId, read_text, usb_device_of
from hardware.virtual.folder import (
    MicrophoneKnobs,
    SpeakerKnobs,
    VirtualMicrophone,
    VirtualSpeaker,
    find_device,
    read_knobs,
)

SYS = Path("/sys")
_SOFTWARE = frozenset({"snd_aloop", "snd_dummy"})
"""Drivers without a device behind them."""


class SoundDevice(Struct, frozen=True, kw_only=True):
    """One direction of a sound card: what hears, or what plays."""

    name: str
    card: int | None = None
    """ALSA's number of the card; a virtual device has none."""
    node: str = ""
    """The device file, `/dev/snd/pcmC1D0c`."""
    source: str = ""
    """The sound server's name, where it is already known."""
    usb: UsbId | None = None
    serial: str | None = None
    virtual: bool = False


def find_microphones(*, sys: Path = SYS, devices: Path | None = None) -> list[SoundDevice]:
    """Return what can hear, the virtual microphone last."""
    found = _real_devices(sys, direction="c")
    microphone = find_device(devices, VirtualMicrophone)
    if devices and microphone and read_knobs(devices, MicrophoneKnobs).fault != "unplugged":
        found.append(SoundDevice(name=microphone.name, source=microphone.source, virtual=True))
    return found


def find_speakers(*, sys: Path = SYS, devices: Path | None = None) -> list[SoundDevice]:
    """Return what can play, the virtual speaker last."""
    found = _real_devices(sys, direction="p")
    speaker = find_device(devices, VirtualSpeaker)
    if devices and speaker and read_knobs(devices, SpeakerKnobs).fault != "unplugged":
        found.append(SoundDevice(name=speaker.name, source=speaker.sink, virtual=True))
    return found


def _real_devices(sys: Path, *, direction: str) -> list[SoundDevice]:
    cards = sorted((sys / "class/sound").glob("card[0-9]*"), key=lambda entry: int(entry.name[4:]))
    return [device for card in cards for device in _of_card(card, direction=direction)]


def _of_card(card: Path, *, direction: str) -> list[SoundDevice]:
    number = int(card.name[4:])
    streams = sorted(card.parent.glob(f"pcmC{number}D*{direction}"))
    if not streams:
        return []
    usb = usb_device_of(card / "device")
    return [
        SoundDevice(
            name=read_text(card / "id"),
            card=number,
            node=f"/dev/snd/{streams[0].name}",
            usb=usb.id if usb else None,
            serial=usb.serial if usb else None,
            virtual=usb is None and _is_software(card),
        )
    ]


def _is_software(card: Path) -> bool:
    driver = (card / "device/driver").resolve().name
    return driver in _SOFTWARE or "virtual" in card.resolve().parts
