"""Temperatures: hwmon's sensors and the kernel's thermal zones, each with where it becomes critical."""

from pathlib import Path

from contract.judgement.system import Sensor
from hardware.usb import read_text

_MOST = 64
_PLAUSIBLE_C = (-60.0, 150.0)
_CRITICAL_C = (40.0, 150.0)
"""A firmware that has no critical temperature writes 0 or a number that no chip survives."""
_ROOMS = ("ambient", "room", "board", "systin", "chassis")


def read_sensors(*, root: Path) -> tuple[Sensor, ...]:
    """Return what can be read, in the order of the folders."""
    return tuple([*_of_hwmon(root / "sys/class/hwmon"), *_of_zones(root / "sys/class/thermal")][:_MOST])


def _of_hwmon(folder: Path) -> list[Sensor]:
    found = []
    for file in sorted(folder.glob("hwmon*/temp*_input")):
        stem = file.name.removesuffix("_input")
        chip, label = read_text(file.parent / "name"), read_text(file.with_name(f"{stem}_label"))
        found.append(_sensor(f"{chip} {label}".strip(), file, critical=file.with_name(f"{stem}_crit")))
    return [sensor for sensor in found if sensor is not None]


def _of_zones(folder: Path) -> list[Sensor]:
    found = []
    for zone in sorted(folder.glob("thermal_zone*")):
        critical = [trip for trip in zone.glob("trip_point_*_type") if read_text(trip) == "critical"]
        limit = critical[0].with_name(critical[0].name.replace("_type", "_temp")) if critical else None
        found.append(_sensor(read_text(zone / "type"), zone / "temp", critical=limit))
    return [sensor for sensor in found if sensor is not None]


def _sensor(name: str, file: Path, *, critical: Path | None) -> Sensor | None:
    celsius = _celsius(file, within=_PLAUSIBLE_C)
    if celsius is None:
        return None
    return Sensor(
        name=name,
        celsius=celsius,
        critical_c=_celsius(critical, within=_CRITICAL_C) if critical else None,
        is_room=any(word in name.lower() for word in _ROOMS),
    )


def _celsius(file: Path, *, within: tuple[float, float]) -> float | None:
    try:
        celsius = int(read_text(file)) / 1000
    except ValueError:
        return None
    return celsius if within[0] <= celsius <= within[1] else None
