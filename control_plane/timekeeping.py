"""The centre's clock: whole milliseconds since 1970 UTC."""

import time

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def now_ms() -> int:
    """The present in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000
