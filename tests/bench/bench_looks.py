"""What a look costs: the child's time, processor and memory, at a 1280×720 camera and a real sound server."""

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import msgspec
from msgspec import Struct

from agent.checks.child import _ENVIRONMENT
from agent.checks.descriptor import Reading, Request, Terminal
from agent.checks.table import READINGS
from agent.looks import LookKind
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from hardware.virtual.folder import VirtualCamera, VirtualMicrophone, VirtualSpeaker, put_device
from hardware.virtual.sound import Sound
from tests.bench.figure import BenchFigure, figure_of
from tests.support.devices import MEDIA, speech

NAME = "looks"
RUNS = 3
SIZE, FPS, FRAMES = (1280, 720), 25.0, 150
FULL = ("camera.full", "microphone.full")
GIVEN = Circumstances(configuration=Configuration())
PATIENCE_S = 120.0
"""More than the agent has: what a busy machine takes is to be seen, not cut off."""
POLL_S = 0.02
METHOD = f"{RUNS} looks through the agent's own child, default configuration; processor by wait4, memory by VmHWM"


class Spent(Struct, frozen=True, kw_only=True):
    """What one child took."""

    wall_s: float
    cpu_s: float
    rss_mib: float


def measure() -> dict[str, BenchFigure]:
    with tempfile.TemporaryDirectory(prefix="beket-bench-") as folder, _terminal(Path(folder)) as terminal:
        full = [_together(terminal, FULL) for _ in range(RUNS)]
        quick = [[_spent(reading, terminal) for reading in _quick_readings()] for _ in range(RUNS)]
    return {
        f"{NAME}.full_wall": _figure([max(each.wall_s for each in look) for look in full], unit="s", goal=12),
        f"{NAME}.full_cpu": _figure([sum(each.cpu_s for each in look) for look in full], unit="s", goal=4),
        f"{NAME}.full_rss": _figure([max(each.rss_mib for each in look) for look in full], unit="MiB", goal=120),
        f"{NAME}.quick_cpu": _figure([max(each.cpu_s for each in look) for look in quick], unit="s", goal=0.3),
    }


def _figure(runs: list[float], *, unit: str, goal: float) -> BenchFigure:
    return figure_of(runs, unit=unit, goal=goal, higher_is_better=False, method=METHOD)


def _quick_readings() -> list[Reading]:
    """Return the quick looks at devices, each a child of its own."""
    return [reading for reading in READINGS if reading.kind is LookKind.QUICK and reading.applies(GIVEN.configuration)]


def _together(terminal: Terminal, names: tuple[str, ...]) -> list[Spent]:
    """Take the looks at once, as the agent does."""
    spent: list[Spent] = []
    readings = [reading for reading in READINGS if reading.name in names]
    threads = [threading.Thread(target=lambda each=each: spent.append(_spent(each, terminal))) for each in readings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spent


def _spent(reading: Reading, terminal: Terminal) -> Spent:
    request = Request(
        reading=reading.module,
        terminal=terminal,
        given=GIVEN,
        checks=tuple(check.name for check in reading.checks),
        deadline_s=PATIENCE_S,
        memory_mib=reading.memory_mib,
    )
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "agent.checks.probe"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=os.environ | _ENVIRONMENT,
    )
    if child.stdin is not None:
        child.stdin.write(msgspec.json.encode(request))
        child.stdin.close()
    rss_mib = _peak_mib(child.pid)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{reading.name} ended with status {child.returncode}")
    return Spent(wall_s=time.monotonic() - began, cpu_s=_cpu_s(usage), rss_mib=rss_mib)


def _peak_mib(pid: int) -> float:
    """Follow a child until it ends. Its `ru_maxrss` would be ours where we are larger: it is kept across exec."""
    peak_kib = 0
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        peak_kib = max([peak_kib, *(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM"))])
        time.sleep(POLL_S)
    return peak_kib / 1024


def _cpu_s(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


@contextmanager
def _terminal(folder: Path) -> Iterator[Terminal]:
    devices, state = folder / "devices", folder / "state"
    devices.mkdir()
    state.mkdir()
    put_device(devices, VirtualCamera(video=str(_enlarged(MEDIA / "vtest.avi", folder / "camera.avi"))))
    put_device(devices, VirtualMicrophone(speech=speech()))
    put_device(devices, VirtualSpeaker())
    sound = Sound(devices)
    sound.start()
    try:
        yield Terminal(profile="demo", devices=str(devices), state=str(state))
    finally:
        sound.stop()


def _enlarged(video: Path, enlarged: Path) -> Path:
    """Write the first frames at 1280×720 as motion JPEG, which is how such a camera sends them."""
    frames = cv2.VideoCapture(str(video))
    writer = cv2.VideoWriter(str(enlarged), cv2.VideoWriter.fourcc(*"MJPG"), FPS, SIZE)
    for _ in range(FRAMES):
        came, frame = frames.read()
        if came:
            writer.write(cv2.resize(frame, SIZE, interpolation=cv2.INTER_CUBIC))
    writer.release()
    return enlarged
