"""Small real services on loopback: TCP that accepts, TLS with a certificate of so many days, pages, STUN."""

import contextlib
import datetime as dt
import http.server
import ipaddress
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hardware.network.stun import HEADER, SUCCESS

LOOPBACK = "127.0.0.1"


def self_signed(folder: Path, *, days: float) -> tuple[Path, Path]:
    """Write a certificate for loopback and its key; return both files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "service.pem", folder / "service.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file


@contextlib.contextmanager
def listening(*, tls: tuple[Path, Path] | None = None, echo: bool = False, host: str = LOOPBACK) -> Iterator[int]:
    """Accept connections on a free port until the block ends; yield the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
    if context is not None and tls is not None:
        context.load_cert_chain(*tls)
    with socket.create_server((host, 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=_answer, args=(connection, context), kwargs={"echo": echo}).start()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


@contextlib.contextmanager
def binding(
    *, udp: bool = True, largest: int = 1500, tls: tuple[Path, Path] | None = None, host: str = LOOPBACK
) -> Iterator[int]:
    """Run a STUN server over UDP and TCP at one port; without `udp`, or beyond `largest`, UDP is lost on it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
    if context is not None and tls is not None:
        context.load_cert_chain(*tls)

    class OverUdp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            request, reply = self.request
            if udp and len(request) <= largest:
                reply.sendto(binding_answer(request, self.client_address), self.client_address)

    class OverTcp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                line = context.wrap_socket(self.request, server_side=True) if context else self.request
                with contextlib.closing(line):
                    line.sendall(binding_answer(line.recv(2048), self.client_address))

    with (
        socketserver.ThreadingTCPServer((host, 0), OverTcp) as stream,
        socketserver.UDPServer(stream.server_address, OverUdp) as datagrams,
    ):
        threads = [threading.Thread(target=server.serve_forever, args=(0.02,)) for server in (stream, datagrams)]
        for thread in threads:
            thread.start()
        try:
            yield stream.server_address[1]
        finally:
            stream.shutdown()
            datagrams.shutdown()
            for thread in threads:
                thread.join()


def binding_answer(request: bytes, sender: tuple[str, int]) -> bytes:
    """Return the answer of RFC 8489 to a request: from where it came, masked."""
    _, _, cookie, transaction = HEADER.unpack_from(request)
    port = sender[1] ^ (cookie >> 16)
    address = int(ipaddress.ip_address(sender[0])) ^ cookie
    mapped = struct.pack("!2H2BHI", 0x0020, 8, 0, 1, port, address)
    return HEADER.pack(SUCCESS, len(mapped), cookie, transaction) + mapped


@contextlib.contextmanager
def serving(
    *, status: int = 200, body: str = "alive\n", leads_to: str = "", tls: tuple[Path, Path] | None = None
) -> Iterator[int]:
    """Answer every GET alike, over HTTP or HTTPS; yield the port."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if leads_to:
                self.send_header("Location", leads_to)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer((LOOPBACK, 0), Pages) as server:
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _answer(connection: socket.socket, context: ssl.SSLContext | None, *, echo: bool) -> None:
    with contextlib.suppress(OSError), contextlib.closing(connection):
        connection.settimeout(5)
        secured = context.wrap_socket(connection, server_side=True) if context else connection
        with contextlib.closing(secured):
            while data := secured.recv(4096):
                if echo:
                    secured.sendall(data)
