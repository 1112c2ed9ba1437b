"""The one real agent on this machine: its devices, real where there are any, and its process."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from agent.checks.baselines.reference import read_reference
from agent.checks.descriptor import Terminal
from agent.checks.learning import Learnt, learn_reference
from contract.configuration.schema import Configuration
from hardware.camera.discovery import find_cameras
from hardware.sound.discovery import find_microphones
from hardware.virtual.folder import (
    VirtualCamera,
    VirtualDisplay,
    VirtualLine,
    VirtualMicrophone,
    VirtualSpeaker,
    put_device,
    turn,
)
from hardware.virtual.session import READY
from simulation.child import Child
from simulation.preflight import our_program
from simulation.refusal import Refusal

REAL_PROFILE, VIRTUAL_PROFILE = "any", "demo"
VIDEO = "vtest.avi"
SPEECH = ("Front_Center.wav", "Rear_Left.wav", "Side_Right.wav")
SPEECH_FOLDER = Path("/usr/share/sounds/alsa")
READY_WITHIN_S = 20.0


def has_real_devices() -> bool:
    """Has this machine a camera and a microphone of its own?"""
    return bool(find_cameras()) and bool(find_microphones())


def put_virtual_devices(folder: Path, media: Path) -> None:
    """Describe a camera that plays real video and a microphone that hears recorded speech; raises Refusal."""
    speech = [SPEECH_FOLDER / name for name in SPEECH]
    for file in (media / VIDEO, *speech):
        if not file.exists():
            raise Refusal(f"{file} is missing: make setup fetches it")
    put_device(folder, VirtualCamera(video=str((media / VIDEO).resolve())))
    put_device(folder, VirtualMicrophone(speech=tuple(str(file) for file in speech)))
    put_device(folder, VirtualSpeaker())
    put_device(folder, VirtualDisplay())
    put_device(folder, VirtualLine())
    for device in ("camera", "microphone", "speaker", "line"):
        turn(folder, device, fault="none")


def start_devices(folder: Path, *, log: Path, relays: Sequence[str] = ()) -> Child:
    """Start what the virtual devices need to live: a sound server and a line. Raises Refusal.

    `relays`, PORT[/udp]=HOST:PORT, are ports that the line carries.
    """
    (folder / READY).unlink(missing_ok=True)
    command = [sys.executable, "-m", "hardware.virtual.session", str(folder)]
    child = Child("virtual devices", [*command, *(word for relay in relays for word in ("--relay", relay))], log=log)
    deadline = time.monotonic() + READY_WITHIN_S
    while not (folder / READY).exists():
        if not child.is_running or time.monotonic() > deadline:
            child.end(time.monotonic())
            raise Refusal(f"the virtual devices did not start: {child.last_words() or 'no word from them'}")
        time.sleep(0.05)
    return child


def learn_view(state: Path, devices: Path) -> None:
    """Take the virtual camera's view as the good one, once: before a real one a person looks and confirms."""
    if read_reference(state) is not None:
        return
    terminal = Terminal(state=str(state), profile=VIRTUAL_PROFILE, devices=str(devices))
    outcome = learn_reference(terminal, Configuration())
    if outcome is not Learnt.KEPT:
        raise Refusal(f"the virtual camera's view could not be learnt ({outcome})")


def start_agent(state: Path, devices: Path | None, *, log: Path) -> Child:
    """Start the agent as it runs on a terminal."""
    command = [our_program("beket-agent"), "run", "--state", str(state)]
    return Child("agent", command + (["--devices", str(devices)] if devices else []), log=log)
