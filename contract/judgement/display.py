"""The rule of the screen: a citizen who sees nobody has no video call, so a screen that is gone is `not_ready`.

no connector is reported            → unknown
none has a screen                   → failed: disconnected
a screen is there, none is lit      → failed: off; outside opening hours at rest
"""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.judgement.reported import not_reported
from contract.verdicts import Judgement, Reason, Verdict


class Connector(Struct, frozen=True, kw_only=True):
    """One socket for a screen, as the kernel's graphics driver has it; None where it does not say."""

    name: str
    connected: bool | None
    lit: bool | None = None


class DisplayNumbers(Struct, frozen=True, kw_only=True):
    """All sockets for screens; none where the machine has no graphics driver."""

    connectors: tuple[Connector, ...] = ()


def judge_connector(numbers: DisplayNumbers, given: Circumstances) -> Judgement:
    """Is a screen connected, and on?"""
    telling = [each for each in numbers.connectors if each.connected is not None]
    if not telling:
        return not_reported(Reason.DISPLAY_NOT_REPORTED)
    connected = [each for each in telling if each.connected]
    facts = {"connector": ", ".join(each.name for each in connected or telling)}
    if any(each.lit is not False for each in connected):
        return Judgement(verdict=Verdict.OK, facts=facts)
    reason = Reason.DISPLAY_OFF if connected else Reason.DISPLAY_DISCONNECTED
    return Judgement(verdict=Verdict.FAILED if given.open_now else Verdict.AT_REST, reasons=(reason,), facts=facts)
