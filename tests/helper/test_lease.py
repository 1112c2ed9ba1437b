"""Who is asked for an address again, by what looks after the line here."""

from pathlib import Path

import pytest

from agent.helper.call import Call, Place, RefusedError
from agent.helper.lease import _command, _interfaces
from hardware.network.discovery import Interface, Line


def a_call(root: Path) -> Call:
    return Call(place=Place(root=root), subject="", deadline_s=5)


def a_line(*interfaces: Interface, interface: str | None = None) -> Line:
    return Line(interfaces=interfaces, addresses=(), interface=interface, gateway=None, name_servers=())


@pytest.mark.parametrize(
    ("here", "command"),
    [
        ("run/systemd/netif/state", ["networkctl", "renew", "eth0"]),
        ("run/NetworkManager", ["nmcli", "--wait", "20", "device", "connect", "eth0"]),
    ],
)
def test_whatever_looks_after_the_line_is_asked(here: str, command: list[str], tmp_path: Path) -> None:
    (tmp_path / here).mkdir(parents=True)
    assert _command(a_call(tmp_path), "eth0") == command


def test_where_nothing_asks_for_addresses_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.helper.lease.PATH", str(tmp_path))
    with pytest.raises(RefusedError, match="no networkd, no NetworkManager, no dhclient"):
        _command(a_call(tmp_path), "eth0")


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (
            a_line(Interface(name="eth0", carrier=True), Interface(name="wlan0", carrier=True), interface="wlan0"),
            ["wlan0"],
        ),
        (a_line(Interface(name="eth0", carrier=True), Interface(name="wlan0", carrier=False)), ["eth0"]),
        (a_line(Interface(name="docker0", carrier=True, physical=False)), []),
    ],
)
def test_which_interface_it_is_asked_on(line: Line, asked: list[str]) -> None:
    assert _interfaces(line) == asked
