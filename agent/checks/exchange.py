"""One question to a child and its answer, bounded in time and in bytes: what it says costs the agent no memory."""

import os
import selectors
import subprocess
import time
from collections.abc import Callable

MOST_BYTES = 1 << 20
MOST_LAST_WORDS = 4096
_CHUNK = 1 << 16
_LOOK_S = 0.2
_SETTLE_S = 0.01


class FloodError(Exception):
    """The child says more than any honest answer is long."""


def exchange(
    child: subprocess.Popen[bytes], question: bytes, *, timeout_s: float, is_over: Callable[[], bool] = lambda: False
) -> tuple[bytes, bytes]:
    """Return the answer and the last words of a child that has ended, not yet reaped.

    Raises `subprocess.TimeoutExpired` (also when `is_over`: nobody waits any more) or `FloodError`; the child is then
    still there.
    """
    talk = _Talk(child, question)
    deadline_s = time.monotonic() + timeout_s
    while talk.goes_on() or not has_ended(child):
        left_s = deadline_s - time.monotonic()
        if left_s <= 0 or is_over():
            raise subprocess.TimeoutExpired(child.args, timeout_s)
        talk.step(min(left_s, _LOOK_S))
    return bytes(talk.answer), bytes(talk.words[-MOST_LAST_WORDS:])


def has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Has it ended? Its number stays taken until it is reaped, so that its group can still be ended safely."""
    try:
        return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


class _Talk:
    def __init__(self, child: subprocess.Popen[bytes], question: bytes) -> None:
        if child.stdin is None or child.stdout is None or child.stderr is None:
            raise ValueError("a child is talked to by three pipes")
        self._child = child
        self._stdin = child.stdin
        self._question = memoryview(question)
        self._pipes = selectors.DefaultSelector()
        self.answer, self.words = bytearray(), bytearray()
        for pipe in (child.stdin, child.stdout, child.stderr):
            os.set_blocking(pipe.fileno(), False)
        self._pipes.register(child.stdin, selectors.EVENT_WRITE)
        self._pipes.register(child.stdout, selectors.EVENT_READ, self.answer)
        self._pipes.register(child.stderr, selectors.EVENT_READ, self.words)

    def goes_on(self) -> bool:
        return bool(self._pipes.get_map())

    def step(self, timeout_s: float) -> None:
        if not self.goes_on():
            time.sleep(_SETTLE_S)
            return
        # Asked before its pipes are: what it said with its last breath is then in them.
        ended = has_ended(self._child)
        ready = self._pipes.select(timeout_s)
        for key, _ in ready:
            if key.data is None:
                self._write(key)
            else:
                self._read(key)
        if not ready and ended:
            # Whatever it started may hold the pipes open for ever; nobody waits for that.
            for key in list(self._pipes.get_map().values()):
                self._pipes.unregister(key.fileobj)

    def _write(self, key: selectors.SelectorKey) -> None:
        try:
            self._question = self._question[os.write(key.fd, self._question[:_CHUNK]) :]
        except BrokenPipeError:
            self._question = self._question[:0]
        if not self._question:
            self._pipes.unregister(key.fileobj)
            self._stdin.close()

    def _read(self, key: selectors.SelectorKey) -> None:
        chunk = os.read(key.fd, _CHUNK)
        key.data.extend(chunk)
        if not chunk:
            self._pipes.unregister(key.fileobj)
        if len(self.answer) + len(self.words) > MOST_BYTES:
            raise FloodError
