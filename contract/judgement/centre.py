"""The rule of the way to the centre's broker and back; the core itself judges it, so it is a file of its own."""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.judgement.rtt import rtt_limits
from contract.verdicts import Figure, Judgement, Reason, Verdict


class RoundTripNumbers(Struct, frozen=True, kw_only=True):
    """How long the centre's broker took to answer; None when it did not."""

    rtt_ms: float | None


def judge_centre(numbers: RoundTripNumbers, given: Circumstances) -> Judgement:
    """How long is the way to the centre's broker and back?"""
    warning_ms, failed_ms = rtt_limits(given.configuration)
    if numbers.rtt_ms is None:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.NETWORK_NO_ROUND_TRIP,))
    is_bad = numbers.rtt_ms > failed_ms
    limit = failed_ms if is_bad else warning_ms
    figures = (Figure(name="rtt_ms", value=numbers.rtt_ms, unit="ms", op=">", limit=limit),)
    if numbers.rtt_ms <= warning_ms:
        return Judgement(verdict=Verdict.OK, figures=figures)
    verdict = Verdict.FAILED if is_bad else Verdict.WARNING
    return Judgement(verdict=verdict, reasons=(Reason.NETWORK_HIGH_RTT,), figures=figures)
