"""The power fails at any line of the configuration's way to disk: what is found after it is a good one."""

import shutil
import subprocess
import sys
from pathlib import Path

from agent.configuration.store import Store

FLOOR = 1
MOST_LINES = 300


def pull_plug(folder: Path, line: int) -> tuple[Path, bool]:
    """Run until that line; return what is certainly on disk, and whether there was such a line."""
    disk, kept = folder / "disk", folder / "kept"
    shutil.rmtree(disk, ignore_errors=True)
    disk.mkdir()
    command = [sys.executable, "-m", "tests.agent.power_cut", str(disk), str(kept), str(line)]
    return kept, subprocess.run(command, check=False).returncode != 0


def test_a_power_cut_at_any_line_leaves_a_good_configuration(tmp_path: Path) -> None:
    found = []
    for line in range(1, MOST_LINES):
        kept, was_cut = pull_plug(tmp_path, line)
        for folder in (tmp_path / "disk", kept):  # what the kernel had, and the least that the disk has
            committed = Store(folder).committed(FLOOR)
            assert (committed.generation, committed.configuration.looks.quick_s) in {(2, 9), (3, 8)}
        found.append(Store(kept).committed(FLOOR).generation)
        if not was_cut:
            break
    assert found == sorted(found)  # once it is there it stays
    assert {2, 3} == set(found)
    assert len(found) > 30
