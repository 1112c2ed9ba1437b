"""Whose packets have come: the reflector's own count of each session (RFC 8762, section 4.2, stateful mode).

A session is an address, a port and an identifier (RFC 8972, section 3), so that a terminal behind a translated address
begins at zero with each test. From the two counts the sender knows in which direction a packet was lost.
"""

from collections import OrderedDict

Key = tuple[str, int, int]

KEPT = 20_000
IDLE_MS = 60_000


class Sessions:
    """The counts of all sessions of late; the one silent for longest is forgotten first. Time is handed in."""

    def __init__(self, *, kept: int = KEPT) -> None:
        self._kept = kept
        self._counts: OrderedDict[Key, tuple[int, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    def next_number(self, key: Key, now: int) -> int:
        """Count one packet of a session; return its number, 0 for the first."""
        number, seen = self._counts.pop(key, (0, now))
        if now - seen > IDLE_MS:
            number = 0
        self._counts[key] = (number + 1, now)
        if len(self._counts) > self._kept:
            self._counts.popitem(last=False)
        return number
