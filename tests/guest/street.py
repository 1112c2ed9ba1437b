"""What a call needs beyond the branch's line: a service, and a page whose answer is known, or a portal in its place."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

ANSWER = b"beket"


class Street:
    """A web server on this machine; `captive` puts a log-in page in front of whatever is asked for."""

    def __init__(self) -> None:
        self.captive = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        street = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(302 if street.captive else 200)
                if street.captive:
                    self.send_header("Location", "http://login.example/")
                self.send_header("Content-Length", str(len(ANSWER)))
                self.end_headers()
                self.wfile.write(ANSWER)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
