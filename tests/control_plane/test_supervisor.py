import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from control_plane.parentage import dying_with_us
from control_plane.supervisor import Budget, Member, ProcessMember, TreeError, keep_running

PATIENT = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


class Tree:
    """A tree that runs in a thread of the test."""

    def __init__(self, **programs: str) -> None:
        self.members = {name: ProcessMember([sys.executable, "-c", text]) for name, text in programs.items()}
        self.stopping = threading.Event()
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        wait_until(lambda: all(member.is_running for member in self.members.values()) or self.error is not None)

    def stop(self) -> float:
        """End it; returns how long that took."""
        begun = time.monotonic()
        self.stopping.set()
        self._thread.join()
        return time.monotonic() - begun

    def _run(self) -> None:
        members: dict[str, Member] = dict(self.members)
        try:
            keep_running(members, self.stopping)
        except TreeError as error:
            self.error = error


@pytest.fixture
def trees() -> Iterator[list[Tree]]:
    made: list[Tree] = []
    yield made
    for tree in made:
        tree.stop()


def wait_until(holds: Callable[[], bool], within_s: float = 10.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_member_that_was_killed_is_started_again(trees: list[Tree]) -> None:
    tree = Tree(one=PATIENT, other=PATIENT)
    trees.append(tree)
    one, other = tree.members["one"].pid, tree.members["other"].pid
    assert one is not None
    os.kill(one, signal.SIGKILL)
    wait_until(lambda: tree.members["one"].pid != one and tree.members["one"].is_running)
    assert tree.members["other"].pid == other


def test_everything_ends_within_five_seconds_even_what_will_not(trees: list[Tree]) -> None:
    tree = Tree(patient=PATIENT, stubborn=STUBBORN)
    trees.append(tree)
    assert tree.stop() < 5
    assert not any(member.is_running for member in tree.members.values())


def test_a_member_that_dies_again_and_again_is_given_up_with_its_name(trees: list[Tree]) -> None:
    tree = Tree(good=PATIENT, bad="raise SystemExit(1)")
    trees.append(tree)
    wait_until(lambda: tree.error is not None)
    assert "bad has ended" in str(tree.error)
    assert not tree.members["good"].is_running


def test_a_budget_is_whole_again_after_its_time() -> None:
    budget = Budget(restarts=2, within_s=10)
    assert [budget.spend(at) for at in (0, 1, 2, 10.5, 10.6, 11)] == [True, True, False, True, False, True]


def test_children_of_a_killed_parent_end_too(tmp_path: Path) -> None:
    note = tmp_path / "child"
    command = dying_with_us([sys.executable, "-c", PATIENT])
    parent_code = (
        f"import subprocess, time; child = subprocess.Popen({command!r}); "
        f"open({str(note)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", parent_code])
    wait_until(lambda: note.exists() and note.read_text() != "")
    child = int(note.read_text())
    started = sys.executable.encode()  # until then the child has not asked to end with its parent
    wait_until(lambda: Path(f"/proc/{child}/cmdline").read_bytes().partition(b"\0")[0] == started)
    parent.kill()
    parent.wait()
    wait_until(lambda: not Path(f"/proc/{child}").exists() or "Z (zombie)" in Path(f"/proc/{child}/status").read_text())
