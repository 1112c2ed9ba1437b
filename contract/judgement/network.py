"""The rules of the line: each step on its own, so that a fault is placed at the branch, the provider or the centre."""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict


class LineNumbers(Struct, frozen=True, kw_only=True):
    """The line from the plug to the name server."""

    interface: str | None
    """None when the machine has no interface at all."""
    carrier: bool = False
    speed_mbit: float | None = None
    duplex: str = ""
    wireless: bool = False
    virtual: bool = False
    addresses: int = 0
    gateway: str | None = None
    gateway_answers: bool | None = None
    """None where there is no gateway to ask, as on a point-to-point line."""
    has_route: bool = False
    name_servers: int = 0
    dns_answers: bool = False
    dns_ms: float | None = None


class ServiceNumbers(Struct, frozen=True, kw_only=True):
    """How far one service was reached: `resolve`, `connect`, `tls`, or `done`."""

    service: str
    step: str
    error: str = ""
    carrier: bool = True
    tcp_ms: float | None = None
    tls_ms: float | None = None
    certificate_days: float | None = None


def judge_link(numbers: LineNumbers, _given: Circumstances) -> Judgement:
    """Is the plug in, or the radio joined?"""
    facts = _link_facts(numbers)
    figures = (Figure(name="speed_mbit", value=numbers.speed_mbit, unit="Mbit/s"),)
    if not numbers.carrier:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.NETWORK_LINK_DOWN,), figures=figures, facts=facts)
    return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)


def judge_gateway(numbers: LineNumbers, _given: Circumstances) -> Judgement:
    """Has the terminal an address, and does the branch's own router answer?"""
    if not numbers.carrier:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.NETWORK_LINK_DOWN,))
    figures = (Figure(name="addresses", value=numbers.addresses, op="<", limit=1),)
    facts = {"gateway": numbers.gateway or ""}
    if numbers.addresses == 0:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.NETWORK_NO_ADDRESS,), figures=figures, facts=facts)
    if not numbers.has_route or numbers.gateway_answers is False:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.NETWORK_NO_GATEWAY,), figures=figures, facts=facts)
    return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)


def judge_dns(numbers: LineNumbers, _given: Circumstances) -> Judgement:
    """Does any of the name servers answer?"""
    if not numbers.carrier:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.NETWORK_LINK_DOWN,))
    figures = (
        Figure(name="name_servers", value=numbers.name_servers, op="<", limit=1),
        Figure(name="dns_ms", value=numbers.dns_ms, unit="ms"),
    )
    if not numbers.dns_answers:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.NETWORK_NO_DNS,), figures=figures)
    return Judgement(verdict=Verdict.OK, figures=figures)


def judge_service(numbers: ServiceNumbers, given: Circumstances) -> Judgement:
    """Is the service reached to the end? One that a call can do without is a warning."""
    service = given.configuration.network.services.get(numbers.service)
    facts = {"step": numbers.step}
    if service is not None:
        facts["address"] = f"{service.host}:{service.port}"
    if not numbers.carrier:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.NETWORK_LINK_DOWN,), facts=facts)
    measured = (
        ("tcp_ms", numbers.tcp_ms, "ms"),
        ("tls_ms", numbers.tls_ms, "ms"),
        ("certificate_days", numbers.certificate_days, "d"),
    )
    # A step that was not taken has no figure: a service without TLS has no certificate to be asked for.
    figures = tuple(Figure(name=name, value=value, unit=unit) for name, value, unit in measured if value is not None)
    if numbers.step == "done":
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)
    facts["error"] = numbers.error
    verdict = Verdict.WARNING if service is not None and not service.needed_for_call else Verdict.FAILED
    return Judgement(verdict=verdict, reasons=(Reason.NETWORK_SERVICE_UNREACHABLE,), figures=figures, facts=facts)


def _link_facts(numbers: LineNumbers) -> dict[str, str]:
    facts = {
        "interface": numbers.interface or "",
        "duplex": numbers.duplex,
        "wireless": "yes" if numbers.wireless else "",
        "virtual": "yes" if numbers.virtual else "",
    }
    return {name: value for name, value in facts.items() if value}
