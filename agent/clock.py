"""The terminal's clocks: the kernel's boot and uptime, the wall clock, and what the centre's clock says.

Uptime (CLOCK_BOOTTIME, suspension included) is the only clock that is always right; the wall clock may
say 1970. `adjtimex(2)` returns TIME_ERROR while the kernel's clock is not synchronised.
"""

import ctypes
import time
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
TIMESYNC_MARK = Path("/run/systemd/timesync/synchronized")

_TIME_ERROR = 5
_TIMEX_BYTES = 512
_ASK_AGAIN_MS = 30_000
_OUTDATED_MS = 86_400_000
"""Uptime drifts by seconds a day: an older word of the centre proves no wall clock wrong."""


class Clock:
    """One boot's clocks; `centre_ms` follows the last acknowledgement."""

    def __init__(self) -> None:
        """Read the boot's id."""
        self.boot = BOOT_ID.read_text().strip()
        self._offset_ms: int | None = None
        self._learnt_ms = 0
        self._synced = False
        self._asked_ms = -_ASK_AGAIN_MS

    def uptime_ms(self) -> int:
        """Milliseconds since the kernel started."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def wall_ms(self) -> int:
        """Milliseconds since 1970 by the machine's own clock, right or not."""
        return time.time_ns() // 1_000_000

    def is_synchronised(self) -> bool:
        """Does the kernel believe its own wall clock? Asked at most every half minute."""
        now = self.uptime_ms()
        if now - self._asked_ms >= _ASK_AGAIN_MS:
            self._asked_ms, self._synced = now, _kernel_is_synchronised()
        return self._synced

    def learn(self, centre_ms: int) -> None:
        """Take the centre's time from a message that just arrived."""
        self._learnt_ms = self.uptime_ms()
        self._offset_ms = centre_ms - self._learnt_ms

    def centre_ms(self) -> int | None:
        """Milliseconds since 1970 as the centre counts them; None when neither clock can be believed."""
        if self._offset_ms is not None:
            return self.uptime_ms() + self._offset_ms
        return self.wall_ms() if self.is_synchronised() else None

    def ahead_ms(self) -> int | None:
        """How far the wall clock is ahead of the centre's; None while the centre has told no time for a day."""
        if self._offset_ms is None or self.uptime_ms() - self._learnt_ms > _OUTDATED_MS:
            return None
        return self.wall_ms() - self.uptime_ms() - self._offset_ms


def _kernel_is_synchronised() -> bool:
    answer = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return (0 <= answer < _TIME_ERROR) or TIMESYNC_MARK.exists()
