"""Sees when a call begins and how it ends: the conference application holds camera and microphone.

    nothing → call   it holds a camera, and a microphone as far as that can be seen
    call → nothing   it holds neither; `died` if the processes that held them are gone, and nobody let go before

A thread of its own, because the answer may have to come from the root helper (another user's open files) or from the
session's sound server. It reads a few links of /proc; while no application is named, nothing.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from agent import log
from agent.clock import Clock
from agent.helper.protocol import HelperVerb
from agent.privileged import HelperAway, ask
from contract.configuration.machine import Application
from hardware.processes import PROC, Process, Roster

IDLE_S, CALL_S = 5.0, 1.0
"""So often it is looked, without a call and in one."""
ASK_S = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class CallBegan:
    """The application took camera and microphone."""

    at_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallEnded:
    """It let go of both, or was gone."""

    at_ms: int
    died: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """What the application holds now; `pids` are its processes that hold anything, `alive` all of them."""

    camera: bool = False
    microphone: bool = False
    pids: frozenset[int] = frozenset()
    alive: frozenset[int] = frozenset()


CallEvent = CallBegan | CallEnded


class Following:
    """From one look to the next: pure."""

    def __init__(self) -> None:
        """Begin without a call."""
        self.in_call = False
        self._pids: frozenset[int] = frozenset()

    def take(self, held: Held, now_ms: int) -> CallEvent | None:
        """Return what changed."""
        if not self.in_call and held.camera and held.microphone:
            self.in_call, self._pids = True, held.pids
            return CallBegan(at_ms=now_ms)
        if self.in_call and not held.camera and not held.microphone:
            self.in_call = False
            return CallEnded(at_ms=now_ms, died=not self._pids & held.alive)
        if self.in_call:
            self._pids = held.pids
        return None


class CallWatch:
    """The thread; `apply` says which application it is."""

    def __init__(
        self, deliver: Callable[[CallEvent], None], *, devices: Path | None, proc: Path = PROC, dev: Path = Path("/dev")
    ) -> None:
        """Wait until an application is named."""
        self._deliver = deliver
        self._devices = devices
        self._proc = proc
        self._dev = dev
        self._application = Application()
        self._changed = threading.Event()
        self._thread: threading.Thread | None = None

    def apply(self, application: Application) -> None:
        """Watch this application from now on; the thread begins with the first that has a name."""
        if application == self._application:
            return
        self._application = application
        self._changed.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="calls", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        clock, following = Clock(), Following()
        while True:
            self._changed.clear()
            named = self._application
            roster = Roster(named.executables, named.unit, proc=self._proc)
            while not self._changed.is_set():
                now_ms = clock.uptime_ms()
                named_at_all = bool(named.executables or named.unit)
                held = self._look(roster.find(now_ms / 1000)) if named_at_all else Held()
                if (event := following.take(held, now_ms)) is not None:
                    self._deliver(event)
                self._changed.wait(CALL_S if following.in_call else IDLE_S)

    def _look(self, processes: list[Process]) -> Held:
        alive = frozenset(process.pid for process in processes if not self._is_dead(process.pid))
        if not alive:
            return Held()
        cameras, microphones = self._nodes()
        found = {pid: self._open_files(pid) for pid in alive}
        if None in found.values():
            asked = {node: self._asked(node) & alive for node in (*cameras, *microphones)}
            found = {pid: frozenset(node for node, pids in asked.items() if pid in pids) for pid in alive}
        opened = {pid: files or frozenset() for pid, files in found.items()}
        on_camera = frozenset(pid for pid, files in opened.items() if files & cameras)
        recording = frozenset(pid for pid, files in opened.items() if files & microphones)
        return Held(
            camera=bool(on_camera),
            microphone=bool(recording) or (bool(on_camera) and self._records(processes)),
            pids=on_camera | recording,
            alive=alive,
        )

    def _nodes(self) -> tuple[frozenset[str], frozenset[str]]:
        if self._devices is not None:
            return (
                frozenset({str(self._devices / "camera.json")}),
                frozenset({str(self._devices / "microphone.json")}),
            )
        return (
            frozenset(map(str, self._dev.glob("video*"))),
            frozenset(map(str, self._dev.glob("snd/pcmC*D*c"))),
        )

    def _open_files(self, pid: int) -> frozenset[str] | None:
        """Return what a process has open; None where it is not ours to see."""
        try:
            return frozenset(str(link.readlink()) for link in (self._proc / str(pid) / "fd").iterdir())
        except PermissionError:
            return None
        except OSError:  # it ended just now
            return frozenset()

    def _is_dead(self, pid: int) -> bool:
        """Say whether it only waits for its parent to take note of its end: then it has no command line any more."""
        try:
            return not (self._proc / str(pid) / "cmdline").read_bytes()
        except OSError:
            return True

    def _asked(self, node: str) -> frozenset[int]:
        try:
            answer = ask(HelperVerb.WHO_HOLDS, subject=Path(node).name, deadline_s=ASK_S)
        except HelperAway:
            return frozenset()
        return frozenset(int(pid) for pid in answer.facts if pid.isdecimal())

    def _records(self, processes: Iterable[Process]) -> bool:
        """Say whether it records through the sound server; where that is not to be seen, the camera speaks for both."""
        from hardware.sound.server import SoundServerError, environment_of  # noqa: PLC0415 - only calls need it
        from hardware.sound.streams import list_streams  # noqa: PLC0415 - as above

        pids, names = {process.pid for process in processes}, set(self._application.executables)
        try:
            streams = list_streams("source", environment_of(self._devices))
        except SoundServerError as error:
            log.debug("calls.sound_unseen", why=error)
            return True
        return any(stream.pid in pids or stream.binary in names for stream in streams)
