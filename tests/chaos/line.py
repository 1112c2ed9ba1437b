"""A line between a terminal and the broker: it carries, is cut, swallows everything, or is thin."""

import contextlib
import socket
import threading
import time
from enum import StrEnum

from tests.support.ports import LOOPBACK

CHUNK = 2048


class Mode(StrEnum):
    """What the line does just now."""

    CARRIES = "carries"
    CUT = "cut"
    """Connections end, and no new one comes about."""
    SWALLOWS = "swallows"
    """As after a power cut: nobody is told anything, and nothing comes through."""


class Line:
    """A relay on loopback; `bits_per_s` paces each direction of it, 0 does not."""

    def __init__(self, port: int, *, bits_per_s: int = 0) -> None:
        self.mode = Mode.CARRIES
        self._far = port
        self._bits_per_s = bits_per_s
        self._open: list[socket.socket] = []
        self._free_at = {True: 0.0, False: 0.0}
        self._pace = threading.Lock()
        self._server = socket.create_server((LOOPBACK, 0))
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def carry(self) -> None:
        self.mode = Mode.CARRIES

    def cut(self) -> None:
        self.mode = Mode.CUT
        self._drop_all()

    def swallow(self) -> None:
        self.mode = Mode.SWALLOWS

    def close(self) -> None:
        self.mode = Mode.CUT
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._drop_all()

    def _drop_all(self) -> None:
        opened, self._open = self._open, []
        for end in opened:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        while self.mode is Mode.SWALLOWS:
            time.sleep(0.05)
        with near, contextlib.suppress(OSError):
            if self.mode is Mode.CUT:
                return
            with socket.create_connection((LOOPBACK, self._far), timeout=5) as far:
                far.settimeout(None)
                self._open += [near, far]
                up = threading.Thread(target=self._pump, args=(near, far), kwargs={"is_up": True}, daemon=True)
                up.start()
                self._pump(far, near, is_up=False)
                up.join()

    def _pump(self, source: socket.socket, target: socket.socket, *, is_up: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                self._take_time(len(data), is_up=is_up)
                while self.mode is Mode.SWALLOWS:
                    time.sleep(0.05)
                target.sendall(data)
        while self.mode is Mode.SWALLOWS:
            time.sleep(0.05)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _take_time(self, octets: int, *, is_up: bool) -> None:
        """Wait as long as these bytes are on the line, behind those before them."""
        if not self._bits_per_s:
            return
        with self._pace:
            begin = max(time.monotonic(), self._free_at[is_up])
            self._free_at[is_up] = until = begin + 8 * octets / self._bits_per_s
        time.sleep(max(0.0, until - time.monotonic()))
