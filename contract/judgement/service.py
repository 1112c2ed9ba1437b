"""The rule of a service that a call needs: reached to the end, and for how long its certificate is good.

A service that was not reached over a line that is itself broken was not judged: the broken step says so, once.
"""

from msgspec import Struct

from contract.configuration.line import Service
from contract.judgement.circumstances import Circumstances
from contract.judgement.network import LineNumbers, Place, fault_at_branch, unjudged
from contract.verdicts import Figure, Judgement, Reason, Verdict

_BEYOND_TCP = frozenset({"tls", "http"})
"""Steps at which the service itself took the connection: the line carried that far."""


class ServiceNumbers(Struct, frozen=True, kw_only=True):
    """How far one service was reached."""

    service: str
    step: str
    """Where it ended: `resolve`, `connect`, `tls`, `http`, `stun`; `fallback` over TCP alone; `done`."""
    error: str = ""
    line: LineNumbers | None = None
    """How the line stood when the service was not reached."""
    others_answer: bool | None = None
    """Did anything else beyond the provider answer then? None when there was nothing else to ask."""
    tcp_ms: float | None = None
    tls_ms: float | None = None
    stun_ms: float | None = None
    http_status: int | None = None
    certificate_days: float | None = None
    dates_count: bool = True
    """Can the clock be believed that the days were counted by?"""


def judge_service(numbers: ServiceNumbers, given: Circumstances) -> Judgement:
    """Is the service reached to the end? One that a call can do without is a warning."""
    service = given.configuration.network.services.get(numbers.service)
    facts = {"step": numbers.step}
    if service is not None:
        facts["address"] = f"{service.host}:{service.port}"
    hidden = _hidden_by(numbers)
    if hidden is not None:
        return unjudged(hidden, facts)
    warning_days = given.configuration.network.certificate_days
    figures = _figures(numbers, service, warning_days=warning_days)
    if numbers.step == "done":
        return _judge_certificate(numbers, service, figures, facts=facts, warning_days=warning_days)
    facts |= {"error": numbers.error, "place": _place(numbers)}
    facts = {name: value for name, value in facts.items() if value}
    if numbers.step == "fallback":
        return Judgement(verdict=Verdict.WARNING, reasons=(Reason.NETWORK_UDP_BLOCKED,), figures=figures, facts=facts)
    return Judgement(verdict=_bad(service), reasons=(Reason.NETWORK_SERVICE_UNREACHABLE,), figures=figures, facts=facts)


def _judge_certificate(
    numbers: ServiceNumbers,
    service: Service | None,
    figures: tuple[Figure, ...],
    *,
    facts: dict[str, str],
    warning_days: float,
) -> Judgement:
    days = numbers.certificate_days
    if days is None or not numbers.dates_count or days >= warning_days:
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)
    # Where the certificate is not verified its end stops nobody.
    is_over = days <= 0 and (service is None or service.verify)
    return Judgement(
        verdict=_bad(service) if is_over else Verdict.WARNING,
        reasons=(Reason.NETWORK_CERTIFICATE_EXPIRING,),
        figures=figures,
        facts=facts | {"place": Place.CENTRE},
    )


def _hidden_by(numbers: ServiceNumbers) -> Reason | None:
    is_carried = numbers.step in _BEYOND_TCP | {"done", "fallback"}
    if numbers.line is None or is_carried or numbers.others_answer:
        return None
    fault = fault_at_branch(numbers.line)
    if fault is None and numbers.step == "resolve" and not numbers.line.dns_answers:
        return Reason.NETWORK_NO_DNS
    return fault


def _place(numbers: ServiceNumbers) -> str:
    if numbers.step == "fallback":
        return Place.PROVIDER
    if numbers.others_answer is None:
        return Place.CENTRE if numbers.step in _BEYOND_TCP else ""
    return Place.CENTRE if numbers.others_answer else Place.PROVIDER


def _bad(service: Service | None) -> Verdict:
    return Verdict.WARNING if service is not None and not service.needed_for_call else Verdict.FAILED


def _figures(numbers: ServiceNumbers, service: Service | None, *, warning_days: float) -> tuple[Figure, ...]:
    """Return the figures of the steps that were taken: a service without TLS has no certificate to be asked for."""
    measured = [
        Figure(name=name, value=value, unit="ms")
        for name, value in (("tcp_ms", numbers.tcp_ms), ("tls_ms", numbers.tls_ms), ("stun_ms", numbers.stun_ms))
        if value is not None
    ]
    if numbers.http_status is not None:
        any_good = service is None or service.status == 0
        op, limit = (">=", 400.0) if any_good else ("", None)
        measured.append(Figure(name="http_status", value=numbers.http_status, op=op, limit=limit))
    if numbers.certificate_days is not None:
        is_ruled = numbers.dates_count
        measured.append(
            Figure(
                name="certificate_days",
                value=numbers.certificate_days,
                unit="d",
                op="<" if is_ruled else "",
                limit=warning_days if is_ruled else None,
            )
        )
    return tuple(measured)
