"""A terminal for chaos: the real core in a process of its own, on a small disk and a line that break as told."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import msgspec

from agent.configuration.store import Kept
from agent.status import Status, read_status
from contract.verdicts import Judgement, Reason, Verdict
from tests.agent.terminals import an_enrolled_terminal
from tests.chaos.line import Line
from tests.support.centre_broker import CentreBroker

DISK_MIB = 24
OK = Judgement(verdict=Verdict.OK)
SETTINGS = {
    "looks": {"quick_s": 2, "full_s": 3600},
    "reporting": {"routine_s": 5},
    "link": {"keepalive_s": 5, "backoff_cap_s": 2.0},
}
FAULTY = {
    "camera.presence": Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_MISSING,)),
    "microphone.presence": Judgement(verdict=Verdict.FAILED, reasons=(Reason.MICROPHONE_MISSING,)),
}


class Machine:
    """One terminal; `state` is its disk, what the test turns is in `knobs`."""

    def __init__(self, folder: Path, *, terminal: str, state: Path, line: Line) -> None:
        self.terminal = terminal
        self.state = state
        self.line = line
        self.knobs = folder
        self.log = folder / "agent.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.answer(frozenset())
        self.new_boot()

    @property
    def spool(self) -> Path:
        return self.state / "spool.sqlite"

    @property
    def status(self) -> Status | None:
        return read_status(self.knobs / "run" / "status.json")

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        runtime = self.knobs / "run"
        runtime.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "tests.chaos.runner", str(self.state), str(self.knobs)]
        with self.log.open("ab") as log:
            environment = os.environ | {"RUNTIME_DIRECTORY": str(runtime)}
            self._process = subprocess.Popen(command, stderr=log, env=environment)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def reset(self) -> None:
        """End all at once, and leave of the database what was synced."""
        self.kill()
        for name in ("spool.sqlite", "spool.sqlite-wal", "spool.sqlite-shm"):
            (self.state / name).unlink(missing_ok=True)
        if (self.knobs / "synced").exists():
            for file in (self.knobs / "synced").iterdir():
                shutil.copy(file, self.state)
        self.new_boot()

    def new_boot(self) -> None:
        self.turn("boot", str(uuid4()))

    def answer(self, faulty: frozenset[str]) -> None:
        answers = {check: FAULTY[check] if check in faulty else OK for check in FAULTY}
        self.turn("answers.json", msgspec.json.encode(answers).decode())

    def turn(self, knob: str, text: str) -> None:
        beside = self.knobs / f"{knob}.new"
        beside.write_text(text)
        beside.replace(self.knobs / knob)

    def fill_disk(self) -> None:
        with contextlib.suppress(OSError), (self.state / "filler").open("wb") as filler:
            while True:
                filler.write(b"\0" * 65536)
                filler.flush()

    def free_disk(self) -> None:
        (self.state / "filler").unlink(missing_ok=True)

    def remount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.state)], check=True)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None


@contextlib.contextmanager
def a_machine(broker: CentreBroker, folder: Path, *, terminal: str, bits_per_s: int = 0) -> Iterator[Machine]:
    """Enrol a terminal on a disk of its own (a small one, where we may mount) behind a line of its own."""
    state, knobs = folder / terminal, folder / f"{terminal}-knobs"
    state.mkdir()
    knobs.mkdir()
    line = Line(broker.settings.broker_port, bits_per_s=bits_per_s)
    with contextlib.ExitStack() as ending:
        if can_mount():
            options = f"size={DISK_MIB}m"
            subprocess.run(["mount", "-t", "tmpfs", "-o", options, "beket-test", str(state)], check=True)
            ending.callback(subprocess.run, ["umount", "-l", str(state)], check=True)
        an_enrolled_terminal(broker, folder, ports=(line.port,), terminal=terminal)
        committed = Kept(generation=1, hash="by-hand", document=SETTINGS)
        (state / "configuration").mkdir(exist_ok=True)
        (state / "configuration" / "committed.json").write_bytes(msgspec.json.encode(committed))
        machine = Machine(knobs, terminal=terminal, state=state, line=line)
        ending.callback(line.close)
        ending.callback(machine.kill)
        yield machine


def can_mount() -> bool:
    """Are file systems ours to mount?"""
    return os.geteuid() == 0 and shutil.which("mount") is not None
