"""What a child says with its last breath is heard, however long this process was not run meanwhile."""

import os
import selectors
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agent.checks.exchange import exchange

LAST_BREATH = "import os, signal; os.kill(os.getpid(), signal.SIGSTOP); os.write(1, b'an answer')"


class Slow(selectors.DefaultSelector):
    """After a look at the pipes that found nothing the child has time to answer and to end."""

    child: subprocess.Popen[bytes]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(timeout)
        if not found and is_stopped(self.child.pid):
            os.kill(self.child.pid, signal.SIGCONT)
            os.waitid(os.P_PID, self.child.pid, os.WEXITED | os.WNOWAIT)
        return found


def is_stopped(pid: int) -> bool:
    return " T " in Path(f"/proc/{pid}/stat").read_text()


def test_an_answer_that_came_after_the_last_look_at_the_pipes_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe, command = subprocess.PIPE, [sys.executable, "-S", "-c", LAST_BREATH]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        monkeypatch.setattr(Slow, "child", child, raising=False)
        monkeypatch.setattr("agent.checks.exchange.selectors.DefaultSelector", Slow)
        answer, _ = exchange(child, b"", timeout_s=30)
    assert answer == b"an answer"
