"""The rules of the way to the centre's broker and back; the core itself judges them, in a file of their own."""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.judgement.rtt import rtt_limits
from contract.trouble import Trouble
from contract.verdicts import Figure, Judgement, Reason, Verdict

OCTETS_OF_MB = 1_000_000


class AbsenceNumbers(Struct, frozen=True, kw_only=True):
    """For how long the centre was not reached, and why at last."""

    away_s: float
    trouble: Trouble


class RoundTripNumbers(Struct, frozen=True, kw_only=True):
    """How long the centre's broker took to answer; None when it did not. The absence that lasts, or ended of late."""

    rtt_ms: float | None
    absence: AbsenceNumbers | None = None


class DataNumbers(Struct, frozen=True, kw_only=True):
    """Octets on the wire today, and what is allowed."""

    spent: int
    allowed: int


def judge_centre(numbers: RoundTripNumbers, given: Circumstances) -> Judgement:
    """How long is the way to the centre's broker and back? A past absence is told, and is no fault."""
    warning_ms, failed_ms = rtt_limits(given.configuration)
    told, facts = _told(numbers.absence)
    if numbers.rtt_ms is None:
        reasons = (Reason.NETWORK_NO_ROUND_TRIP,)
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=reasons, figures=told, facts=facts)
    is_bad = numbers.rtt_ms > failed_ms
    limit = failed_ms if is_bad else warning_ms
    figures = (Figure(name="rtt_ms", value=numbers.rtt_ms, unit="ms", op=">", limit=limit), *told)
    if numbers.rtt_ms <= warning_ms:
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)
    verdict = Verdict.FAILED if is_bad else Verdict.WARNING
    return Judgement(verdict=verdict, reasons=(Reason.NETWORK_HIGH_RTT,), figures=figures, facts=facts)


def judge_data(numbers: DataNumbers) -> Judgement:
    """Does the connection to the centre cost more than a day may?

    It slows down by itself long before: beyond the budget something is wrong with the line or with the settings.
    """
    limit = numbers.allowed / OCTETS_OF_MB
    figures = (Figure(name="data_mb", value=numbers.spent / OCTETS_OF_MB, unit="MB", op=">", limit=limit),)
    if numbers.spent <= numbers.allowed:
        return Judgement(verdict=Verdict.OK, figures=figures)
    return Judgement(verdict=Verdict.WARNING, reasons=(Reason.NETWORK_OVER_BUDGET,), figures=figures)


def _told(absence: AbsenceNumbers | None) -> tuple[tuple[Figure, ...], dict[str, str]]:
    if absence is None:
        return (), {}
    return (Figure(name="away_s", value=absence.away_s, unit="s"),), {"cause": absence.trouble}
