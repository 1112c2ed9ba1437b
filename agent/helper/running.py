"""Runs a program for the helper: a fixed command, a clean environment, bounded in time and in what it may say."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.checks.exchange import exchange
from agent.helper.call import Call
from agent.helper.session import Session

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_GRACE_S = 2.0


@dataclass(frozen=True, slots=True)
class Done:
    """How a program ended, and what it said."""

    status: int
    answer: bytes
    words: str

    @property
    def sentence(self) -> str:
        """Its last line, for a person."""
        lines = (self.words or self.answer.decode(errors="replace")).strip().splitlines()
        return lines[-1][:200] if lines else f"ended with status {self.status}"


def run(
    command: Sequence[str],
    call: Call,
    *,
    question: bytes = b"",
    session: Session | None = None,
    more: Mapping[str, str] | None = None,
    deadline_s: float | None = None,
) -> Done:
    """Run it, as the session's user where one is given; it ends with all that it started.

    Raises `OSError`, `FloodError`, or `subprocess.TimeoutExpired` at the deadline or when who asked went away.
    """
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env={"PATH": PATH, "LANG": "C.UTF-8", **(session.environment if session else {}), **(more or {})},
        process_group=0,
        user=session.uid if session else None,
        group=session.gid if session else None,
        extra_groups=session.groups if session else None,
    )
    try:
        timeout_s = call.deadline_s if deadline_s is None else deadline_s
        answer, words = exchange(child, question, timeout_s=timeout_s, is_over=call.is_over)
    finally:
        _end(child)
    return Done(child.returncode, answer, words.decode(errors="replace"))


def outside(command: Sequence[str], *, deadline_s: float, root: Path) -> list[str]:
    """Return the command as a unit of its own where systemd runs: what it does is not the helper's cage to bound."""
    if not (root / "run/systemd/system").exists():
        return list(command)
    limits = (f"RuntimeMaxSec={deadline_s:.0f}", "TimeoutStopSec=2", "KillMode=control-group", "TasksMax=64")
    properties = [f"--property={limit}" for limit in limits]
    return [
        "systemd-run",
        "--quiet",
        "--pipe",
        "--wait",
        "--collect",
        "--service-type=exec",
        *properties,
        "--",
        *command,
    ]


def _end(child: "subprocess.Popen[bytes]") -> None:
    # Called while it is not reaped: its group's number cannot be somebody else's.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(_GRACE_S)
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()
