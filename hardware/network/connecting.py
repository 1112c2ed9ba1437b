"""From a name to a connection: every address of it is tried, none may keep the others waiting (RFC 8305)."""

import contextlib
import errno
import itertools
import os
import selectors
import socket
import threading
import time
from collections.abc import Sequence

from msgspec import Struct

_HEAD_START_S = 0.25
"""Connection Attempt Delay, the RFC's recommended value."""


class Address(Struct, frozen=True, kw_only=True):
    """One place where a name leads."""

    family: int
    host: str
    port: int


class ResolveError(OSError):
    """The name has no address, or nobody said so in time."""


def resolve(host: str, port: int, *, timeout_s: float) -> list[Address]:
    """Return the name's addresses, families taking turns; raise `ResolveError`.

    The C library waits as its own settings say, in a thread that is left behind when that is too long.
    """
    found: list[Address] = []
    failure: list[OSError] = []

    def ask() -> None:
        try:
            for family, _, _, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append(Address(family=family, host=str(place[0]), port=port))
        except OSError as error:
            failure.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout_s)
    if failure:
        raise ResolveError(failure[0].strerror or str(failure[0]))
    if not found:
        raise ResolveError("timed out")
    return _taking_turns(found)


def connect(addresses: Sequence[Address], *, timeout_s: float) -> socket.socket:
    """Return a connection to the first address that answers; raise the last `OSError`, or `TimeoutError`."""
    deadline = time.monotonic() + timeout_s
    waiting = list(addresses)
    failure: OSError = TimeoutError("timed out")
    with contextlib.ExitStack() as open_ones, selectors.DefaultSelector() as answers:
        while waiting or answers.get_map():
            if waiting:
                try:
                    answers.register(open_ones.enter_context(_begin(waiting.pop(0))), selectors.EVENT_WRITE)
                except OSError as error:
                    failure = error
                    continue
            patience_s = deadline - time.monotonic()
            if patience_s <= 0:
                raise TimeoutError("timed out")
            for key, _ in answers.select(min(patience_s, _HEAD_START_S) if waiting else patience_s):
                attempt = key.fileobj
                answers.unregister(attempt)
                if isinstance(attempt, socket.socket):
                    code = attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if code == 0:
                        return _kept(attempt, timeout_s)
                    failure = OSError(code, os.strerror(code))
    raise failure


def _begin(address: Address) -> socket.socket:
    attempt = socket.socket(address.family, socket.SOCK_STREAM)
    attempt.setblocking(False)
    code = attempt.connect_ex((address.host, address.port))
    if code not in {0, errno.EINPROGRESS}:
        attempt.close()
        raise OSError(code, os.strerror(code))
    return attempt


def _kept(attempt: socket.socket, timeout_s: float) -> socket.socket:
    """Take the socket out of the reach of whoever closes the attempts."""
    connection = socket.socket(fileno=attempt.detach())
    connection.settimeout(timeout_s)
    return connection


def _taking_turns(addresses: list[Address]) -> list[Address]:
    first = addresses[0].family
    preferred = [address for address in addresses if address.family == first]
    others = [address for address in addresses if address.family != first]
    pairs = itertools.zip_longest(preferred, others)
    return [address for pair in pairs for address in pair if address is not None]
