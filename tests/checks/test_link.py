"""Every answer about cable, radio and clock: from a kernel's folders, a modem's words, the centre's time."""

import json
from pathlib import Path

import pytest

from agent.checks.child import Prober
from agent.checks.descriptor import Terminal
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.line import Network
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason, Verdict
from hardware.virtual.folder import VirtualLine, put_device, turn
from tests.support.devices import a_terminal, carrying, impatient
from tests.support.kernel import write

WIRELESS = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   54.  {level}.  -256        0      0      0      0      0        0
"""
DAY_MS = 86_400_000


def judged(terminal: Terminal, check: str, *, clock_ahead_ms: int | None = None) -> Judgement:
    given = Circumstances(configuration=impatient(network=Network(timeout_s=0.6)), clock_ahead_ms=clock_ahead_ms)
    reading = next(each for each in READINGS if check in {one.name for one in each.checks})
    return take_look(reading, terminal, given, prober=Prober())[check]


def with_line(folder: Path, **knobs: object) -> Terminal:
    terminal = a_terminal(folder)
    put_device(folder / "devices", VirtualLine())
    turn(folder / "devices", "line", **knobs)
    return terminal


def a_kernel(root: Path, *, name: str = "eth0", **told: str) -> Terminal:
    """Make an interface that has no gateway to ask, in a root folder of its own."""
    for file, text in ({"carrier": "1"} | told).items():
        write(root / f"sys/class/net/{name}/{file}", f"{text}\n")
    (root / f"sys/class/net/{name}/device").mkdir()
    if name.startswith("wl"):
        (root / f"sys/class/net/{name}/wireless").mkdir()
    return Terminal(state=str(root), root=str(root))


@pytest.mark.parametrize(
    ("speed", "duplex", "verdict"),
    [
        ("1000", "full", Verdict.OK),
        ("100", "full", Verdict.OK),
        ("100", "half", Verdict.WARNING),
        ("10", "full", Verdict.WARNING),
    ],
)
def test_a_cable_must_negotiate_what_is_expected(tmp_path: Path, speed: str, duplex: str, verdict: Verdict) -> None:
    answer = judged(a_kernel(tmp_path, speed=speed, duplex=duplex), "network.link")
    assert (answer.verdict, answer.figures[0].value) == (verdict, float(speed))
    assert answer.reasons == ((Reason.NETWORK_LINK_SLOW,) if verdict is Verdict.WARNING else ())


def test_a_tunnel_s_invented_speed_is_no_slow_cable(tmp_path: Path) -> None:
    terminal = a_kernel(tmp_path, name="tun0", speed="10", duplex="full")
    (tmp_path / "sys/class/net/tun0/device").rmdir()
    write(tmp_path / "proc/net/route", "Iface\ntun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n")
    answer = judged(terminal, "network.link")
    assert (answer.verdict, answer.facts["interface"]) == (Verdict.OK, "tun0")


def test_a_driver_that_tells_no_speed_is_no_slow_cable(tmp_path: Path) -> None:
    assert judged(a_kernel(tmp_path, speed="-1"), "network.link").verdict is Verdict.OK


@pytest.mark.parametrize(
    ("address", "route", "reason"),
    [
        ("169.254.7.7", True, Reason.NETWORK_NO_ADDRESS),
        ("192.0.2.10", False, Reason.NETWORK_NO_GATEWAY),
    ],
    ids=["an address that the machine gave itself", "no route"],
)
def test_a_line_without_an_address_or_a_route_says_so(
    tmp_path: Path, *, address: str, route: bool, reason: Reason
) -> None:
    terminal = a_kernel(tmp_path)
    write(tmp_path / "proc/net/fib_trie", f"     |-- {address}\n        /32 host LOCAL\n")
    default = "eth0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n"
    write(tmp_path / "proc/net/route", f"Iface\n{default if route else ''}")
    answer = judged(terminal, "network.gateway")
    assert (answer.verdict, answer.reasons, answer.facts["place"]) == (Verdict.FAILED, (reason,), "branch")


@pytest.mark.parametrize(("level", "verdict"), [(-56, Verdict.OK), (-82, Verdict.WARNING), (180, Verdict.WARNING)])
def test_wi_fi_is_judged_by_its_level(tmp_path: Path, level: int, verdict: Verdict) -> None:
    terminal = a_kernel(tmp_path, name="wlan0")
    write(tmp_path / "proc/net/wireless", WIRELESS.format(level=level))
    answer = judged(terminal, "network.signal")
    assert (answer.verdict, answer.figures[0].value) == (verdict, level if level < 0 else level - 256)


def test_a_radio_that_tells_no_level_is_unknown_and_says_so(tmp_path: Path) -> None:
    answer = judged(a_kernel(tmp_path, name="wlan0"), "network.signal")
    assert (answer.verdict, answer.reasons) == (Verdict.UNKNOWN, (Reason.NETWORK_NOT_REPORTED,))


@pytest.mark.parametrize(
    ("knobs", "verdict", "reasons"),
    [
        ({}, Verdict.OK, ()),
        ({"fault": "cut"}, Verdict.NO_EVIDENCE, (Reason.NETWORK_LINK_DOWN,)),
        ({"wifi_dbm": -60}, Verdict.OK, ()),
        ({"wifi_dbm": -90}, Verdict.WARNING, (Reason.NETWORK_WEAK_SIGNAL,)),
        ({"modem": "connected"}, Verdict.OK, ()),
        ({"modem": "connected", "modem_quality": 0.1}, Verdict.WARNING, (Reason.NETWORK_WEAK_SIGNAL,)),
        ({"modem": "searching"}, Verdict.FAILED, (Reason.NETWORK_WEAK_SIGNAL,)),
        ({"modem": "registered"}, Verdict.FAILED, (Reason.NETWORK_NO_DATA,)),
        ({"modem": "connected", "fault": "no_dns"}, Verdict.FAILED, (Reason.NETWORK_NO_DATA,)),
    ],
    ids=str,
)
def test_the_signal_of_a_virtual_line_follows_its_knobs(
    tmp_path: Path, *, knobs: dict[str, object], verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    terminal = with_line(tmp_path)
    with carrying(tmp_path / "devices"):
        turn(tmp_path / "devices", "line", **knobs)
        answer = judged(terminal, "network.signal")
    assert (answer.verdict, answer.reasons) == (verdict, reasons)


@pytest.mark.parametrize(
    ("modem", "reason"),
    [("registered", Reason.NETWORK_NO_DATA), ("searching", Reason.NETWORK_WEAK_SIGNAL)],
)
def test_a_mobile_line_without_data_is_no_pulled_cable(tmp_path: Path, modem: str, reason: Reason) -> None:
    terminal = with_line(tmp_path, modem=modem)
    answer = judged(terminal, "network.link")
    assert (answer.verdict, answer.reasons, answer.facts["place"]) == (Verdict.FAILED, (reason,), "provider")
    assert judged(terminal, "network.gateway").reasons == (reason,)


def a_modem_manager(folder: Path, *, state: str, rsrp: str = "--", quality: str = "58") -> str:
    """Put an `mmcli` there that says what ModemManager's own says of one modem; return its folder."""
    modem = {
        "3gpp": {"operator-name": "Tele", "registration-state": "home"},
        "generic": {
            "access-technologies": ["lte"],
            "ports": ["cdc-wdm0 (qmi)", "wwan0 (net)"],
            "signal-quality": {"recent": "yes", "value": quality},
            "state": state,
        },
    }
    signal = {"signal": {"5g": {"rsrp": "--"}, "lte": {"rsrp": rsrp, "rssi": "--"}}}
    listed = {"modem-list": ["/org/freedesktop/ModemManager1/Modem/0"]}
    write(
        folder / "mmcli",
        "#!/bin/sh\n"
        'case "$*" in\n'
        f"*-L*) echo '{json.dumps(listed)}' ;;\n"
        f"*--signal-get*) echo '{json.dumps({'modem': signal})}' ;;\n"
        f"*) echo '{json.dumps({'modem': modem})}' ;;\n"
        "esac\n",
    )
    (folder / "mmcli").chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


@pytest.mark.parametrize(
    ("state", "rsrp", "reason"),
    [
        ("searching", "--", Reason.NETWORK_WEAK_SIGNAL),
        ("registered", "-95.00", Reason.NETWORK_NO_DATA),
        ("connected", "-95.00", Reason.NETWORK_NO_DATA),
        ("locked", "--", Reason.NETWORK_LINK_DOWN),
    ],
)
def test_a_modem_is_judged_by_what_modem_manager_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, state: str, rsrp: str, reason: Reason
) -> None:
    monkeypatch.setenv("PATH", a_modem_manager(tmp_path / "bin", state=state, rsrp=rsrp))
    answer = judged(a_kernel(tmp_path / "root", name="wwan0", carrier="0"), "network.signal")
    assert answer.reasons == (reason,)
    assert (answer.facts["operator"], answer.facts["technology"]) == ("Tele", "lte")


@pytest.mark.parametrize(
    ("ahead_ms", "verdict", "reasons"),
    [
        (None, Verdict.NO_EVIDENCE, (Reason.NETWORK_CLOCK_UNKNOWN,)),
        (-900, Verdict.OK, ()),
        (90_000, Verdict.WARNING, (Reason.NETWORK_CLOCK_WRONG,)),
        (-20_000 * DAY_MS, Verdict.FAILED, (Reason.NETWORK_CLOCK_WRONG,)),
    ],
)
def test_the_clock_is_held_against_the_centre_s(
    tmp_path: Path, *, ahead_ms: int | None, verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    answer = judged(with_line(tmp_path), "network.clock", clock_ahead_ms=ahead_ms)
    assert (answer.verdict, answer.reasons) == (verdict, reasons)
