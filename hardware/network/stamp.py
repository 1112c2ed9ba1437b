"""The sender of STAMP test packets (RFC 8762): so many, so often, and what came back of them."""

import contextlib
import secrets
import select
import socket
import struct
import time
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from contract.stamp import EXPEDITED, LARGEST, Echo, Question, StampError, error_estimate, read_answer, write_question

HEADER_OCTETS: dict[int, int] = {socket.AF_INET: 28, socket.AF_INET6: 48}
"""IP and UDP."""

_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("@qq")
_ANCILLARY_OCTETS = 64
_SECOND_NS = 1_000_000_000
_QUEUE_OCTETS = 1 << 20
_REFUSALS = 3
_MOST_ADDRESSES = 2
"""More would outlast the test's deadline."""


class Walk(Struct, frozen=True, kw_only=True):
    """One test: how many packets went, and those that came back, in the order of their coming."""

    sent: int = 0
    echoes: tuple[Echo, ...] = ()
    data_bytes: int = 0
    """Both ways, headers included."""
    error: str = ""


def walk(host: str, port: int, *, packets: int, every_s: float, octets: int, wait_s: float) -> Walk:
    """Send the packets and wait for their answers; give up when none of the first comes back. What fails is told.

    Of several addresses the next is tried where none of an earlier one's answers came: one family's way may be broken.
    """
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except OSError as error:
        return Walk(error=error.strerror or str(error))
    walked, spent = Walk(), 0
    for family, _, _, _, address in places[:_MOST_ADDRESSES]:
        walked = _walk_to(family, address, packets=packets, every_s=every_s, octets=octets, wait_s=wait_s)
        spent += walked.data_bytes
        if walked.echoes:
            break
    return replace(walked, data_bytes=spent)


def _walk_to(
    family: int, address: tuple[Any, ...], *, packets: int, every_s: float, octets: int, wait_s: float
) -> Walk:
    try:
        with _open(family) as walking:
            walking.connect(address)
            walker = _Walker(walking, octets=octets)
            why = walker.go(packets, every_s, wait_s)
    except OSError as error:
        return Walk(error=error.strerror or str(error))
    each = octets + HEADER_OCTETS[family]
    return Walk(
        sent=walker.sent,
        echoes=tuple(walker.echoes),
        data_bytes=each * (walker.sent + len(walker.echoes)),
        error=why,
    )


class _Walker:
    """The state of one test."""

    def __init__(self, walking: socket.socket, *, octets: int) -> None:
        self.echoes: list[Echo] = []
        self._socket = walking
        self._octets = octets
        self._error = error_estimate(synchronised=False)  # nothing is claimed: what is judged needs no common clock
        self._session = 1 + secrets.randbelow(0xFFFF)
        self._sent_ns: list[int] = []
        self._refusals = 0

    @property
    def sent(self) -> int:
        return len(self._sent_ns)

    def go(self, packets: int, every_s: float, wait_s: float) -> str:
        """Return why it ended before its end, "" when it did not."""
        began = time.monotonic()
        while self.sent < packets:
            self._listen_until(began + self.sent * every_s)
            if self._refusals >= _REFUSALS:
                return "the port is closed"
            if not self.echoes and time.monotonic() > began + wait_s:
                return "no answer"
            self._send()
        until = time.monotonic() + wait_s
        while len(self.echoes) < self.sent and time.monotonic() < until and self._refusals < _REFUSALS:
            self._listen_until(min(until, time.monotonic() + every_s))
        return "" if self.echoes else "no answer"

    def _send(self) -> None:
        number = self.sent
        question = Question(number=number, sent_ns=time.time_ns(), error=self._error, session=self._session)
        packet = write_question(question, octets=self._octets)
        self._sent_ns.append(time.monotonic_ns())
        # A queue that is full, or a route that is gone, loses this packet as the line would.
        with contextlib.suppress(OSError):
            self._socket.send(packet)

    def _listen_until(self, moment: float) -> None:
        while True:
            ready, _, _ = select.select([self._socket], [], [], max(0.0, moment - time.monotonic()))
            if not ready:
                return
            self._take_one()

    def _take_one(self) -> None:
        try:
            packet, ancillary, _, _ = self._socket.recvmsg(LARGEST, _ANCILLARY_OCTETS)
            answer = read_answer(packet)
        except ConnectionRefusedError:
            self._refusals += 1
            return
        except (OSError, StampError):
            return
        if answer.session != self._session or answer.asked >= self.sent:
            return
        self.echoes.append(
            Echo(
                asked=answer.asked,
                number=answer.number,
                sent_ns=self._sent_ns[answer.asked],
                reached_ns=answer.reached_ns,
                left_ns=answer.left_ns,
                back_ns=_arrival_ns(ancillary),
            )
        )


def _open(family: int) -> socket.socket:
    walking = socket.socket(family, socket.SOCK_DGRAM)
    walking.setblocking(False)
    walking.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    walking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _QUEUE_OCTETS)
    if family == socket.AF_INET6:
        walking.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, EXPEDITED)
    else:
        walking.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, EXPEDITED)
    return walking


def _arrival_ns(ancillary: list[tuple[int, int, bytes]]) -> int:
    """The uptime at which the kernel had the packet; its stamp is of the wall clock, which may be set meanwhile."""
    now_ns = time.monotonic_ns()
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
            seconds, nanoseconds = _TIMESPEC.unpack(data)
            waited_ns = time.time_ns() - (seconds * _SECOND_NS + nanoseconds)
            return now_ns - waited_ns if 0 <= waited_ns < _SECOND_NS else now_ns
    return now_ns
