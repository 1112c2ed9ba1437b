"""A place that uploads are put to: what came, and the status that it answers."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.support.ports import LOOPBACK

TOKEN = "t" * 43


@dataclass
class Received:
    """What was put: by media type."""

    address: str = ""
    status: int = 201
    puts: list[tuple[str, bytes]] = field(default_factory=list)


@contextmanager
def receiving(*, status: int = 201) -> Iterator[Received]:
    """Serve on a free port of loopback."""
    received = Received(status=status)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            received.puts.append((self.headers["Content-Type"], content))
            self.send_response(received.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer((LOOPBACK, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    received.address = f"http://{LOOPBACK}:{server.server_port}/up/{TOKEN}"
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
