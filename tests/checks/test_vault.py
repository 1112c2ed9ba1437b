"""The encrypted store: whole after any power cut, silent about what it cannot open, readable by nobody else."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from agent.checks.baselines.vault import MOST_BYTES, Vault

SECRET = b"edges of a room " * 64


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    Vault(tmp_path).write("camera.reference", SECRET)
    assert Vault(tmp_path).read("camera.reference") == SECRET


def test_nothing_of_it_lies_open_on_the_disk(tmp_path: Path) -> None:
    Vault(tmp_path).write("camera.reference", SECRET)
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and SECRET[:16] in file.read_bytes()]


def test_folder_key_and_file_are_the_agents_alone(tmp_path: Path) -> None:
    Vault(tmp_path).write("camera.reference", SECRET)
    places = (tmp_path / "baselines", tmp_path / "baselines.key", tmp_path / "baselines/camera.reference")
    assert [stat.S_IMODE(place.stat().st_mode) for place in places] == [0o700, 0o600, 0o600]


def test_a_power_cut_at_any_byte_of_a_write_leaves_the_old_content(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.write("camera", b"old")
    whole = (tmp_path / "baselines/camera").read_bytes()
    for length in range(len(whole) + 1):
        (tmp_path / "baselines/.camera.new").write_bytes(whole[:length])
        assert vault.read("camera") == b"old"
    vault.write("camera", b"new")
    assert vault.read("camera") == b"new"


def test_a_file_that_was_cut_or_turned_anywhere_is_nothing(tmp_path: Path) -> None:
    vault, chance = Vault(tmp_path), Random(1)
    vault.write("camera", b"content")
    file = tmp_path / "baselines/camera"
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place])
        assert vault.read("camera") is None
        turned = bytes([whole[place] ^ chance.randint(1, 255)])
        file.write_bytes(whole[:place] + turned + whole[place + 1 :])
        assert vault.read("camera") is None


def test_a_file_of_another_terminal_is_nothing(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        Vault(folder).write("camera", folder.name.encode())
    (one / "baselines/camera").write_bytes((other / "baselines/camera").read_bytes())
    assert Vault(one).read("camera") is None


def test_one_file_cannot_be_passed_off_as_another(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.write("microphone", b"hum")
    (tmp_path / "baselines/microphone").rename(tmp_path / "baselines/camera")
    assert vault.read("camera") is None


@pytest.mark.parametrize("key", [b"", b"short", bytes(33), b"x" * (2 << 20)])
def test_a_damaged_key_opens_nothing_and_is_made_anew(tmp_path: Path, key: bytes) -> None:
    vault = Vault(tmp_path)
    vault.write("camera", b"old")
    (tmp_path / "baselines.key").write_bytes(key)
    assert vault.read("camera") is None
    vault.write("camera", b"new")
    assert vault.read("camera") == b"new"


def test_children_that_write_at_once_agree_on_one_key(tmp_path: Path) -> None:
    names = [f"part{number}" for number in range(8)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(lambda name: Vault(tmp_path).write(name, name.encode()), names))
    assert [Vault(tmp_path).read(name) for name in names] == [name.encode() for name in names]


def test_what_no_baseline_can_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="camera"):
        Vault(tmp_path).write("camera", bytes(MOST_BYTES))
