"""Reaches one service: its name, a TCP connection, a TLS handshake; says at which step it ended."""

import contextlib
import socket
import ssl
import time
from pathlib import Path

from agent.checks.descriptor import Request
from contract.configuration.schema import Service, ServiceKind
from contract.judgement.network import ServiceNumbers
from hardware.network.discovery import read_line

_DAY_S = 86_400


def read(request: Request) -> ServiceNumbers:
    """Return how far the service named by the argument was reached."""
    service = request.configuration.network.services[request.argument]
    reached = reach(request.argument, service, timeout_s=request.configuration.network.timeout_s)
    if reached.step == "done":
        return reached
    devices = Path(request.terminal.devices) if request.terminal.devices else None
    way_out = read_line(root=Path(request.terminal.root), devices=devices).way_out
    return ServiceNumbers(
        service=reached.service,
        step=reached.step,
        error=reached.error,
        carrier=way_out is not None and way_out.carrier,
        tcp_ms=reached.tcp_ms,
    )


def reach(name: str, service: Service, *, timeout_s: float) -> ServiceNumbers:
    """Resolve, connect, shake hands: the first step that fails ends it."""
    try:
        found = socket.getaddrinfo(service.host, service.port, type=socket.SOCK_STREAM)
    except OSError as error:
        return ServiceNumbers(service=name, step="resolve", error=_said(error))
    address = str(found[0][4][0])
    began = time.monotonic()
    try:
        connection = socket.create_connection((address, service.port), timeout=timeout_s)
    except OSError as error:
        return ServiceNumbers(service=name, step="connect", error=_said(error))
    tcp_ms = 1000 * (time.monotonic() - began)
    with contextlib.closing(connection):
        if service.kind is ServiceKind.TCP:
            return ServiceNumbers(service=name, step="done", tcp_ms=tcp_ms)
        return _shake_hands(name, service, connection, tcp_ms=tcp_ms)


def _shake_hands(name: str, service: Service, connection: socket.socket, *, tcp_ms: float) -> ServiceNumbers:
    began = time.monotonic()
    try:
        with _context(service).wrap_socket(connection, server_hostname=service.host) as secured:
            certificate = secured.getpeercert() or {}
    except (OSError, ValueError) as error:
        return ServiceNumbers(service=name, step="tls", error=_said(error), tcp_ms=tcp_ms)
    expires = certificate.get("notAfter")
    return ServiceNumbers(
        service=name,
        step="done",
        tcp_ms=tcp_ms,
        tls_ms=1000 * (time.monotonic() - began),
        # Without verification Python does not parse the certificate, so there are no days to tell.
        certificate_days=(ssl.cert_time_to_seconds(str(expires)) - time.time()) / _DAY_S if expires else None,
    )


def _context(service: Service) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not service.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
