"""The virtual line alive: its relays and its name server, on one event loop in a thread of its own."""

import asyncio
import contextlib
import threading
from pathlib import Path

from msgspec.structs import replace

from hardware.virtual.datagrams import DatagramRelay
from hardware.virtual.folder import VirtualLine, find_device, put_device
from hardware.virtual.middleman import Middleman
from hardware.virtual.name_server import NameServer
from hardware.virtual.relay import Carried, Relay

_HOST = "127.0.0.1"
_OBEY_EVERY_S = 0.05
_START_S = 5.0


class Line:
    """The folder's line between `start` and `stop`."""

    def __init__(self, folder: Path, *, relays: tuple[Carried, ...] = ()) -> None:
        """Begin with nothing running."""
        self._folder = folder
        self._relays = [Relay(folder, carried) for carried in relays if not carried.datagrams]
        self._datagrams = [
            DatagramRelay(folder, port=carried.port, host=carried.host, target=carried.target)
            for carried in relays
            if carried.datagrams
        ]
        self._stop = threading.Event()
        self._started = threading.Event()
        self._failure: OSError | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="line", daemon=True)

    def start(self) -> None:
        """Open every port; raise `OSError` when one is taken."""
        self._thread.start()
        self._started.wait(_START_S)
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Close them."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def is_running(self) -> bool:
        """Does it carry anything?"""
        return self._thread.is_alive()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        names, _ = await loop.create_datagram_endpoint(lambda: NameServer(self._folder), local_addr=(_HOST, 0))
        web = await asyncio.start_server(Middleman(self._folder).serve, _HOST, 0)
        self._announce(dns=names.get_extra_info("sockname")[1], web=web.sockets[0].getsockname()[1])
        try:
            for datagrams in self._datagrams:
                datagrams.open()
            while not self._stop.is_set():
                for relay in self._relays:
                    await relay.obey()
                self._started.set()
                await asyncio.sleep(_OBEY_EVERY_S)
        except OSError as error:
            self._failure = error
        finally:
            self._started.set()
            names.close()
            web.close()
            for datagrams in self._datagrams:
                datagrams.close()
            for relay in self._relays:
                with contextlib.suppress(OSError):
                    await relay.close()

    def _announce(self, *, dns: int, web: int) -> None:
        line = find_device(self._folder, VirtualLine) or VirtualLine()
        put_device(self._folder, replace(line, dns=f"{_HOST}#{dns}", web=f"{_HOST}#{web}"))
