"""Every answer about the machine itself, read by the child from a kernel's files of the test's own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent.checks.descriptor import Terminal
from contract.configuration.machine import System
from contract.configuration.schema import Configuration
from contract.verdicts import Judgement, Reason, Verdict
from tests.support.machine import a_machine, judged, put

MEMINFO = "MemTotal: 4000000 kB\nMemFree: 100 kB\nMemAvailable: {free} kB\nSwapTotal: 1000 kB\nSwapFree: 250 kB\n"
PRESSURE = "some avg10=0.00 avg60=0.00 avg300={some} total=1\nfull avg10=0.00 avg60=0.00 avg300={full} total=1\n"
FIRMWARE = "sys/devices/platform/soc/soc:firmware/get_throttled"
UNREPORTED = (Verdict.UNKNOWN, (Reason.SYSTEM_NOT_REPORTED,))
ROOMY = Configuration(system=System(disk_free_percent=0, disk_free_mib=0))


def figures(answer: Judgement) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in answer.figures}


def said(answer: Judgement) -> tuple[Verdict, tuple[Reason, ...]]:
    return answer.verdict, answer.reasons


def test_a_disk_with_room_is_well(tmp_path: Path) -> None:
    answer = judged(a_machine(tmp_path), "system.disk", ROOMY)
    assert answer.verdict is Verdict.OK
    assert figures(answer).keys() == {"disk_free_percent", "disk_free_mib"}


@pytest.mark.parametrize("limit", [System(disk_free_percent=100), System(disk_free_mib=10_000_000)])
def test_a_disk_that_fills_up_is_told_by_share_and_by_amount(tmp_path: Path, limit: System) -> None:
    answer = judged(a_machine(tmp_path), "system.disk", Configuration(system=limit))
    assert said(answer) == (Verdict.WARNING, (Reason.SYSTEM_DISK_FULL,))


def test_a_disk_that_takes_not_a_byte_is_a_fault(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path)
    (tmp_path / "state/write-test").symlink_to("/dev/full")
    answer = judged(terminal, "system.disk", ROOMY)
    assert said(answer) == (Verdict.FAILED, (Reason.SYSTEM_DISK_FULL,))
    assert answer.facts["error"] == "ENOSPC"


@pytest.mark.parametrize(
    ("fstab", "answer"),
    [
        ("/dev/sda1 / ext4 errors=remount-ro 0 1\n", (Verdict.WARNING, (Reason.SYSTEM_DISK_READ_ONLY,))),
        ("/dev/sda1 / squashfs ro 0 0\n", (Verdict.OK, ())),
    ],
    ids=["against what was meant", "by design"],
)
def test_a_root_that_turned_read_only_is_told_from_one_that_always_was(
    tmp_path: Path, fstab: str, answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    terminal = a_machine(tmp_path, etc__fstab=fstab)
    put(tmp_path / "root", "proc/self/mounts", f"/dev/sda1 / ext4 ro,relatime 0 0\nsome {tmp_path} tmpfs rw 0 0\n")
    assert said(judged(terminal, "system.disk", ROOMY)) == answer


def test_an_emmc_that_used_up_its_life_is_worn(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path, sys__block__mmcblk0__device__life_time="0x01 0x0a\n")
    answer = judged(terminal, "system.disk", ROOMY)
    assert said(answer) == (Verdict.WARNING, (Reason.SYSTEM_DISK_WORN,))
    assert figures(answer)["disk_life_used"] == 100


def test_a_disk_that_is_not_there_is_not_made_up(tmp_path: Path) -> None:
    terminal = Terminal(state=str(tmp_path / "nowhere"), root=str(tmp_path / "nowhere"))
    assert said(judged(terminal, "system.disk")) == UNREPORTED


@pytest.mark.parametrize(
    ("free", "waiting", "answer"),
    [
        ("2000000", "0.00", (Verdict.OK, ())),
        ("100000", "0.00", (Verdict.WARNING, (Reason.SYSTEM_MEMORY_LOW,))),
        ("2000000", "41.00", (Verdict.WARNING, (Reason.SYSTEM_MEMORY_LOW,))),
    ],
    ids=["enough", "little left", "all wait for it"],
)
def test_memory_is_short_when_little_is_left_or_all_wait_for_it(
    tmp_path: Path, *, free: str, waiting: str, answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    pressure = PRESSURE.format(some=waiting, full=waiting)
    terminal = a_machine(tmp_path, proc__meminfo=MEMINFO.format(free=free), proc__pressure__memory=pressure)
    told = judged(terminal, "system.memory")
    assert said(told) == answer
    assert figures(told)["swap_used_percent"] == 75


@pytest.mark.parametrize(
    ("files", "answer"),
    [
        ({"proc__pressure__cpu": PRESSURE.format(some="12.5", full="0.00")}, (Verdict.OK, ())),
        (
            {"proc__pressure__cpu": PRESSURE.format(some="99.1", full="0.00")},
            (Verdict.WARNING, (Reason.SYSTEM_OVERLOADED,)),
        ),
        (
            {"proc__loadavg": "1.0 17.0 1.0 1/1 1", "sys__devices__system__cpu__cpu0__online": "1"},
            (Verdict.WARNING, (Reason.SYSTEM_OVERLOADED,)),
        ),
        (
            {"proc__loadavg": "1.0 0.5 1.0 1/1 1", FIRMWARE.replace("/", "__"): "50004"},
            (Verdict.WARNING, (Reason.SYSTEM_THROTTLED,)),
        ),
        (
            {
                "sys__class__thermal__cooling_device0__type": "Processor",
                "sys__class__thermal__cooling_device0__cur_state": "3",
            },
            (Verdict.WARNING, (Reason.SYSTEM_THROTTLED,)),
        ),
    ],
    ids=["easy", "work waits", "long queue", "firmware slows", "cooling slows"],
)
def test_a_busy_or_slowed_processor_is_told(
    tmp_path: Path, files: dict[str, str], answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    assert said(judged(a_machine(tmp_path, **files), "system.load")) == answer


def test_a_throttle_counter_that_goes_up_while_we_look_is_throttling(tmp_path: Path) -> None:
    counter = "sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count"
    terminal, ended = a_machine(tmp_path), threading.Event()
    put(tmp_path / "root", counter, "0")

    def throttle() -> None:
        for count in range(10_000):
            if ended.wait(0.1):
                return
            put(tmp_path / "root", counter, str(count))

    with ThreadPoolExecutor() as pool:
        pool.submit(throttle)
        answer = judged(terminal, "system.load")
        ended.set()
    assert said(answer) == (Verdict.WARNING, (Reason.SYSTEM_THROTTLED,))


@pytest.mark.parametrize(
    ("files", "answer"),
    [
        ({"temp1_input": "61000", "temp1_crit": "100000"}, (Verdict.OK, ())),
        ({"temp1_input": "97000", "temp1_crit": "100000"}, (Verdict.WARNING, (Reason.SYSTEM_OVERHEATED,))),
        ({"temp1_input": "44500", "temp1_label": "Ambient"}, (Verdict.WARNING, (Reason.SYSTEM_OVERHEATED,))),
        ({"temp1_input": "-4000", "temp1_label": "Ambient"}, (Verdict.WARNING, (Reason.SYSTEM_TOO_COLD,))),
        ({"temp1_input": "61000", "temp1_crit": "0"}, UNREPORTED),
    ],
    ids=["cool", "nearly critical", "hot air", "cold air", "no critical point"],
)
def test_temperatures_are_held_against_their_own_limits(
    tmp_path: Path, files: dict[str, str], answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    terminal = a_machine(tmp_path, **{f"sys__class__hwmon__hwmon0__{name}": text for name, text in files.items()})
    assert said(judged(replace(terminal, profile="logitech-b525"), "system.temperature")) == answer


def test_a_thermal_zone_is_held_against_its_critical_trip_point(tmp_path: Path) -> None:
    zone = {"type": "acpitz", "temp": "99000", "trip_point_0_type": "critical", "trip_point_0_temp": "101000"}
    terminal = a_machine(
        tmp_path, **{f"sys__class__thermal__thermal_zone0__{name}": text for name, text in zone.items()}
    )
    answer = judged(terminal, "system.temperature")
    assert said(answer) == (Verdict.WARNING, (Reason.SYSTEM_OVERHEATED,))
    assert figures(answer)["temperature_margin_c"] == 2


@pytest.mark.parametrize(
    ("files", "answer"),
    [
        ({"hwmon__hwmon1__name": "rpi_volt", "hwmon__hwmon1__in0_lcrit_alarm": "0"}, (Verdict.OK, ())),
        (
            {"hwmon__hwmon1__name": "rpi_volt", "hwmon__hwmon1__in0_lcrit_alarm": "1"},
            (Verdict.WARNING, (Reason.SYSTEM_UNDER_VOLTAGE,)),
        ),
        (
            {"power_supply__BAT0__type": "Battery", "power_supply__BAT0__status": "Discharging"}
            | {
                "power_supply__BAT0__capacity": "63",
                "power_supply__AC__type": "Mains",
                "power_supply__AC__online": "0",
            },
            (Verdict.WARNING, (Reason.SYSTEM_ON_BATTERY,)),
        ),
        ({"power_supply__BAT0__type": "Battery", "power_supply__BAT0__status": "Full"}, (Verdict.OK, ())),
        ({"power_supply__mouse__type": "Battery", "power_supply__mouse__scope": "Device"}, UNREPORTED),
    ],
    ids=["full voltage", "under-voltage", "on battery", "charged", "a mouse's battery"],
)
def test_power_is_told_by_what_the_machine_has(
    tmp_path: Path, files: dict[str, str], answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    terminal = a_machine(tmp_path, **{f"sys__class__{name}": text for name, text in files.items()})
    assert said(judged(terminal, "system.power")) == answer


@pytest.mark.parametrize("check", ["system.memory", "system.temperature", "system.power", "system.load"])
def test_what_the_machine_does_not_report_is_unknown(tmp_path: Path, check: str) -> None:
    assert said(judged(a_machine(tmp_path), check)) == UNREPORTED


def test_this_machine_itself_can_be_read(tmp_path: Path) -> None:
    terminal = Terminal(state=str(tmp_path))
    assert judged(terminal, "system.memory").verdict in {Verdict.OK, Verdict.WARNING}
    assert judged(terminal, "system.disk").verdict in {Verdict.OK, Verdict.WARNING}


def test_a_reading_that_breaks_down_is_not_taken_for_an_answer(tmp_path: Path) -> None:
    terminal = replace(a_machine(tmp_path), profile="no-such-model")
    assert said(judged(terminal, "system.power")) == (Verdict.NO_EVIDENCE, (Reason.SYSTEM_NOT_CHECKED,))
