"""Knobs, relays and the programs around the virtual devices."""

import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from contract.verdicts import Component
from hardware.camera.capture import CameraError
from hardware.camera.discovery import find_cameras
from hardware.camera.opening import open_camera
from hardware.hotplug import Event, Watch
from hardware.sound.server import SoundServerError
from hardware.virtual.folder import CameraKnobs, DevicesFolderError, LineKnobs, read_knobs, turn
from hardware.virtual.line import Line
from hardware.virtual.relay import Carried
from hardware.virtual.session import READY
from hardware.virtual.sound_server import SoundServer
from tests.support.devices import carrying, with_camera
from tests.support.ports import free_port
from tests.support.services import LOOPBACK, listening
from tests.support.waiting import until


def test_a_turned_knob_leaves_the_device_s_others_where_they_are(tmp_path: Path) -> None:
    turn(tmp_path, "line", delay_ms=250)
    turn(tmp_path, "line", fault="cut")
    assert read_knobs(tmp_path, LineKnobs) == LineKnobs(fault="cut", delay_ms=250)


@pytest.mark.parametrize(
    ("device", "knobs", "named"),
    [
        ("toaster", {"fault": "none"}, "toaster"),
        ("camera", {"fault": "on fire"}, "fault"),
        ("camera", {"colour": "red"}, "colour"),
        ("line", {"delay_ms": "long"}, "delay_ms"),
    ],
)
def test_a_wrong_knob_is_refused_by_name_and_nothing_is_turned(
    tmp_path: Path, device: str, knobs: dict[str, object], named: str
) -> None:
    with pytest.raises(DevicesFolderError, match=named):
        turn(tmp_path, device, **knobs)
    assert read_knobs(tmp_path, CameraKnobs) == CameraKnobs()
    assert not list(tmp_path.iterdir())


def test_a_knob_turned_while_the_camera_is_open_takes_effect_at_the_next_frame(tmp_path: Path) -> None:
    with_camera(tmp_path)
    [camera] = find_cameras(sys=tmp_path, devices=tmp_path / "devices")
    pictures = open_camera(camera)
    assert pictures.read() is not None
    turn(tmp_path / "devices", "camera", fault="unplugged")
    assert pictures.read() is None
    pictures.close()
    with pytest.raises(CameraError):
        open_camera(camera)


def test_a_turned_knob_is_told(tmp_path: Path) -> None:
    told: queue.SimpleQueue[Event] = queue.SimpleQueue()
    watch = Watch(told.put, devices=tmp_path)
    watch.start()
    turn(tmp_path, "camera", fault="unplugged")
    event = told.get(timeout=8)
    watch.stop()
    assert (event.components, event.device) == (frozenset({Component.CAMERA}), "camera")


def test_the_kernel_s_own_events_are_told(tmp_path: Path) -> None:
    told: queue.SimpleQueue[Event] = queue.SimpleQueue()
    watch = Watch(told.put)
    watch.start()
    try:
        Path("/sys/class/net/lo/uevent").write_text("change")
    except OSError as error:
        pytest.skip(f"an event of the kernel cannot be asked for without root ({error})")
    else:
        event = told.get(timeout=8)
        assert (event.components, event.action, event.device) == (frozenset({Component.NETWORK}), "change", "lo")
    finally:
        watch.stop()


def test_a_relay_carries_both_ways_and_as_late_as_its_knob_says(tmp_path: Path) -> None:
    turn(tmp_path, "line", delay_ms=150)
    port = free_port()
    with (
        listening(echo=True) as target,
        carrying(tmp_path, Carried(port=port, host=LOOPBACK, target=target)),
        socket.create_connection((LOOPBACK, port), timeout=5) as connection,
    ):
        began = time.monotonic()
        connection.sendall(b"salem")
        assert connection.recv(16) == b"salem"
        assert 0.3 <= time.monotonic() - began < 5


def test_a_cut_line_lets_nothing_new_in_and_holds_what_was_open(tmp_path: Path) -> None:
    port = free_port()
    with (
        listening(echo=True) as target,
        carrying(tmp_path, Carried(port=port, host=LOOPBACK, target=target)),
        socket.create_connection((LOOPBACK, port), timeout=0.4) as connection,
    ):
        turn(tmp_path, "line", fault="cut")
        until(lambda: _is_refused(port))
        connection.sendall(b"salem")
        with pytest.raises(TimeoutError):
            connection.recv(16)
        turn(tmp_path, "line", fault="none")
        connection.settimeout(5)
        assert connection.recv(16) == b"salem"


def _is_refused(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with listening() as taken, pytest.raises(OSError, match="in use"):
        Line(tmp_path, relays=(Carried(port=taken, host=LOOPBACK, target=1),)).start()


def test_what_a_killed_session_left_is_swept_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone, alive = tmp_path / "beket-sound-4194305-x", tmp_path / f"beket-sound-{os.getpid()}-x"
    gone.mkdir()
    alive.mkdir()
    SoundServer().stop()
    assert list(tmp_path.iterdir()) == [alive]


def test_a_missing_program_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SoundServerError, match=r"wireplumber.*apt-get install .*pulseaudio-utils"):
        SoundServer()


def test_the_devices_run_as_a_program_until_they_are_told_to_stop(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-m", "hardware.virtual.session", str(tmp_path)]) as session:
        deadline = time.monotonic() + 10
        while not (tmp_path / READY).exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.kill(session.pid, signal.SIGTERM)
        assert session.wait(timeout=5) == 0
    assert not (tmp_path / READY).exists()
