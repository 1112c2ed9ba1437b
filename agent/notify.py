"""systemd's notification socket (sd_notify(3)): ready, alive, stopping. Without the socket nothing is said."""

import contextlib
import os
import socket

_MICROSECONDS_A_MS = 1000


class Notifier:
    """Tells systemd of whole rounds of the main loop, and of nothing else."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        """Read where to tell it, and how often."""
        given = os.environ if environment is None else environment
        self._address = given.get("NOTIFY_SOCKET", "")
        interval = int(given.get("WATCHDOG_USEC", "0")) // _MICROSECONDS_A_MS
        self.every_ms: int | None = interval // 2 if interval and self._address else None
        self._due_ms = 0

    def ready(self) -> None:
        """The agent watches."""
        self._say("READY=1")

    def round(self, now_ms: int) -> None:
        """One whole round of the main loop is over."""
        if self.every_ms is not None and now_ms >= self._due_ms:
            self._due_ms = now_ms + self.every_ms
            self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """The agent ends."""
        self._say("STOPPING=1")

    def _say(self, text: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.setblocking(False)
            line.connect(address)
            line.send(text.encode())
