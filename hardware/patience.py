"""How many times slower than usual this machine is, by `BEKET_PATIENCE`: programs that are asked get more time."""

import os
from collections.abc import Mapping

USUAL, MOST = 1.0, 100.0


def patience(environment: Mapping[str, str] = os.environ) -> float:
    """Return the factor, from 1 to 100; what makes no sense is 1."""
    try:
        factor = float(environment.get("BEKET_PATIENCE") or USUAL)
    except ValueError:
        return USUAL
    return factor if USUAL <= factor <= MOST else USUAL
