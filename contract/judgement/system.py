"""The rules of the machine itself: memory, load, temperature, power.

Readiness asks whether a call can be held. A machine that is short of memory, busy, hot or on its battery still
holds one, but may fail in it: everything here is a warning, so the terminal is `at_risk`. What stops a call shows
in the call's own parts. What the machine does not report is `unknown`, and does not lower readiness.
"""

from math import inf

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.judgement.reported import measured, not_reported, told
from contract.verdicts import Figure, Judgement, Reason, Verdict


class Memory(Struct, frozen=True, kw_only=True):
    """From `/proc/meminfo`; stalled is the share of five minutes in which everything waited for memory (PSI)."""

    free_percent: float
    """What programs can still have (MemAvailable), of all."""
    free_mib: float
    swap_used_percent: float | None = None
    stalled_percent: float | None = None


class Load(Struct, frozen=True, kw_only=True):
    """Stalled is the share of five minutes in which something waited for a processor (PSI)."""

    per_core: float | None = None
    """Load average of five minutes by the number of processors."""
    stalled_percent: float | None = None
    throttled: bool | None = None
    """Does the machine slow itself down just now; None where nothing tells."""


class Sensor(Struct, frozen=True, kw_only=True):
    """One temperature; `critical_c` is where the machine switches itself off."""

    name: str
    celsius: float
    critical_c: float | None = None
    is_room: bool = False
    """It measures the air or the board, not a chip: the makers' range of working temperatures is meant for it."""


class Temperatures(Struct, frozen=True, kw_only=True):
    """All sensors, and the range in which the makers of the profile's devices let them work."""

    sensors: tuple[Sensor, ...] = ()
    lowest_c: float = -inf
    highest_c: float = inf

    @property
    def margin_c(self) -> float | None:
        """How far the worst chip is from where the machine switches itself off."""
        return min(
            (each.critical_c - each.celsius for each in self.sensors if each.critical_c is not None), default=None
        )

    @property
    def rooms_c(self) -> list[float]:
        """What the air around is said to have, where the makers named a range to hold it against."""
        has_range = self.lowest_c > -inf or self.highest_c < inf
        return [each.celsius for each in self.sensors if each.is_room and has_range]


class Power(Struct, frozen=True, kw_only=True):
    """None where the machine does not tell."""

    under_voltage: bool | None = None
    on_battery: bool | None = None
    battery_percent: float | None = None


class SystemNumbers(Struct, frozen=True, kw_only=True):
    """The machine at one moment."""

    memory: Memory | None = None
    load: Load = Load()
    temperatures: Temperatures = Temperatures()
    power: Power = Power()


def judge_memory(numbers: SystemNumbers, given: Circumstances) -> Judgement:
    """Is there memory for one more program, and does nothing wait for it?"""
    rules, memory = given.configuration.system, numbers.memory
    if memory is None or measured(memory.free_percent) is None:
        return not_reported(Reason.SYSTEM_NOT_REPORTED)
    figures = told(
        Figure(
            name="memory_free_percent", value=memory.free_percent, unit="%", op="<", limit=rules.memory_free_percent
        ),
        Figure(name="memory_free_mib", value=memory.free_mib, unit="MiB"),
        Figure(
            name="memory_stalled_percent",
            value=memory.stalled_percent,
            unit="%",
            op=">=",
            limit=rules.memory_stalled_percent,
        ),
        Figure(name="swap_used_percent", value=memory.swap_used_percent, unit="%"),
    )
    stalled = measured(memory.stalled_percent)
    low = memory.free_percent < rules.memory_free_percent
    thrashes = stalled is not None and stalled >= rules.memory_stalled_percent
    return _judged((Reason.SYSTEM_MEMORY_LOW,) if low or thrashes else (), figures)


def judge_load(numbers: SystemNumbers, given: Circumstances) -> Judgement:
    """Do programs get the processor, at its full speed? Waiting counts where the kernel tells it, else the queue."""
    rules, load = given.configuration.system, numbers.load
    per_core, stalled = measured(load.per_core), measured(load.stalled_percent)
    if per_core is None and stalled is None and load.throttled is None:
        return not_reported(Reason.SYSTEM_NOT_REPORTED)
    queue = Figure(name="load_per_core", value=per_core, op=">=", limit=rules.load_per_core)
    figures = told(
        Figure(name="cpu_stalled_percent", value=stalled, unit="%", op=">=", limit=rules.cpu_stalled_percent),
        queue if stalled is None else Figure(name="load_per_core", value=per_core),
    )
    is_busy = stalled >= rules.cpu_stalled_percent if stalled is not None else (per_core or 0.0) >= rules.load_per_core
    found = {Reason.SYSTEM_OVERLOADED: is_busy, Reason.SYSTEM_THROTTLED: bool(load.throttled)}
    return _judged(tuple(reason for reason, holds in found.items() if holds), figures)


def judge_temperature(numbers: SystemNumbers, given: Circumstances) -> Judgement:
    """Is every chip away from where it switches off, and the air within what the makers allow?"""
    least_c = given.configuration.system.temperature_margin_c
    known = numbers.temperatures
    margin_c, rooms_c = measured(known.margin_c), [room for room in known.rooms_c if measured(room) is not None]
    if margin_c is None and not rooms_c:
        return not_reported(Reason.SYSTEM_NOT_REPORTED)
    figures = told(
        Figure(name="temperature_margin_c", value=margin_c, unit="°C", op="<", limit=least_c),
        Figure(name="temperature_c", value=max(each.celsius for each in known.sensors), unit="°C"),
        Figure(name="room_c", value=max(rooms_c, default=None), unit="°C"),
    )
    too_close = margin_c is not None and margin_c < least_c
    found = {
        Reason.SYSTEM_OVERHEATED: too_close or max(rooms_c, default=-inf) > known.highest_c,
        Reason.SYSTEM_TOO_COLD: min(rooms_c, default=inf) < known.lowest_c,
    }
    return _judged(tuple(reason for reason, holds in found.items() if holds), figures)


def judge_power(numbers: SystemNumbers, _given: Circumstances) -> Judgement:
    """Does the machine get its full voltage, and from the mains?"""
    power = numbers.power
    if power.under_voltage is None and power.on_battery is None:
        return not_reported(Reason.SYSTEM_NOT_REPORTED)
    found = {Reason.SYSTEM_UNDER_VOLTAGE: power.under_voltage, Reason.SYSTEM_ON_BATTERY: power.on_battery}
    figures = told(Figure(name="battery_percent", value=power.battery_percent, unit="%"))
    return _judged(tuple(reason for reason, holds in found.items() if holds), figures)


def _judged(reasons: tuple[Reason, ...], figures: tuple[Figure, ...]) -> Judgement:
    return Judgement(verdict=Verdict.WARNING if reasons else Verdict.OK, reasons=reasons, figures=figures)
