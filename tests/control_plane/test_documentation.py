"""The page for who runs the centre names every command and every setting, and nothing else."""

import re
from pathlib import Path

from control_plane.cli import _parser
from control_plane.fleet.branch_list import BranchRow
from control_plane.settings import Settings
from control_plane.state_pages import FILE_NAME, page

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "centre.md").read_text(encoding="utf-8")


def test_each_command_has_its_row() -> None:
    choices = next(action.choices for action in _parser()._actions if action.choices)
    assert set(re.findall(r"^\| `beket-control-plane ([a-z-]+)` \|", PAGE, flags=re.MULTILINE)) == set(choices)


def test_each_column_of_the_branch_list_is_named() -> None:
    assert not [column for column in BranchRow.__struct_fields__ if f"`{column}`" not in PAGE]


def test_each_setting_has_its_row() -> None:
    rows = set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, flags=re.MULTILINE))
    assert rows == set(Settings.__struct_fields__) - {"data"}


def test_the_state_machines_are_drawn_as_they_are() -> None:
    kept = (DOCS / FILE_NAME).read_text(encoding="utf-8")
    assert kept == page(), "run: .beket/venv/bin/python -m control_plane.state_pages docs"
