"""The middleman of the virtual line's plain HTTP: carries each request to its host, or answers as a captive portal."""

import asyncio
import contextlib
from pathlib import Path

from hardware.virtual.folder import LineKnobs, read_knobs

LOG_IN = "portal.example.net"
_REDIRECT = f"HTTP/1.1 302 Found\r\nLocation: http://{LOG_IN}/login\r\nContent-Length: 0\r\n\r\n".encode()
_SILENT = frozenset({"cut", "no_address", "no_gateway"})
_CHUNK = 16_384


class Middleman:
    """One request a connection, as the agent's own probe asks."""

    def __init__(self, folder: Path) -> None:
        """Obey the knobs in the folder."""
        self._folder = folder

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            fault = read_knobs(self._folder, LineKnobs).fault
            if fault == "portal":
                writer.write(_REDIRECT)
            elif fault not in _SILENT:
                await _carry(head, writer)
            await writer.drain()
        writer.close()


async def _carry(head: bytes, writer: asyncio.StreamWriter) -> None:
    host, _, port = _host_of(head).partition(":")
    far_reader, far_writer = await asyncio.open_connection(host, int(port or 80))
    with contextlib.closing(far_writer):
        far_writer.write(head)
        while data := await far_reader.read(_CHUNK):
            writer.write(data)


def _host_of(head: bytes) -> str:
    lines = head.decode("latin-1").split("\r\n")
    return next((line[5:].strip() for line in lines if line.lower().startswith("host:")), "")
