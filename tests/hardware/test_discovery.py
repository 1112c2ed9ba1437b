from pathlib import Path

from hardware.camera.discovery import find_cameras
from hardware.camera.v4l2 import is_busy
from hardware.network.discovery import read_line
from hardware.network.gateway import gateway_answers
from hardware.sound.discovery import find_microphones, find_speakers
from hardware.usb import UsbId
from tests.support.kernel import ROUTES, TRIE, join_line, plug_camera, plug_sound_card, plug_usb, write

C920 = "046d:082d"


def test_a_usb_camera_is_known_by_its_ids_serial_and_port(tmp_path: Path) -> None:
    interface = plug_usb(tmp_path, port="1-1.4", usb=C920, serial="ABC123")
    plug_camera(tmp_path, node="video0", name="HD Pro Webcam C920", interface=interface)
    [camera] = find_cameras(sys=tmp_path / "sys")
    assert (camera.node, camera.usb, camera.serial, camera.port, camera.virtual) == (
        "/dev/video0",
        UsbId("046d", "082d"),
        "ABC123",
        "1-1.4",
        False,
    )


def test_a_camera_s_second_node_which_gives_metadata_is_no_camera(tmp_path: Path) -> None:
    interface = plug_usb(tmp_path, port="1-1", usb=C920)
    plug_camera(tmp_path, node="video0", name="C920", interface=interface)
    plug_camera(tmp_path, node="video1", name="C920", interface=interface, index=1)
    assert [camera.node for camera in find_cameras(sys=tmp_path / "sys")] == ["/dev/video0"]


def test_a_software_camera_is_virtual(tmp_path: Path) -> None:
    plug_camera(tmp_path, node="video9", name="v4l2 loopback", interface=None)
    assert [camera.virtual for camera in find_cameras(sys=tmp_path / "sys")] == [True]


def test_a_machine_without_devices_has_none(tmp_path: Path) -> None:
    sys = tmp_path / "sys"
    assert (find_cameras(sys=sys), find_microphones(sys=sys), find_speakers(sys=sys)) == ([], [], [])


def test_a_speakerphone_hears_and_plays_and_a_webcam_only_hears(tmp_path: Path) -> None:
    jabra = plug_usb(tmp_path, port="1-2", usb="0b0e:0420")
    webcam = plug_usb(tmp_path, port="1-1", usb=C920)
    plug_sound_card(tmp_path, number=0, name="C920", interface=webcam, streams="c")
    plug_sound_card(tmp_path, number=1, name="USB", interface=jabra, streams="cp")
    sys = tmp_path / "sys"
    assert [(each.name, each.node) for each in find_microphones(sys=sys)] == [
        ("C920", "/dev/snd/pcmC0D0c"),
        ("USB", "/dev/snd/pcmC1D0c"),
    ]
    assert [str(each.usb) for each in find_speakers(sys=sys)] == ["0b0e:0420"]


def test_a_loopback_card_is_virtual(tmp_path: Path) -> None:
    platform, driver = tmp_path / "sys/devices/platform/snd_aloop.0", tmp_path / "sys/bus/platform/drivers/snd_aloop"
    platform.mkdir(parents=True)
    driver.mkdir(parents=True)
    (platform / "driver").symlink_to(driver)
    plug_sound_card(tmp_path, number=0, name="Loopback", interface=platform, streams="cp")
    assert [device.virtual for device in find_microphones(sys=tmp_path / "sys")] == [True]


def test_the_line_is_read_with_its_best_route(tmp_path: Path) -> None:
    join_line(tmp_path)
    line = read_line(root=tmp_path)
    assert (line.interface, line.gateway) == ("eth0", "192.0.2.1")
    assert line.addresses == ("192.0.2.10",)
    assert line.name_servers == ("192.0.2.53",)
    assert line.way_out is not None
    assert (line.way_out.carrier, line.way_out.speed_mbit, line.way_out.duplex) == (True, 100, "full")


def test_a_pulled_plug_has_no_carrier(tmp_path: Path) -> None:
    join_line(tmp_path, carrier="0")
    way_out = read_line(root=tmp_path).way_out
    assert way_out is not None
    assert not way_out.carrier


def test_a_gateway_answers_when_the_kernel_knows_its_hardware_address(tmp_path: Path) -> None:
    join_line(tmp_path)
    head = "IP address       HW type     Flags       HW address            Mask     Device\n"
    write(tmp_path / "proc/net/arp", f"{head}192.0.2.1 0x1 0x0 00:00:00:00:00:00 * eth0\n")
    line = read_line(root=tmp_path)
    assert gateway_answers(line, timeout_s=0.1, root=tmp_path) is False
    write(tmp_path / "proc/net/arp", f"{head}192.0.2.1 0x1 0x2 02:00:00:00:00:01 * eth0\n")
    assert gateway_answers(line, timeout_s=0.1, root=tmp_path) is True


def test_a_modem_s_interface_that_knows_no_neighbours_has_no_gateway_to_ask(tmp_path: Path) -> None:
    join_line(tmp_path)
    write(tmp_path / "sys/class/net/eth0/flags", "0x10d1\n")
    assert gateway_answers(read_line(root=tmp_path), timeout_s=0.1, root=tmp_path) is None


def test_another_interface_s_address_is_not_the_line_s(tmp_path: Path) -> None:
    join_line(tmp_path)
    bridge = "docker0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
    write(tmp_path / "proc/net/route", f"{ROUTES}{bridge}")
    write(tmp_path / "proc/net/fib_trie", f"{TRIE}     |-- 192.168.0.1\n        /32 host LOCAL\n")
    assert read_line(root=tmp_path).addresses == ("192.0.2.10",)


def test_a_line_with_ipv6_alone_has_a_route_and_an_address(tmp_path: Path) -> None:
    join_line(tmp_path)
    for gone in ("route", "fib_trie"):
        write(tmp_path / f"proc/net/{gone}", "")
    nowhere, router = "0" * 32, "fe80" + "0" * 27 + "1"
    write(tmp_path / "proc/net/ipv6_route", f"{nowhere} 00 {nowhere} 00 {router} 00000400 1 0 00000003 eth0\n")
    ours, local = "20010db8" + "0" * 23 + "7", "fe80" + "0" * 27 + "7"
    write(tmp_path / "proc/net/if_inet6", f"{ours} 02 40 00 80 eth0\n{local} 02 40 20 80 eth0\n")
    line = read_line(root=tmp_path)
    assert (line.interface, line.gateway, line.addresses) == ("eth0", None, ("2001:db8::7",))


def test_an_ipv6_address_that_another_machine_has_too_counts_for_none(tmp_path: Path) -> None:
    join_line(tmp_path)
    write(tmp_path / "proc/net/if_inet6", f"20010db8{'0' * 23}7 02 40 00 c8 eth0\n")
    assert read_line(root=tmp_path).addresses == ("192.0.2.10",)


def test_what_is_no_camera_of_v4l2_is_not_called_busy(tmp_path: Path) -> None:
    write(tmp_path / "camera.json", "{}")
    assert not is_busy(tmp_path / "camera.json")
    assert not is_busy(tmp_path / "gone")
    assert not is_busy(Path("/dev/null"))
