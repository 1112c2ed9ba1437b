"""What root leaves behind by hand in the agent's folder: the service can read it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helper.asking import NOBODY, as_root, open_the_way
from tests.support.devices import with_camera

LEFT = """
import os, sys
from pathlib import Path
from agent.owner import become_owner
become_owner(Path(sys.argv[1]))
print(os.getuid(), os.getgid(), os.geteuid())
(Path(sys.argv[1]) / "left").touch()
"""


def leave_something(folder: Path) -> str:
    command = [sys.executable, "-c", LEFT, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


@as_root
def test_root_goes_on_as_the_folder_s_owner_and_never_comes_back(tmp_path: Path) -> None:
    open_the_way(tmp_path)
    os.chown(tmp_path, NOBODY, NOBODY)
    assert leave_something(tmp_path).split() == [str(NOBODY)] * 3
    assert (tmp_path / "left").stat().st_uid == NOBODY


@pytest.mark.parametrize("name", ["", "none"])
def test_a_folder_of_one_s_own_or_none_changes_nobody(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", LEFT.replace('/ "left"', '/ "../left"'), str(tmp_path / name)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    assert said.split() == [str(os.getuid()), str(os.getgid()), str(os.geteuid())]


@as_root
def test_a_check_by_root_leaves_nothing_that_the_service_cannot_read(tmp_path: Path) -> None:
    state, devices = Path((terminal := with_camera(tmp_path)).state), terminal.devices
    open_the_way(tmp_path)
    os.chown(state, NOBODY, NOBODY)
    # An interpreter that the owner may not reach cannot start probes: what is left behind counts, not what was seen.
    check = ["-m", "agent.cli", "check", "camera", "--state", str(state), "--devices", str(devices)]
    subprocess.run([sys.executable, *check], capture_output=True, timeout=120, check=False)
    assert {path.stat().st_uid for path in (state, *state.rglob("*"))} == {NOBODY}
