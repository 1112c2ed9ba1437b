import sys
import time
from pathlib import Path

import pytest

from simulation.child import Child
from simulation.household import END_WITHIN_S, Household
from simulation.refusal import Refusal
from tests.support.waiting import until

STUBBORN_WITH_A_CHILD = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, "up", flush=True)
time.sleep(60)
"""


def a_child(folder: Path, program: str) -> Child:
    return Child("guest", [sys.executable, "-c", program], log=folder / "log", environment={})


def test_one_that_ended_by_itself_is_named_with_its_last_words(tmp_path: Path) -> None:
    with Household() as household:
        child = household.take_in(a_child(tmp_path, "print('no bread in the house')"))
        child.end(time.monotonic() + 10)
        with pytest.raises(Refusal, match=r"guest has ended[\s\S]*no bread"):
            household.check()


def test_nobody_is_left_behind_though_some_will_not_end(tmp_path: Path) -> None:
    started = time.monotonic()
    with Household() as household:
        child = household.take_in(a_child(tmp_path, STUBBORN_WITH_A_CHILD))
        while "up" not in child.last_words():
            time.sleep(0.02)
    grandchild = int(child.last_words().split()[0])
    assert not child.is_running
    until(lambda: not _is_alive(grandchild))
    assert time.monotonic() - started < END_WITHIN_S + 3


def test_nobody_is_left_behind_though_an_ending_breaks(tmp_path: Path) -> None:
    def broken() -> None:
        raise RuntimeError

    household = Household()
    child = household.take_in(a_child(tmp_path, "import time; time.sleep(60)"))
    household.at_end(broken)
    with pytest.raises(RuntimeError):
        household.__exit__(None, None, None)
    assert not child.is_running


def _is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
