"""One agent a folder."""

import os
from pathlib import Path

from agent.lock import is_held, take_lock


def test_a_folder_is_held_until_its_agent_ends(tmp_path: Path) -> None:
    held = take_lock(tmp_path)
    assert held is not None
    assert take_lock(tmp_path) is None
    assert is_held(tmp_path)
    os.close(held)
    assert not is_held(tmp_path)


def test_a_lock_writes_nothing_so_that_a_full_or_read_only_disk_stops_no_agent(tmp_path: Path) -> None:
    assert take_lock(tmp_path) is not None
    assert list(tmp_path.iterdir()) == []


def test_where_there_is_no_folder_no_agent_runs(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "nowhere")
