"""The rules of the way through the provider: does a portal answer in the centre's place, how large a packet fits?"""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.judgement.network import LineNumbers, Place, fault_at_branch, unjudged
from contract.verdicts import Figure, Judgement, Reason, Verdict

_LOGIN_NEEDED = 511
"""Network Authentication Required (RFC 6585, 6): a portal that says what it is."""


class PortalNumbers(Struct, frozen=True, kw_only=True):
    """What came when the page with the known answer was asked for."""

    status: int | None = None
    """None when nothing came."""
    leads_to: str = ""
    """The host that a redirect names."""
    begins_right: bool = False
    """Does the page begin with the known text?"""
    error: str = ""
    line: LineNumbers | None = None
    """How the line stood when nothing came."""


class MtuNumbers(Struct, frozen=True, kw_only=True):
    """The largest packet, IP header included, that came through to a service whole."""

    service: str = ""
    by: str = ""
    """`udp` or `tcp`; nothing when the service did not answer at all."""
    largest: int | None = None
    """None when not even the smallest that was tried came through."""
    believed: int | None = None
    """What the kernel believes that the way carries."""
    error: str = ""
    line: LineNumbers | None = None


def judge_portal(numbers: PortalNumbers, given: Circumstances) -> Judgement:
    """Does the known page come as it should? A redirect or another page is a portal's, or an empty balance's."""
    rules = given.configuration.network
    if numbers.status is None:
        hidden = fault_at_branch(numbers.line) if numbers.line is not None else None
        return unjudged(hidden or Reason.NETWORK_NO_KNOWN_ANSWER, {"error": numbers.error})
    figures = (Figure(name="http_status", value=numbers.status),)
    if numbers.status == rules.portal_status and numbers.begins_right:
        return Judgement(verdict=Verdict.OK, figures=figures)
    if numbers.status >= 500 and numbers.status != _LOGIN_NEEDED:
        # The page's own server is ill: a portal would not say so.
        return unjudged(Reason.NETWORK_NO_KNOWN_ANSWER, {"error": f"status {numbers.status}"})
    facts = {"place": Place.PROVIDER, "portal": numbers.leads_to}
    return Judgement(
        verdict=Verdict.FAILED,
        reasons=(Reason.NETWORK_CAPTIVE_PORTAL,),
        figures=figures,
        facts={name: value for name, value in facts.items() if value},
    )


def judge_mtu(numbers: MtuNumbers, given: Circumstances) -> Judgement:
    """Do packets of the size that a call sends get through whole?

    A black hole is a way that loses what is too large for it and does not say so (RFC 2923, 2.1): the kernel goes
    on believing in the larger size.
    """
    if not numbers.by:
        hidden = fault_at_branch(numbers.line) if numbers.line is not None else None
        return unjudged(hidden or Reason.NETWORK_NO_KNOWN_ANSWER, {"error": numbers.error})
    limit = given.configuration.network.mtu
    figures = (
        Figure(name="mtu", value=numbers.largest, unit="B", op="<", limit=limit),
        Figure(name="mtu_believed", value=numbers.believed, unit="B"),
    )
    facts = {"by": numbers.by, "service": numbers.service}
    if (numbers.largest or 0) < (numbers.believed or 0):
        facts["black_hole"] = "yes"
    if numbers.largest is not None and numbers.largest >= limit:
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)
    return Judgement(
        verdict=Verdict.WARNING,
        reasons=(Reason.NETWORK_SMALL_MTU,),
        figures=figures,
        facts=facts | {"place": Place.PROVIDER},
    )
