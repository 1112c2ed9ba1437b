import socket
from pathlib import Path

import pytest

from hardware.virtual.folder import VirtualCamera, put_device
from simulation.cli import main
from simulation.folder import DemoFolder
from simulation.preflight import check_port, check_program
from simulation.refusal import Refusal
from tests.support.ports import LOOPBACK


def test_a_taken_port_is_named_with_the_option_that_changes_it() -> None:
    with socket.create_server((LOOPBACK, 0)) as server, pytest.raises(Refusal, match=r"port \d+ is taken.* --port"):
        check_port(server.getsockname()[1], option="--port")


def test_a_port_beyond_the_last_is_a_sentence() -> None:
    with pytest.raises(Refusal, match=r"no port 65536.* --broker-port"):
        check_port(65536, option="--broker-port")


def test_a_missing_program_is_named_with_its_package() -> None:
    with pytest.raises(Refusal, match="apt-get install mosquitto"):
        check_program("mosquitto-of-another-world", package="mosquitto")


def test_a_second_demo_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo")
    with folder.prepare(), pytest.raises(Refusal, match="already running"):
        folder.prepare()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file in its place")
    with pytest.raises(Refusal, match="demo"):
        DemoFolder(tmp_path / "demo").prepare()


def test_a_disk_with_too_little_room_is_named_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"has \d+ MiB left, the demo needs 1000000000"):
        DemoFolder(tmp_path / "demo").prepare(needed_mib=10**9)
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_demo_of_no_terminals_is_refused(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["demo", f"--count={count}"])
    assert "no number of terminals" in capsys.readouterr().err


def test_a_disk_that_refuses_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put_device(tmp_path, VirtualCamera(video="none"))
    (tmp_path / "camera.knobs.json").mkdir()
    assert main(["knob", str(tmp_path), "camera", "fault=none"]) == 1
    assert capsys.readouterr().err.startswith("beket-simulate knob:")
