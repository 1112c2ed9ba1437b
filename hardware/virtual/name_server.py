"""The virtual line's name server: answers every question with "no such name", unless the knob keeps it silent."""

import asyncio
import struct
from pathlib import Path
from typing import cast

from hardware.virtual.folder import LineKnobs, read_knobs

_ANSWER_NXDOMAIN = 0x8183
_HEADER = struct.Struct("!6H")


class NameServer(asyncio.DatagramProtocol):
    """A DNS server in twenty lines (RFC 1035): enough to be alive."""

    def __init__(self, folder: Path) -> None:
        """Obey the knobs in the folder."""
        self._folder = folder
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        # Not `isinstance`: before Python 3.12 the event loop's transport did not say that it is one.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer, or not."""
        if self._transport is None or len(data) < _HEADER.size:
            return
        if read_knobs(self._folder, LineKnobs).fault in {"cut", "no_dns", "no_gateway", "no_address"}:
            return
        number, _, questions, _, _, _ = _HEADER.unpack_from(data)
        self._transport.sendto(_HEADER.pack(number, _ANSWER_NXDOMAIN, questions, 0, 0, 0) + data[_HEADER.size :], addr)
