"""A line for datagrams, on loopback: late, unsteady and lossy each way, as the line's knobs have it."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from random import Random

from hardware.virtual.folder import LineKnobs, read_knobs

_HOST = "127.0.0.1"
_KNOBS_FOR_S = 0.05
_KEPT_S = 30.0
_SEED = 7
_LARGEST = 65_535
_QUEUE_OCTETS = 1 << 20

_Address = tuple[str, int]


class DatagramRelay:
    """One UDP port; each sender gets a socket of its own towards the target, by which its answers come back."""

    def __init__(self, folder: Path, *, port: int, host: str, target: int) -> None:
        """Begin closed."""
        self._folder, self._port, self._target = folder, port, (host, target)
        self._near: socket.socket | None = None
        self._far: dict[_Address, socket.socket] = {}
        self._chance = Random(_SEED)  # noqa: S311 - chance from a seed, not for secrets
        self._knobs = LineKnobs()
        self._read_at = 0.0

    def open(self) -> None:
        """Listen. Raises `OSError` when the port is taken."""
        self._near = _socket()
        self._near.bind((_HOST, self._port))
        asyncio.get_running_loop().add_reader(self._near, self._up, self._near)

    def close(self) -> None:
        """Let go of the port and of every sender."""
        for open_socket in (self._near, *self._far.values()):
            _shut(open_socket)
        self._near, self._far = None, {}

    def _up(self, near: socket.socket) -> None:
        packet, sender = near.recvfrom(_LARGEST)
        far = self._far.get(sender) or self._greet(sender, near)
        knobs = self._turned()
        self._carry(lambda: far.send(packet), knobs, loss=knobs.loss_up)

    def _greet(self, sender: _Address, near: socket.socket) -> socket.socket:
        far = self._far[sender] = _socket()
        far.connect(self._target)
        loop = asyncio.get_running_loop()
        loop.add_reader(far, self._down, far, near, sender)
        loop.call_later(_KEPT_S, lambda: _shut(self._far.pop(sender, None)))
        return far

    def _down(self, far: socket.socket, near: socket.socket, sender: _Address) -> None:
        with contextlib.suppress(ConnectionRefusedError):  # nobody listens there: silence, as on a long line
            answer = far.recv(_LARGEST)
            knobs = self._turned()
            self._carry(lambda: near.sendto(answer, sender), knobs, loss=knobs.loss_down)

    def _carry(self, send: Callable[[], int], knobs: LineKnobs, *, loss: float) -> None:
        if knobs.fault in {"cut", "no_udp"} or self._chance.random() < loss:
            return
        delay_ms = knobs.delay_ms + self._chance.uniform(0, knobs.jitter_ms)
        asyncio.get_running_loop().call_later(delay_ms / 1000, _try, send)

    def _turned(self) -> LineKnobs:
        now = asyncio.get_running_loop().time()
        if now > self._read_at + _KNOBS_FOR_S:
            self._knobs, self._read_at = read_knobs(self._folder, LineKnobs), now
        return self._knobs


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _QUEUE_OCTETS)
    return made


def _shut(open_socket: socket.socket | None) -> None:
    if open_socket is not None:
        asyncio.get_running_loop().remove_reader(open_socket)
        open_socket.close()


def _try(send: Callable[[], int]) -> None:
    # The sender or the line may be gone by the time that the packet is due.
    with contextlib.suppress(OSError):
        send()
