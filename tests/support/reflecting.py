"""A real reflector on a free UDP port of loopback, in a thread of the test's process."""

import contextlib
import threading
from collections.abc import Iterator

from control_plane.reflector.endpoint import Endpoint
from control_plane.reflector.process import serve
from control_plane.reflector.service import Reflector

LOOPBACK = "127.0.0.1"


@contextlib.contextmanager
def reflecting(host: str = LOOPBACK) -> Iterator[tuple[int, Reflector]]:
    """Answer until the block ends; yield the port and the reflector."""
    endpoint = Endpoint(host, 0)
    reflector = Reflector(endpoint.port)
    stopping = threading.Event()

    def run() -> None:
        while not stopping.is_set():
            serve(endpoint, reflector)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield endpoint.port, reflector
    finally:
        stopping.set()
        thread.join()
        endpoint.close()
