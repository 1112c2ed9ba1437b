"""A sound server of our own without hardware: PipeWire in a private session, for virtual microphones and speakers.

Private are the runtime directory, the home and the D-Bus, so that it neither finds nor disturbs the user's own.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hardware.sound.server import SoundServerError, pactl

_PACKAGES = {
    "dbus-daemon": "dbus-daemon",
    "pipewire": "pipewire",
    "wireplumber": "wireplumber",
    "pipewire-pulse": "pipewire-pulse",
    "pactl": "pulseaudio-utils",
    "pacat": "pulseaudio-utils",
    "setpriv": "util-linux",
}
_START_S = 15.0
_STOP_S = 3.0
_BREATH_S = 0.02
_SMALLEST_PIPE = 4096
_PREFIX = "beket-sound-"
# Without a Bluetooth bus wireplumber's monitor of it takes the whole program down.
_NO_BLUETOOTH = "bluez_monitor.enabled = false\n"


class SoundServer:
    """PipeWire with its session manager and PulseAudio's protocol, each our own child."""

    def __init__(self) -> None:
        """Make the private folders; raise `SoundServerError` when a program is missing."""
        _refuse_if_incomplete()
        _sweep_up()
        # A Unix socket's path must stay below 108 characters: not below a test's deep folder.
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        runtime, home = self._folder / "run", self._folder / "home"
        runtime.mkdir(mode=0o700)
        monitors = home / ".config/wireplumber/bluetooth.lua.d"
        monitors.mkdir(parents=True)
        (monitors / "80-none.lua").write_text(_NO_BLUETOOTH)
        self._runtime = runtime
        self._children: list[subprocess.Popen[bytes]] = []
        self.environment = {
            "XDG_RUNTIME_DIR": str(runtime),
            "HOME": str(home),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime}/bus",
            "PULSE_SERVER": f"unix:{runtime}/pulse/native",
        }

    def start(self) -> None:
        """Start it and return when it answers; raise `SoundServerError` when it does not."""
        address = self.environment["DBUS_SESSION_BUS_ADDRESS"]
        try:
            self._launch("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}")
            self._await((self._runtime / "bus").exists)
            self._launch("pipewire")
            self._await((self._runtime / "pipewire-0").exists)
            self._launch("wireplumber")
            self._launch("pipewire-pulse")
            self._await(self._answers)
        except SoundServerError:
            self.stop()
            raise

    def stop(self) -> None:
        """End every child, the last first, and remove the private folders."""
        for child in reversed(self._children):
            _end(child)
        self._children.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def is_running(self) -> bool:
        """Are all its programs alive?"""
        return bool(self._children) and all(child.poll() is None for child in self._children)

    def command(self, *arguments: str) -> str:
        """Ask the server by `pactl`."""
        return pactl(*arguments, environment=os.environ | self.environment)

    def start_player(self, sink: str, *, rate_hz: int) -> subprocess.Popen[bytes]:
        """Return a child that plays 16-bit samples of one channel from its stdin; whoever calls ends it."""
        form = ("--raw", "--format=s16le", f"--rate={rate_hz}", "--channels=1", "--latency-msec=50")
        player = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "pacat", "--playback", f"--device={sink}", *form],
            env=os.environ | self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        if player.stdin is not None:
            # What waits in the pipe is how late a turned knob is heard.
            fcntl.fcntl(player.stdin, fcntl.F_SETPIPE_SZ, _SMALLEST_PIPE)
        return player

    def _answers(self) -> bool:
        try:
            self.command("info")
        except SoundServerError:
            return False
        return True

    def _launch(self, *command: str) -> None:
        self._children.append(
            subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command],
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    def _await(self, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _START_S
        while not is_ready():
            dead = next((child for child in self._children if child.poll() is not None), None)
            if dead is not None:
                raise SoundServerError(f"{_name_of(dead)} ended with status {dead.returncode} while it started")
            if time.monotonic() > deadline:
                raise SoundServerError(f"the sound server did not start within {_START_S:.0f} s")
            time.sleep(_BREATH_S)


def _refuse_if_incomplete() -> None:
    missing = {program: package for program, package in _PACKAGES.items() if shutil.which(program) is None}
    if missing:
        packages = " ".join(sorted(set(missing.values())))
        raise SoundServerError(f"the virtual microphone needs {', '.join(missing)}: apt-get install {packages}")


def _sweep_up() -> None:
    """Remove what a killed session left: its programs died with it, its folder did not."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = left.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            shutil.rmtree(left, ignore_errors=True)


def _name_of(child: subprocess.Popen[bytes]) -> str:
    return list(child.args)[3] if isinstance(child.args, list) else str(child.args)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(timeout=_STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
