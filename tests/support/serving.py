"""The centre's web application on a free port, in a thread of the test's process."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from control_plane.commands.web import PageServer
from tests.support.ports import LOOPBACK, free_port, wait_until_open


@contextmanager
def served(app: FastAPI) -> Iterator[int]:
    """Serve an application that has its pages; yield the port."""
    port = free_port()
    config = uvicorn.Config(app, LOOPBACK, port, log_level="warning", timeout_graceful_shutdown=10)
    server = PageServer(config, app.state.watch)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until_open(port)
    try:
        yield port
    finally:
        server.handle_exit(signal.SIGTERM, None)
        thread.join(15)
