"""Stretches of an array in which the value stays the same."""

from typing import Any, Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray


class Runs(Struct, frozen=True, kw_only=True):
    """Where each run begins, and how long it is."""

    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, values: NDArray[Any]) -> Self:
        """Return the runs of an array of one dimension; none of an empty one."""
        first = np.zeros(min(values.size, 1), dtype=np.int64)
        starts = np.concatenate((first, np.flatnonzero(values[1:] != values[:-1]) + 1))
        return cls(starts=starts, lengths=np.diff(np.append(starts, values.size)))
