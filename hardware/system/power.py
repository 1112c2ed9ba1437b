"""Where the machine's current comes from, and whether there is enough of it."""

from pathlib import Path

from contract.judgement.system import Power
from hardware.system.throttling import UNDER_VOLTAGE, firmware_word
from hardware.usb import read_text

_MAINS = frozenset({"Mains", "USB"})


def read_power(*, root: Path) -> Power:
    """Return what the supplies and a Raspberry's voltage monitor say."""
    supplies = [each for each in (root / "sys/class/power_supply").glob("*") if read_text(each / "scope") != "Device"]
    batteries = [each for each in supplies if read_text(each / "type") in {"Battery", "UPS"}]
    mains = [read_text(each / "online") for each in supplies if read_text(each / "type") in _MAINS]
    capacities = [int(text) for each in batteries if (text := read_text(each / "capacity")).isdecimal()]
    return Power(
        under_voltage=_is_under_voltage(root),
        on_battery=_is_on_battery(batteries, mains=mains),
        battery_percent=min(capacities, default=None),
    )


def _is_on_battery(batteries: list[Path], *, mains: list[str]) -> bool | None:
    """Return whether a battery carries the machine; one that is charging, or beside live mains, does not."""
    if not batteries:
        return None
    discharging = any(read_text(each / "status") == "Discharging" for each in batteries)
    return discharging and "1" not in mains


def _is_under_voltage(root: Path) -> bool | None:
    monitors = [each for each in (root / "sys/class/hwmon").glob("hwmon*") if read_text(each / "name") == "rpi_volt"]
    alarms = [text for each in monitors if (text := read_text(each / "in0_lcrit_alarm"))]
    if alarms:
        return "1" in alarms
    word = firmware_word(root=root)
    return None if word is None else bool(word & UNDER_VOLTAGE)
