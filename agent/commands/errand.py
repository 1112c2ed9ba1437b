"""What a command asks for, done by a child process that tells its steps: nothing heavy or slow is in the core.

One JSON document to the child, one line of JSON back for each step; the last one has a state that stays, or the child
ends without one: then something goes on after it, as a reboot does.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from agent.checks.descriptor import Terminal
from agent.checks.exchange import has_ended
from contract.judgement.circumstances import Circumstances
from contract.messages import CommandState, CommandStep, CommandWhy
from contract.orders import Verb

MOST_LINE = 4096
_GRACE_S = 2.0
_LOOK_S = 0.01


class Errand(Struct, frozen=True, kw_only=True):
    """What the child is told."""

    verb: Verb
    args: dict[str, str]
    terminal: Terminal
    given: Circumstances
    lines: tuple[str, ...] = ()
    """The last lines of the agent's own log, for the verb that collects them."""


class Word(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step, or the end."""

    state: CommandState = CommandState.RUNNING
    step: CommandStep = CommandStep.NONE
    why: CommandWhy = CommandWhy.NONE
    detail: str = ""
    progress: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A word of the errand of a command."""

    command: str
    word: Word


BROKEN = Word(state=CommandState.FAILED, why=CommandWhy.BROKEN)


class Running:
    """A child under way; `end` may be called at any time, from any thread."""

    def __init__(self, command: str, errand: Errand, deliver: Callable[[Told], None]) -> None:
        """Begin it in a thread of its own: the child dies with the thread that started it."""
        self._command = command
        self._errand = errand
        self._deliver = deliver
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._is_over = False
        threading.Thread(target=self._run, name=f"errand-{errand.verb}", daemon=True).start()

    def end(self) -> None:
        """End the child and all that it started; nothing more is heard of it."""
        with self._lock:
            self._is_over = True
            if self._child is not None:
                _kill(self._child)

    def _run(self) -> None:
        try:
            word = self._talk()
        except OSError as error:
            word = msgspec.structs.replace(BROKEN, detail=str(error))
        if word is not None:
            self._tell(word)

    def _talk(self) -> Word | None:
        """Tell each step as it comes; return the end, if there is one to tell."""
        with self._lock:
            if self._is_over:
                return None
            self._child = child = _start()
        if child.stdin is None or child.stdout is None:
            raise OSError("a child is talked to by pipes")
        with child.stdin as question, contextlib.suppress(BrokenPipeError):
            question.write(msgspec.json.encode(self._errand))
        last: Word | None = None
        with child.stdout as answers:
            while line := answers.readline(MOST_LINE):
                with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
                    last = msgspec.json.decode(line, type=Word)
                    if last.state is CommandState.RUNNING:
                        self._tell(last)
        _await_end(child)
        with self._lock:
            _kill(child)
            self._child = None
            status = child.wait()
        if last is not None and last.state is not CommandState.RUNNING:
            return last
        return None if status == 0 else BROKEN

    def _tell(self, word: Word) -> None:
        if not self._is_over:
            self._deliver(Told(command=self._command, word=word))


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "agent.commands.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        process_group=0,
    )


def _await_end(child: subprocess.Popen[bytes]) -> None:
    """It has closed its mouth: let it end by itself, so that how it ended says something."""
    until_s = time.monotonic() + _GRACE_S
    while not has_ended(child) and time.monotonic() < until_s:
        time.sleep(_LOOK_S)


def _kill(child: subprocess.Popen[bytes]) -> None:
    # Called only while it is not reaped: its group's number cannot be somebody else's.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
