"""The rules of the line: each step on its own, so that a fault is placed at the branch, the provider or the centre.

A step is judged only when those before it are well: behind a modem that does not answer no name server can.
"""

from enum import StrEnum

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict


class Place(StrEnum):
    """Where a fault is: whom it is worth calling."""

    BRANCH = "branch"
    PROVIDER = "provider"
    CENTRE = "centre"


_NO_COVERAGE = frozenset({"enabling", "enabled", "searching"})
_REGISTERED = frozenset({"registered", "connecting", "disconnecting"})


class LineNumbers(Struct, frozen=True, kw_only=True):
    """The line from the plug to the name server."""

    interface: str | None
    """None when the machine has no interface at all."""
    carrier: bool = False
    speed_mbit: float | None = None
    duplex: str = ""
    wireless: bool = False
    virtual: bool = False
    modem: str = ""
    """The state of the mobile modem that would be the way out, in ModemManager's words, where there is no other."""
    addresses: int = 0
    gateway: str | None = None
    gateway_answers: bool | None = None
    """None where there is no gateway to ask, as on a point-to-point line."""
    has_route: bool = False
    name_servers: int = 0
    dns_answers: bool = False
    dns_ms: float | None = None


def fault_at_branch(line: LineNumbers) -> Reason | None:
    """Return the first fault between the terminal and the branch's own modem, if there is one."""
    if not line.carrier:
        return fault_of_modem(line.modem) or Reason.NETWORK_LINK_DOWN
    if line.addresses == 0:
        return Reason.NETWORK_NO_ADDRESS
    if not line.has_route or line.gateway_answers is False:
        return Reason.NETWORK_NO_GATEWAY
    return None


def fault_of_modem(state: str) -> Reason | None:
    """Return why a modem in this state carries nothing; None for a state that is no matter of the mobile network."""
    if state in _NO_COVERAGE:
        return Reason.NETWORK_WEAK_SIGNAL
    return Reason.NETWORK_NO_DATA if state in _REGISTERED else None


def unjudged(reason: Reason, facts: dict[str, str] | None = None) -> Judgement:
    """Return the answer of a step that an earlier one hides."""
    return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(reason,), facts=facts or {})


def judge_link(numbers: LineNumbers, given: Circumstances) -> Judgement:
    """Is the plug in, or the radio joined, and has the cable negotiated what it should?"""
    limit = given.configuration.network.link_mbit
    is_cable = not numbers.wireless and numbers.speed_mbit is not None
    speed = Figure(
        name="speed_mbit",
        value=numbers.speed_mbit,
        unit="Mbit/s",
        op="<" if is_cable else "",
        limit=limit if is_cable else None,
    )
    if not numbers.carrier:
        return _without_carrier(numbers, speed)
    if is_cable and (numbers.duplex == "half" or (numbers.speed_mbit or 0) < limit):
        return _at_branch(Reason.NETWORK_LINK_SLOW, (speed,), _link_facts(numbers), verdict=Verdict.WARNING)
    return Judgement(verdict=Verdict.OK, figures=(speed,), facts=_link_facts(numbers))


def judge_gateway(numbers: LineNumbers, _given: Circumstances) -> Judgement:
    """Has the terminal an address, and does the branch's own router answer?"""
    fault = fault_at_branch(numbers)
    if fault is not None and not numbers.carrier:
        return unjudged(fault)
    figures = (Figure(name="addresses", value=numbers.addresses, op="<", limit=1),)
    facts = {"gateway": numbers.gateway or ""}
    if fault is not None:
        return _at_branch(fault, figures, facts)
    return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)


def judge_dns(numbers: LineNumbers, _given: Circumstances) -> Judgement:
    """Does any of the name servers answer?"""
    fault = fault_at_branch(numbers)
    if fault is not None and not (numbers.dns_answers and fault is Reason.NETWORK_NO_GATEWAY):
        return unjudged(fault)
    figures = (
        Figure(name="name_servers", value=numbers.name_servers, op="<", limit=1),
        Figure(name="dns_ms", value=numbers.dns_ms, unit="ms"),
    )
    if not numbers.dns_answers:
        place = Place.PROVIDER if numbers.name_servers else Place.BRANCH
        return Judgement(
            verdict=Verdict.FAILED, reasons=(Reason.NETWORK_NO_DNS,), figures=figures, facts={"place": place}
        )
    return Judgement(verdict=Verdict.OK, figures=figures)


def _without_carrier(numbers: LineNumbers, speed: Figure) -> Judgement:
    facts = _link_facts(numbers)
    fault = fault_of_modem(numbers.modem)
    if fault is None:
        return _at_branch(Reason.NETWORK_LINK_DOWN, (speed,), facts)
    return Judgement(verdict=Verdict.FAILED, reasons=(fault,), facts=facts | {"place": Place.PROVIDER})


def _at_branch(
    reason: Reason, figures: tuple[Figure, ...], facts: dict[str, str], *, verdict: Verdict = Verdict.FAILED
) -> Judgement:
    return Judgement(verdict=verdict, reasons=(reason,), figures=figures, facts=facts | {"place": Place.BRANCH})


def _link_facts(numbers: LineNumbers) -> dict[str, str]:
    facts = {
        "interface": numbers.interface or "",
        "duplex": numbers.duplex,
        "wireless": "yes" if numbers.wireless else "",
        "virtual": "yes" if numbers.virtual else "",
    }
    return {name: value for name, value in facts.items() if value}
