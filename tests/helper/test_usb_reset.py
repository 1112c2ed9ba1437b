"""Which port is reset, and how a device is bound anew; on a tree that stands for sysfs."""

from pathlib import Path

import pytest

from agent.helper import usb_reset
from agent.helper.call import Call, Place, RefusedError
from agent.helper.holding import who_holds
from agent.helper.usb_reset import reset_usb
from tests.helper.places import a_place


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usb_reset, "_OFF_S", 0.0)


def plug_in(place: Place, port: str) -> Path:
    """Put a camera into the port; return its folder among the devices of the bus."""
    device = place.sys / "bus/usb/devices" / port
    interface = device / f"{port}:1.0"
    (interface / "video4linux/video0").mkdir(parents=True)
    for name, text in {"idVendor": "046d", "idProduct": "082d", "busnum": "1", "devnum": "7"}.items():
        (device / name).write_text(text + "\n")
    node = place.sys / "class/video4linux/video0"
    node.parent.mkdir(parents=True, exist_ok=True)
    node.mkdir()
    (node / "device").symlink_to(interface)
    (node / "name").write_text("C920\n")
    return device


def unplug(place: Place) -> None:
    node = place.sys / "class/video4linux/video0"
    (node / "device").unlink()
    (node / "name").unlink()
    node.rmdir()


def a_switch(place: Place, folder: str) -> Path:
    switch = place.sys / "bus/usb/devices" / folder / "disable"
    switch.parent.mkdir(parents=True)
    switch.write_text("?")
    return switch


def reset(place: Place, subject: str = "camera") -> str:
    return reset_usb(Call(place=place, subject=subject, deadline_s=5)).detail


def test_the_port_of_the_profiles_camera_is_reset(tmp_path: Path) -> None:
    place = a_place(tmp_path, model="logitech-c920")
    plug_in(place, "1-1.4")
    with pytest.raises(FileNotFoundError, match="dev/bus/usb/001/007"):  # no bus here: this is what it would reset
        reset(place)


@pytest.mark.parametrize(
    ("port", "switch"),
    [
        ("1-1.4", "1-1/1-1:1.0/1-1-port4"),
        ("1-2", "usb1/1-0:1.0/usb1-port2"),
        ("3-1.2.1", "3-1.2/3-1.2:1.0/3-1.2-port1"),
    ],
)
def test_a_camera_that_vanished_has_the_port_where_it_was_switched(port: str, switch: str, tmp_path: Path) -> None:
    place = a_place(tmp_path, model="logitech-c920")
    plug_in(place, port)
    (place.root / "proc").mkdir()
    who_holds(Call(place=place, subject="camera", deadline_s=5))  # each look asks, and the port is remembered
    unplug(place)
    disable = a_switch(place, switch)
    assert reset(place) == f"port {port} was switched off and on"
    assert disable.read_text() == "0"


def test_a_camera_that_was_never_seen_has_no_port_to_reset(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="where it was is not known"):
        reset(a_place(tmp_path, model="logitech-c920"))


def test_another_maker_s_camera_is_left_alone(tmp_path: Path) -> None:
    place = a_place(tmp_path, model="logitech-brio")
    plug_in(place, "1-1.4")
    with pytest.raises(RefusedError, match="the camera is not there"):
        reset(place)


def test_a_port_that_is_none_is_not_believed_from_the_file(tmp_path: Path) -> None:
    place = a_place(tmp_path, model="logitech-c920")
    place.memory.mkdir()
    (place.memory / "ports.json").write_text('{"camera": "../../../x.1"}')
    with pytest.raises(RefusedError, match="where it was is not known"):
        reset(place)


def test_a_device_without_a_port_has_its_driver_bound_anew(tmp_path: Path) -> None:
    place = a_place(tmp_path, model="guest")
    device, driver = place.sys / "devices/platform/vivid.0", place.sys / "bus/platform/drivers/vivid"
    for folder in (device, driver, place.sys / "class/video4linux/video0"):
        folder.mkdir(parents=True)
    for knob in ("bind", "unbind"):
        (driver / knob).touch()
    (device / "driver").symlink_to(driver)
    (place.sys / "class/video4linux/video0/device").symlink_to(device)
    (place.sys / "class/video4linux/video0/name").write_text("vivid-000-vid-cap\n")
    assert reset(place) == "the driver of vivid.0 was bound anew"
    assert ((driver / "unbind").read_text(), (driver / "bind").read_text()) == ("vivid.0", "vivid.0")
