"""The camera's reference is an image of a kind: encrypted at rest, and the plain one of an earlier version is gone."""

from pathlib import Path

import pytest

from agent.checks.baselines.reference import read_reference, write_reference
from agent.checks.reference import load_reference

EDGES = bytes(range(256)) * 37


def with_plain(state: Path, content: bytes = EDGES) -> Path:
    plain = state / "reference/camera.edges"
    plain.parent.mkdir()
    plain.write_bytes(content)
    return plain


def lie_open(state: Path) -> list[Path]:
    return [file for file in state.rglob("*") if file.is_file() and EDGES[:64] in file.read_bytes()]


def test_before_somebody_confirmed_a_view_there_is_none_and_nothing_is_made(tmp_path: Path) -> None:
    assert read_reference(tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_a_plain_reference_of_an_earlier_version_is_taken_over_and_removed(tmp_path: Path) -> None:
    plain = with_plain(tmp_path)
    assert read_reference(tmp_path) == EDGES
    assert not plain.parent.exists()
    assert read_reference(tmp_path) == EDGES
    assert not lie_open(tmp_path)


def test_a_plain_file_that_outlived_a_power_cut_gives_way_to_the_encrypted_one(tmp_path: Path) -> None:
    write_reference(tmp_path, b"newer")
    plain = with_plain(tmp_path)
    assert read_reference(tmp_path) == b"newer"
    assert not plain.exists()


def test_a_view_that_is_learnt_anew_leaves_no_plain_one(tmp_path: Path) -> None:
    with_plain(tmp_path)
    write_reference(tmp_path, EDGES)
    assert not lie_open(tmp_path)


@pytest.mark.parametrize("damaged", [b"", b"beket", bytes(10_000)])
def test_a_damaged_file_is_no_reference(tmp_path: Path, damaged: bytes) -> None:
    write_reference(tmp_path, EDGES)
    (tmp_path / "baselines/camera.reference").write_bytes(damaged)
    assert read_reference(tmp_path) is None


def test_a_reference_that_the_disk_does_not_give_costs_no_look(tmp_path: Path) -> None:
    write_reference(tmp_path, EDGES)
    (tmp_path / "baselines/camera.reference").unlink()
    (tmp_path / "baselines/camera.reference").mkdir()
    assert load_reference(tmp_path) is None
