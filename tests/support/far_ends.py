"""What may answer in the broker's place: nobody, a portal, a proxy, somebody with another certificate."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from control_plane.authority.certificates import AUTHORITY_CERTIFICATE, SERVER_CERTIFICATE, SERVER_KEY
from control_plane.authority.service import ensure_server_certificate
from tests.support.ports import LOOPBACK

PORTAL = b"HTTP/1.1 302 Found\r\nLocation: http://pay.example/\r\nContent-Length: 0\r\n\r\n"
NO_WEBSOCKET = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

Talk = Callable[[socket.socket], None]


@contextlib.contextmanager
def far_end(talk: Talk) -> Iterator[int]:
    """Have each connection to a port talked to; yield the port."""
    with socket.create_server((LOOPBACK, 0)) as server:
        threading.Thread(target=_serve, args=(server, talk), daemon=True).start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)


def says(answer: bytes) -> Talk:
    """Answer anything with these bytes; with none, end at once."""

    def talk(line: socket.socket) -> None:
        if answer:
            line.recv(65536)
            line.sendall(answer)

    return talk


def silent(line: socket.socket) -> None:
    """Take what comes and answer nothing."""
    while line.recv(65536):
        pass


def in_tls(authority: Path, *, then: Talk, names: tuple[str, ...] = (LOOPBACK,), now: datetime | None = None) -> Talk:
    """Talk inside TLS with a server's certificate of the authority, made for these names at this time."""
    ensure_server_certificate(authority, names, now=now or datetime.now(UTC))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / SERVER_CERTIFICATE, authority / SERVER_KEY)
    context.load_verify_locations(authority / AUTHORITY_CERTIFICATE)

    def talk(line: socket.socket) -> None:
        with context.wrap_socket(line, server_side=True) as inside:
            then(inside)

    return talk


def proxy(*, status: str = "200 Connection established", login: str = "") -> Talk:
    """Be an HTTP proxy that connects as asked, answers with another status, or wants a login first."""

    def talk(line: socket.socket) -> None:
        asked = line.recv(65536).decode()
        if login and f"Basic {login}" not in asked:
            line.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return
        line.sendall(f"HTTP/1.1 {status}\r\n\r\n".encode())
        if status.startswith("200"):
            host, _, port = asked.split()[1].rpartition(":")
            with socket.create_connection((host, int(port))) as onward:
                threading.Thread(target=_pass_on, args=(onward, line), daemon=True).start()
                _pass_on(line, onward)

    return talk


def _serve(server: socket.socket, talk: Talk) -> None:
    with contextlib.suppress(OSError):
        while True:
            line, _ = server.accept()
            threading.Thread(target=_talk, args=(line, talk), daemon=True).start()


def _talk(line: socket.socket, talk: Talk) -> None:
    with line, contextlib.suppress(OSError, ValueError):
        talk(line)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
