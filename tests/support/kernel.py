"""A kernel's folders as tests need them: USB cameras and sound cards in sysfs, the line in procfs."""

from pathlib import Path

ROUTES = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
"""
TRIE = """Local:
  +-- 0.0.0.0/0 3 0 5
     |-- 127.0.0.1
        /32 host LOCAL
     |-- 169.254.7.7
        /32 host LOCAL
     |-- 192.0.2.10
        /32 host LOCAL
     |-- 192.0.2.255
        /32 link BROADCAST
"""


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def plug_usb(root: Path, *, port: str, usb: str, serial: str = "") -> Path:
    """Make a USB device in sysfs; return the folder of its first interface."""
    device = root / f"sys/devices/pci0000:00/usb1/{port}"
    vendor, _, product = usb.partition(":")
    write(device / "idVendor", f"{vendor}\n")
    write(device / "idProduct", f"{product}\n")
    if serial:
        write(device / "serial", f"{serial}\n")
    interface = device / f"{port}:1.0"
    interface.mkdir(exist_ok=True)
    return interface


def plug_camera(root: Path, *, node: str, name: str, interface: Path | None, index: int = 0) -> None:
    """Make a V4L2 node: below a USB interface, or virtual."""
    parent = interface or root / "sys/devices/virtual"
    entry = parent / f"video4linux/{node}"
    write(entry / "name", f"{name}\n")
    write(entry / "index", f"{index}\n")
    if interface is not None:
        (entry / "device").symlink_to(interface)
    link = root / f"sys/class/video4linux/{node}"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(entry)


def plug_sound_card(root: Path, *, number: int, name: str, interface: Path, streams: str) -> None:
    """Make a sound card with a stream for each letter: c captures, p plays."""
    classes = root / "sys/class/sound"
    card = interface / f"sound/card{number}"
    write(card / "id", f"{name}\n")
    (card / "device").symlink_to(interface)
    classes.mkdir(parents=True, exist_ok=True)
    (classes / f"card{number}").symlink_to(card)
    for letter in streams:
        (classes / f"pcmC{number}D0{letter}").mkdir()


def join_line(root: Path, *, carrier: str = "1") -> None:
    """Make an Ethernet interface with an address, two routes and a name server."""
    interface = root / "sys/class/net/eth0"
    for name, text in {"carrier": carrier, "speed": "100", "duplex": "full"}.items():
        write(interface / name, f"{text}\n")
    (interface / "device").mkdir()
    (root / "sys/class/net/lo").mkdir()
    write(root / "proc/net/route", ROUTES)
    write(root / "proc/net/fib_trie", TRIE)
    write(root / "etc/resolv.conf", "# by hand\nnameserver 192.0.2.53\noptions edns0\n")
