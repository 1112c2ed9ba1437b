"""A line to somewhere, on loopback: TCP carried both ways, late and thin as the line's knobs have it.

A cut line stays silent: what was open hangs, as it does when a cable is pulled, and nothing new gets in.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from pathlib import Path

from msgspec import Struct

from hardware.virtual.folder import LineKnobs, read_knobs

_HOST = "127.0.0.1"
_CHUNK = 16_384
_BREATH_S = 0.05


class Carried(Struct, frozen=True, kw_only=True):
    """A relay: the port that it listens at, and where it leads."""

    port: int
    host: str
    target: int
    datagrams: bool = False
    """UDP in place of TCP."""


class Relay:
    """One listening port and the connections through it."""

    def __init__(self, folder: Path, carried: Carried) -> None:
        """Begin closed."""
        self._folder, self._carried = folder, carried
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def obey(self) -> None:
        """Listen, or not, as the knob has it. Raises `OSError` when the port is taken."""
        is_cut = self._knobs().fault == "cut"
        if is_cut and self._server is not None:
            self._server.close()
            self._server = None
        elif not is_cut and self._server is None:
            self._server = await asyncio.start_server(self._carry, _HOST, self._carried.port)

    async def close(self) -> None:
        """Let go of the port and of every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            far_reader, far_writer = await asyncio.open_connection(self._carried.host, self._carried.target)
            try:
                await _first_of(self._pump(reader, far_writer), self._pump(far_reader, writer))
            finally:
                far_writer.close()
        writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=256)
        delivering = asyncio.create_task(self._deliver(waiting, writer))
        try:
            while data := await reader.read(_CHUNK):
                await waiting.put((loop.time() + self._knobs().delay_ms / 1000, data))
            await waiting.put((loop.time(), b""))
            await delivering
        finally:
            delivering.cancel()

    async def _deliver(self, waiting: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, data = await waiting.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            while self._knobs().fault == "cut":  # noqa: ASYNC110 - the knob is a file: nobody can set an event
                await asyncio.sleep(_BREATH_S)
            if not data:
                return
            rate_kbit = self._knobs().rate_kbit
            if rate_kbit > 0:
                await asyncio.sleep(len(data) * 8 / (rate_kbit * 1000))
            writer.write(data)
            await writer.drain()

    def _knobs(self) -> LineKnobs:
        return read_knobs(self._folder, LineKnobs)


async def _first_of(*pumps: Coroutine[None, None, None]) -> None:
    tasks = [asyncio.ensure_future(pump) for pump in pumps]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
