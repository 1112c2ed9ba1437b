"""How many times slower than usual this machine is: deadlines of looks are stretched by it.

`BEKET_PATIENCE` in the service's environment (a drop-in of its unit) says so; it is for emulated machines, and for
real ones that are slower than any that we know. What a device may take by the configuration is not stretched.
"""

import os
from collections.abc import Mapping

from agent import log
from hardware import patience as slowness


def patience(environment: Mapping[str, str] = os.environ) -> float:
    """Return the factor, from 1 to 100; one that makes no sense is 1, and said in the log."""
    factor, said = slowness.patience(environment), environment.get("BEKET_PATIENCE", "")
    if said and factor == slowness.USUAL and said not in {"1", "1.0"}:
        log.warning("patience.ignored", said=said, allowed=f"{slowness.USUAL:.0f} to {slowness.MOST:.0f}")
    return factor
