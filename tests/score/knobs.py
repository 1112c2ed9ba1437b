"""Faults of the devices themselves, by turning knobs of virtual ones; each look goes through the agent's own child.

A turn is the fault, a look, the fault taken back, and a look that must find nothing.
"""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from agent.checks.child import Prober
from agent.checks.descriptor import Terminal
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.media import Camera, Microphone
from contract.configuration.people import Privacy
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement
from deploy.setup.places import MEDIA
from hardware.virtual.folder import VirtualCamera, VirtualMicrophone, VirtualSpeaker, put_device, turn
from hardware.virtual.sound import Sound
from tests.score.corpus import CORPUS
from tests.score.outcome import Material, Outcome
from tests.support.waiting import until

_GIVEN = Circumstances(
    configuration=Configuration(
        camera=Camera(watch_s=1.0, no_frames_s=1.0, repeating_s=0.8),
        microphone=Microphone(listen_s=1.0, dead_s=1.0),
        privacy=Privacy(rest_allowed=False),
    )
)


class Turns(Struct, frozen=True, kw_only=True):
    """A knob, what it is turned to, the look that must see it, and how often."""

    reason: str
    device: str
    knob: str
    reading: str
    count: int
    strengths: tuple[float, ...] = ()
    """Taken in turn; none where the fault has no strength."""


HANGING = "hanging sound server"
ANOTHER = "another device in place of the"
LATE = "late echo of the"
_NAMES_NO_VIRTUAL_ONE = {"camera": "logitech-c920", "microphone": "any", "speaker": "any"}
TURNS: tuple[Turns, ...] = (
    Turns(reason="camera.missing", device="camera", knob="unplugged", reading="camera.quick", count=100),
    Turns(reason="microphone.missing", device="microphone", knob="unplugged", reading="microphone.quick", count=100),
    Turns(reason="speaker.missing", device="speaker", knob="unplugged", reading="speaker.quick", count=100),
    Turns(reason="camera.wrong_device", device="camera", knob=ANOTHER, reading="camera.quick", count=30),
    Turns(reason="camera.no_frames", device="camera", knob="no_frames", reading="camera.full", count=30),
    Turns(
        reason="camera.low_resolution",
        device="camera",
        knob="small",
        reading="camera.full",
        count=30,
        strengths=(0.25, 0.5, 1.0),
    ),
    Turns(reason="camera.stuck", device="camera", knob="open_fails", reading="camera.full", count=60),
    Turns(reason="camera.stuck", device="camera", knob="hang", reading="camera.full", count=10),
    Turns(reason="microphone.muted", device="microphone", knob="muted", reading="microphone.mixer", count=30),
    Turns(reason="microphone.stuck", device="microphone", knob=HANGING, reading="microphone.full", count=10),
    Turns(reason="microphone.wrong_device", device="microphone", knob=ANOTHER, reading="microphone.quick", count=30),
    Turns(reason="speaker.wrong_device", device="speaker", knob=ANOTHER, reading="speaker.quick", count=30),
    Turns(reason="speaker.muted", device="speaker", knob="muted", reading="speaker.mixer", count=30),
    Turns(reason="speaker.stuck", device="speaker", knob=HANGING, reading="speaker.loopback", count=10),
    Turns(reason="speaker.echo_delay", device="speaker", knob=LATE, reading="speaker.loopback", count=10),
)
_MUTE = {
    "microphone": ("get-source-mute", VirtualMicrophone(speech=()).source),
    "speaker": ("get-sink-mute", VirtualSpeaker().sink),
}
_EARLY_MS, _LATE_MS = 60.0, 200.0
_LAID_S = 1.0
"""The session lays the way from speaker to microphone anew."""


def score_turns(turns: Turns, *, count: int = 0) -> Iterator[Outcome]:
    """Yield what comes of each look; `count` turns are made, or as many as belong to it."""
    with tempfile.TemporaryDirectory(prefix="beket-score-") as folder:
        terminal = _terminal(Path(folder))
        with _sounding(Path(folder) / "devices") as sound:
            looker = _Looker(terminal, sound)
            for number in range(count or turns.count):
                yield from looker.take(turns, number)


class _Looker:
    """Takes looks at one virtual terminal."""

    def __init__(self, terminal: Terminal, sound: Sound) -> None:
        self._terminal, self._sound = terminal, sound
        self._devices = Path(terminal.devices or "")
        self._prober = Prober()

    def take(self, turns: Turns, number: int) -> Iterator[Outcome]:
        if turns.knob == HANGING:
            yield from self._hung(turns, number)
        elif turns.knob == ANOTHER:
            yield from self._replaced(turns, number)
        elif turns.knob == LATE:
            yield from self._delayed(turns, number)
        else:
            yield from self._turned(turns, number)

    def _turned(self, turns: Turns, number: int) -> Iterator[Outcome]:
        name = f"{turns.knob} {turns.device}"
        how = {"strength": turns.strengths[number % len(turns.strengths)]} if turns.strengths else {}
        with self._knob(turns, **how):
            yield self._outcome(turns.reading, name, number, reason=turns.reason)
        yield self._outcome(turns.reading, f"after {name}", number)

    def _replaced(self, turns: Turns, number: int) -> Iterator[Outcome]:
        name, mine = f"{ANOTHER} {turns.device}", self._terminal
        self._terminal = replace(mine, profile=_NAMES_NO_VIRTUAL_ONE[turns.device])
        yield self._outcome(turns.reading, name, number, reason=turns.reason)
        self._terminal = mine
        yield self._outcome(turns.reading, f"after {name}", number)

    def _delayed(self, turns: Turns, number: int) -> Iterator[Outcome]:
        name = f"{LATE} {turns.device}"
        for echo_ms, told, reason in ((_LATE_MS, name, turns.reason), (_EARLY_MS, f"after {name}", "")):
            turn(self._devices, turns.device, echo_ms=echo_ms)
            time.sleep(_LAID_S)
            yield self._outcome(turns.reading, told, number, reason=reason)

    def _hung(self, turns: Turns, number: int) -> Iterator[Outcome]:
        _signal(self._sound, signal.SIGSTOP)
        try:
            yield self._outcome(turns.reading, HANGING, number, reason=turns.reason)
        finally:
            _signal(self._sound, signal.SIGCONT)
        yield self._outcome(turns.reading, f"after {HANGING}", number)

    @contextmanager
    def _knob(self, turns: Turns, **how: float) -> Iterator[None]:
        self._turn(turns, turns.knob, **how)
        try:
            yield
        finally:
            self._turn(turns, "none")

    def _turn(self, turns: Turns, knob: str, **how: float) -> None:
        turn(self._devices, turns.device, fault=knob, **how)
        if turns.knob == "muted":  # the sound server is told by the devices' own session
            asked = _MUTE[turns.device]
            until(lambda: ("yes" in self._sound.server.command(*asked)) == (knob == "muted"))

    def _outcome(self, reading: str, name: str, number: int, *, reason: str = "") -> Outcome:
        return Outcome(
            component=reading.partition(".")[0],
            source=f"{name} {number}",
            name=name,
            material=Material.INJECTED if reason else Material.COMPOSED,
            reason=reason,
            answers=self._look(reading),
        )

    def _look(self, name: str) -> dict[str, Judgement]:
        (reading,) = (each for each in READINGS if each.name == name)
        return take_look(reading, self._terminal, _GIVEN, prober=self._prober)


def _terminal(folder: Path) -> Terminal:
    devices, state = folder / "devices", folder / "state"
    devices.mkdir()
    state.mkdir()
    speech = tuple(str(file) for file in sorted((CORPUS / "alsa-utils").rglob("*_*.wav")))
    put_device(devices, VirtualCamera(video=str(MEDIA / "vtest.avi")))
    put_device(devices, VirtualMicrophone(speech=speech))
    put_device(devices, VirtualSpeaker())
    return Terminal(profile="demo", devices=str(devices), state=str(state))


@contextmanager
def _sounding(devices: Path) -> Iterator[Sound]:
    sound = Sound(devices)
    sound.start()
    try:
        yield sound
    finally:
        sound.stop()


def _signal(sound: Sound, number: signal.Signals) -> None:
    for child in sound.server._children:
        child.send_signal(number)
