"""Reaches one service: its name, a connection, TLS, a page; or STUN over UDP. The first step that fails ends it."""

import datetime as dt
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from contract.configuration.line import Service, ServiceKind
from contract.judgement.service import ServiceNumbers
from hardware.network.binding import ask_tcp, ask_udp
from hardware.network.connecting import Address, ResolveError, connect, resolve
from hardware.network.page import PageError, ask_page
from hardware.network.stun import StunError

_DAY_S = 86_400
_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME: a wrong clock is no fault of the service; the dates are counted apart."""


def reach(name: str, service: Service, *, timeout_s: float, now_s: float | None) -> ServiceNumbers:
    """Return how far the service was reached; `now_s` is the time since 1970 by a clock that can be believed."""
    try:
        addresses = resolve(service.host, service.port, timeout_s=timeout_s)
    except ResolveError as error:
        return ServiceNumbers(service=name, step="resolve", error=_said(error))
    if service.kind is ServiceKind.STUN:
        return _bind(name, service, addresses, timeout_s=timeout_s)
    began = time.monotonic()
    try:
        connection = connect(addresses, timeout_s=timeout_s)
    except OSError as error:
        return ServiceNumbers(service=name, step="connect", error=_said(error))
    reached = ServiceNumbers(service=name, step="done", tcp_ms=_since_ms(began))
    with connection:
        if service.kind is ServiceKind.TCP:
            return reached
        return _shake_hands(reached, service, connection, now_s=now_s)


def _shake_hands(
    reached: ServiceNumbers, service: Service, connection: socket.socket, *, now_s: float | None
) -> ServiceNumbers:
    began = time.monotonic()
    try:
        secured = _context(service).wrap_socket(connection, server_hostname=service.host)
    except (OSError, ValueError) as error:
        return replace(reached, step="tls", error=_said(error))
    with secured:
        reached = replace(reached, tls_ms=_since_ms(began))
        # Without verification Python does not parse the certificate, so there are no days to tell.
        if certificate := secured.getpeercert():
            reached = _count_days(reached, certificate, now_s=now_s)
        if service.kind is ServiceKind.HTTPS and reached.step == "done":
            return _ask_for_page(reached, service, secured)
        return reached


def _count_days(reached: ServiceNumbers, certificate: dict[str, Any], *, now_s: float | None) -> ServiceNumbers:
    by_s = time.time() if now_s is None else now_s
    begins_s, ends_s = (ssl.cert_time_to_seconds(certificate[key]) for key in ("notBefore", "notAfter"))
    if now_s is not None and by_s < begins_s:
        first = dt.datetime.fromtimestamp(begins_s, dt.UTC).date()
        return replace(reached, step="tls", error=f"the certificate is not valid before {first}")
    return replace(reached, certificate_days=(ends_s - by_s) / _DAY_S, dates_count=now_s is not None)


def _ask_for_page(reached: ServiceNumbers, service: Service, secured: ssl.SSLSocket) -> ServiceNumbers:
    try:
        name = f"[{service.host}]" if ":" in service.host else service.host
        page = ask_page(secured, name if service.port == 443 else f"{name}:{service.port}", service.path)
    except PageError as error:
        return replace(reached, step="http", error=str(error))
    reached = replace(reached, http_status=page.status)
    is_good = page.status == service.status if service.status else page.status < 400
    return reached if is_good else replace(reached, step="http", error=f"status {page.status}")


def _bind(name: str, service: Service, addresses: Sequence[Address], *, timeout_s: float) -> ServiceNumbers:
    bound = ask_udp(addresses, timeout_s=timeout_s)
    if bound is not None:
        return ServiceNumbers(service=name, step="done", stun_ms=bound.took_ms)
    silent = ServiceNumbers(service=name, step="stun", error="no answer over UDP")
    if service.fallback_port == 0:
        return silent
    fallback = [replace(address, port=service.fallback_port) for address in addresses]
    began = time.monotonic()
    try:
        with connect(fallback, timeout_s=timeout_s) as connection:
            tcp_ms = _since_ms(began)
            if service.fallback_tls:
                with _context(service).wrap_socket(connection, server_hostname=service.host) as secured:
                    ask_tcp(secured)
            else:
                ask_tcp(connection)
    except (OSError, StunError) as error:
        return replace(silent, error=f"no answer over UDP; over TCP: {_said(error)}")
    return replace(silent, step="fallback", tcp_ms=tcp_ms)


def _context(service: Service) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.verify_flags |= _NO_CHECK_TIME
    if not service.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _since_ms(began: float) -> float:
    return 1000 * (time.monotonic() - began)


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
