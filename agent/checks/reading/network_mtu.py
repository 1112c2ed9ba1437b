"""Measures the largest packet that gets through to a service whole: over UDP where one speaks STUN, else over TCP."""

from agent.checks.descriptor import Request
from agent.checks.reading.network_line import line_numbers, line_of
from contract.configuration.line import Service, ServiceKind
from contract.judgement.way import MtuNumbers
from hardware.network.connecting import resolve
from hardware.network.mtu import Fitting, fit_tcp, fit_udp


def read(request: Request) -> MtuNumbers:
    """Return the largest that came through to a service.

    Where UDP carries too little TCP is asked too: a server may itself take no large request.
    """
    rules = request.configuration.network
    best: MtuNumbers | None = None
    error = ""
    for name, service in _worth_asking(rules.services):
        try:
            fitting = _fit(service, timeout_s=rules.timeout_s)
        except OSError as problem:
            error = str(problem)
            continue
        if fitting is not None and (best is None or (fitting.largest or 0) > (best.largest or 0)):
            best = MtuNumbers(service=name, by=fitting.by, largest=fitting.largest, believed=fitting.believed)
        if best is not None and (best.largest or 0) >= rules.mtu:
            break
    return best or MtuNumbers(error=error or "no answer", line=line_numbers(request, line_of(request)))


def _worth_asking(services: dict[str, Service]) -> list[tuple[str, Service]]:
    """Return one that speaks STUN and one that speaks TLS: a call's own packets are UDP."""
    stun = [(name, service) for name, service in services.items() if service.kind is ServiceKind.STUN]
    tls = [(name, each) for name, each in services.items() if each.kind in {ServiceKind.TLS, ServiceKind.HTTPS}]
    return stun[:1] + tls[:1]


def _fit(service: Service, *, timeout_s: float) -> Fitting | None:
    addresses = resolve(service.host, service.port, timeout_s=timeout_s)
    fit = fit_udp if service.kind is ServiceKind.STUN else fit_tcp
    return fit(addresses, timeout_s=timeout_s)
