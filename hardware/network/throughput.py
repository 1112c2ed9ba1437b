"""How much a line carries each way: growing pieces over one HTTPS connection, as little data as it takes to know.

A piece's rate is its size over the time that it took beyond one round trip: the last piece counts, when TCP has opened
its window, which by satellite takes four round trips. It ends early when the line is plainly fast enough, or so slow
that the next piece would take long.
"""

import http.client
import os
import socket
import ssl
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from msgspec import Struct

PIECES = (16 << 10, 64 << 10, 256 << 10)
PATH = "/api/v1/throughput"
OVERHEAD = 1.08
"""TCP, IP and TLS around the pieces."""

_SLOW_S, _VERY_SLOW_S = 0.7, 3.0
_ROUND_TRIPS = 4
"""Of a piece that took longer than these the line's rate is the reason, not its length: a larger one tells no more."""
_PATIENCE_S = 15.0
_PLENTY = 3.0
_LEAST_S = 0.001


class Rates(Struct, frozen=True, kw_only=True):
    """What went through each way, in kbit/s; None where it ended before."""

    up_kbit: float | None = None
    down_kbit: float | None = None
    data_bytes: int = 0
    error: str = ""


class _RefusedError(Exception):
    """The centre would not; the message says why."""


def cost() -> int:
    """Return the most bytes that a measurement can cost."""
    return round(2 * sum(PIECES) * OVERHEAD)


def measure(url: str, *, authorization: str, enough_kbit: float, context: ssl.SSLContext) -> Rates:
    """Return the rates each way; a line that was too slow to finish a piece gets the rate that it stayed below."""
    meter = _Meter(url, authorization, context)
    try:
        down_kbit = _rate(meter.fetch, meter, enough_kbit)
        up_kbit = _rate(meter.give, meter, enough_kbit)
    except (_RefusedError, OSError, http.client.HTTPException) as error:
        return Rates(data_bytes=meter.data_bytes, error=str(error) or type(error).__name__)
    finally:
        meter.close()
    return Rates(up_kbit=up_kbit, down_kbit=down_kbit, data_bytes=meter.data_bytes)


def _rate(move: "Callable[[int], float]", meter: "_Meter", enough_kbit: float) -> float:
    rate_kbit = 0.0
    for size in PIECES:
        try:
            took_s = move(size)
        except TimeoutError:
            meter.reconnect()
            return min(rate_kbit or _kbit(size, _PATIENCE_S), _kbit(size, _PATIENCE_S))
        # What is left after one way there and back is the piece's own time.
        rate_kbit = _kbit(size, max(_LEAST_S, took_s - meter.rtt_s))
        # The first piece may be what a provider lets through at once, or held up by one lost packet: it proves little.
        is_first = size == PIECES[0]
        is_slow = took_s > max(_VERY_SLOW_S if is_first else _SLOW_S, _ROUND_TRIPS * meter.rtt_s)
        if is_slow or (rate_kbit > _PLENTY * enough_kbit and not is_first):
            break
    return rate_kbit


def _kbit(octets: int, seconds: float) -> float:
    return octets * 8 / 1000 / seconds


class _Meter:
    """One connection, and what it moved."""

    def __init__(self, url: str, authorization: str, context: ssl.SSLContext) -> None:
        self.data_bytes = 0
        self.rtt_s = 0.0
        parts = urlsplit(url)
        if parts.scheme == "https":
            self._connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.netloc, timeout=_PATIENCE_S, context=context
            )
        else:
            self._connection = http.client.HTTPConnection(parts.netloc, timeout=_PATIENCE_S)
        self._headers = {"Authorization": authorization, "Accept-Encoding": "identity"}

    def fetch(self, size: int) -> float:
        """Have the centre send so much; return the seconds that it took."""
        return self._ask("GET", f"{PATH}?octets={size}", size)

    def give(self, size: int) -> float:
        """Send the centre so much; return the seconds until it had it all."""
        return self._ask("POST", PATH, size, body=os.urandom(size))  # nothing on the way can make it smaller

    def reconnect(self) -> None:
        """Begin with a fresh connection: the other half of this one hangs."""
        self._connection.close()

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()

    def _ask(self, method: str, path: str, size: int, body: bytes | None = None) -> float:
        if self._connection.sock is None:
            self._connect()
        self.data_bytes += round(size * OVERHEAD)
        began = time.monotonic()
        self._connection.request(method, path, body=body, headers=self._headers)
        with self._connection.getresponse() as answer:
            answer.read()
            took_s = time.monotonic() - began
            if answer.status >= http.client.BAD_REQUEST:
                raise _RefusedError(f"{answer.status} {answer.reason}")
        return took_s

    def _connect(self) -> None:
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = time.monotonic()
        self._connection.request("GET", f"{PATH}?octets=0", headers=self._headers)
        with self._connection.getresponse() as answer:
            answer.read()
            if answer.status >= http.client.BAD_REQUEST:
                raise _RefusedError(f"{answer.status} {answer.reason}")
        self.rtt_s = time.monotonic() - began
