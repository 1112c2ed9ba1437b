"""Virtual devices for tests: a folder of them, and the terminal that has it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.checks.descriptor import Terminal
from contract.configuration.line import Network
from contract.configuration.looks import Looks
from contract.configuration.media import Camera, Microphone
from contract.configuration.people import Privacy
from contract.configuration.schema import Configuration
from hardware.sound.server import SoundServerError
from hardware.virtual.folder import VirtualCamera, VirtualMicrophone, VirtualSpeaker, put_device
from hardware.virtual.line import Line
from hardware.virtual.relay import Carried
from hardware.virtual.sound import Sound

MEDIA = Path(__file__).parents[2] / ".beket/media"
SPEECH = Path("/usr/share/sounds/alsa")


def video() -> str:
    """Return a real video; the test that needs it is skipped where set-up could not fetch it."""
    file = MEDIA / "vtest.avi"
    if not file.exists():
        pytest.skip(f"{file} is not here (make setup fetches it from Debian's opencv-doc)")
    return str(file)


def a_terminal(folder: Path, *, profile: str = "demo") -> Terminal:
    devices, state = folder / "devices", folder / "state"
    devices.mkdir(exist_ok=True)
    state.mkdir(exist_ok=True)
    return Terminal(profile=profile, devices=str(devices), state=str(state))


def with_camera(folder: Path) -> Terminal:
    terminal = a_terminal(folder)
    put_device(folder / "devices", VirtualCamera(video=video()))
    return terminal


def impatient(**sections: object) -> Configuration:
    """Return a configuration that looks for a second or two, with rest not allowed."""
    defaults: dict[str, object] = {
        "looks": Looks(),
        "camera": Camera(watch_s=2.0, no_frames_s=2.0, repeating_s=1.0),
        "microphone": Microphone(listen_s=2.0, dead_s=2.0),
        "network": Network(timeout_s=1.0),
        "privacy": Privacy(rest_allowed=False),
    }
    return Configuration(**(defaults | sections))  # type: ignore[arg-type]


def speech() -> tuple[str, ...]:
    """Return recorded speech; the test that needs it is skipped where Debian's alsa-utils is absent."""
    files = sorted(str(file) for file in SPEECH.glob("*_*.wav"))
    if not files:
        pytest.skip(f"no speech in {SPEECH} (package alsa-utils)")
    return tuple(files)


@contextlib.contextmanager
def sounding(folder: Path, *, hears: tuple[str, ...] = ()) -> Iterator[Terminal]:
    """Run a virtual microphone, which hears speech or what it is given, and a speaker; skipped without PipeWire."""
    terminal = a_terminal(folder)
    put_device(folder / "devices", VirtualMicrophone(speech=hears or speech()))
    put_device(folder / "devices", VirtualSpeaker())
    try:
        sound = Sound(folder / "devices")
    except SoundServerError as error:
        pytest.skip(str(error))
    sound.start()
    try:
        yield terminal
    finally:
        sound.stop()


@contextlib.contextmanager
def carrying(folder: Path, *relays: Carried) -> Iterator[None]:
    """Run the virtual line of a devices folder."""
    line = Line(folder, relays=relays)
    line.start()
    try:
        yield
    finally:
        line.stop()
