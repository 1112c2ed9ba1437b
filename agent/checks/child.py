"""Starts probes and ends them: never later than the deadline, and never two upon the same dead device."""

import contextlib
import os
import signal
import subprocess
import sys
import threading

import msgspec
from msgspec.structs import replace

from agent.checks.descriptor import Request
from agent.checks.exchange import MOST_BYTES, FloodError, exchange
from agent.checks.patience import patience

_START_S = 30.0
"""What a child may take to start and to load its libraries on a busy machine."""
_GRACE_S = 2.0
_LAST_WORDS = 200

_ENVIRONMENT = {
    # Read once when OpenCV is imported: V4L2 has no other limit on a read (a property makes the open fail).
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "5",
    "OPENCV_LOG_LEVEL": "SILENT",
    # Each thread of a pool reserves address space, of which the probe has little.
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "MALLOC_ARENA_MAX": "2",
}


class ProbeError(Exception):
    """The probe gave no answer; the message says its last words."""


class ProbeStuckError(ProbeError):
    """The probe did not end by its deadline, or an earlier one of the same device still has not."""


class ProbeGaveWayError(ProbeError):
    """The probe was ended for a call's sake."""


class Prober:
    """Runs probes for one agent, and remembers those that do not die."""

    def __init__(self, *, start_s: float = _START_S) -> None:
        """Begin with none; `start_s` is what a child may take to start."""
        self._patience = patience()
        self._start_s = start_s * self._patience
        self._undead: dict[tuple[str, str], subprocess.Popen[bytes]] = {}
        self._running: dict[subprocess.Popen[bytes], str] = {}
        self._giving_way: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()

    def ask(self, request: Request) -> bytes:
        """Return the probe's answer; raise `ProbeError`, `ProbeStuckError` or `ProbeGaveWayError`."""
        request = _stretched(request, self._patience)
        device = (request.reading, request.argument)
        self._refuse_if_undead(device)
        probe = _start()
        with self._lock:
            self._running[probe] = request.reading
        try:
            answer, words = exchange(probe, msgspec.json.encode(request), timeout_s=self._start_s + request.deadline_s)
        except subprocess.TimeoutExpired:
            raise ProbeStuckError(_stuck(request)) from None
        except FloodError:
            raise ProbeError(f"{request.reading} said more than {MOST_BYTES >> 20} MiB") from None
        finally:
            gave_way = self._end(probe, device)
        if probe.returncode != 0 and gave_way:
            raise ProbeGaveWayError(f"{request.reading} was ended: a call begins")
        if probe.returncode == -signal.SIGALRM:
            raise ProbeStuckError(_stuck(request))
        if probe.returncode != 0:
            raise ProbeError(_last_words(words, probe.returncode))
        return answer

    def give_way(self, reading: str) -> None:
        """End the probes of a reading, so that a call can have the device; whoever asked is told that they gave way."""
        with self._lock:
            for probe in [probe for probe, read in self._running.items() if read == reading]:
                self._giving_way.add(probe)
                _kill(probe)

    def _refuse_if_undead(self, device: tuple[str, str]) -> None:
        with self._lock:
            earlier = self._undead.get(device)
            if earlier is not None and earlier.poll() is None:
                raise ProbeStuckError(f"{device[0]}: process {earlier.pid} still hangs in the device")
            self._undead.pop(device, None)

    def _end(self, probe: subprocess.Popen[bytes], device: tuple[str, str]) -> bool:
        """End the probe and all that it started; return whether it was made to give way."""
        with self._lock:
            del self._running[probe]
            gave_way = probe in self._giving_way
            self._giving_way.discard(probe)
            _kill(probe)
        try:
            probe.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            with self._lock:
                self._undead[device] = probe
        for pipe in (probe.stdin, probe.stdout, probe.stderr):
            if pipe is not None:
                pipe.close()
        return gave_way


def _kill(probe: subprocess.Popen[bytes]) -> None:
    # Called only while it is not reaped: its group's number cannot be somebody else's.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(probe.pid, signal.SIGKILL)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "agent.checks.probe"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
        env=os.environ | _ENVIRONMENT,
    )


def _stretched(request: Request, factor: float) -> Request:
    return replace(request, deadline_s=request.deadline_s * factor, cpu_s=int(request.cpu_s * factor))


def _stuck(request: Request) -> str:
    return f"{request.reading} did not end within {request.deadline_s:.0f} s"


def _last_words(words: bytes, status: int) -> str:
    lines = words.decode(errors="replace").strip().splitlines()
    if status < 0:
        return f"the probe was ended by {signal.Signals(-status).name}"
    return lines[-1][:_LAST_WORDS] if lines else f"the probe ended with status {status}"
