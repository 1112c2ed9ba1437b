"""Reads memory, load, temperatures and power from procfs and sysfs."""

from math import inf
from pathlib import Path

from agent.checks.descriptor import Request
from contract.judgement.system import SystemNumbers, Temperatures
from hardware.profile import load_profile
from hardware.system.load import read_load
from hardware.system.memory import read_memory
from hardware.system.power import read_power
from hardware.system.temperature import read_sensors


def read(request: Request) -> SystemNumbers:
    """Return the numbers of the machine."""
    root = Path(request.terminal.root)
    allowed = load_profile(request.terminal.profile).temperature
    return SystemNumbers(
        memory=read_memory(root=root),
        load=read_load(root=root),
        temperatures=Temperatures(
            sensors=read_sensors(root=root),
            lowest_c=allowed.lowest_c if allowed else -inf,
            highest_c=allowed.highest_c if allowed else inf,
        ),
        power=read_power(root=root),
    )
