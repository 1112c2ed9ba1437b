"""The rule of what the line carries: enough for picture, for sound only, or for neither."""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict


class ThroughputNumbers(Struct, frozen=True, kw_only=True):
    """What went through each way; None where it was not measured."""

    up_kbit: float | None = None
    down_kbit: float | None = None
    age_h: float = 0.0
    """A good result stands for a while: hours since it was measured."""
    carrier: bool = True
    afforded: bool = True
    """False when the day's data for tests was used up."""
    error: str = ""
    data_bytes: int = 0


def judge_throughput(numbers: ThroughputNumbers, given: Circumstances) -> Judgement:
    """Too thin for the picture is a warning, which makes the terminal sound only; too thin for sound is a fault."""
    up, down = numbers.up_kbit, numbers.down_kbit
    if up is None or down is None:
        return _unmeasured(numbers)
    rules = given.configuration.throughput
    is_failed = min(up, down) < rules.audio_kbit
    limit = rules.audio_kbit if is_failed else rules.video_kbit
    figures = (
        Figure(name="up_kbit", value=up, unit="kbit/s", op="<", limit=limit),
        Figure(name="down_kbit", value=down, unit="kbit/s", op="<", limit=limit),
        Figure(name="age_h", value=numbers.age_h, unit="h"),
        Figure(name="data_bytes", value=numbers.data_bytes, unit="B"),
    )
    if min(up, down) >= rules.video_kbit:
        return Judgement(verdict=Verdict.OK, figures=figures)
    verdict = Verdict.FAILED if is_failed else Verdict.WARNING
    return Judgement(verdict=verdict, reasons=(Reason.NETWORK_THIN_LINE,), figures=figures)


def _unmeasured(numbers: ThroughputNumbers) -> Judgement:
    reason = Reason.NETWORK_NO_THROUGHPUT
    if not numbers.carrier:
        reason = Reason.NETWORK_LINK_DOWN
    elif not numbers.afforded:
        reason = Reason.NETWORK_DATA_SPENT
    facts = {"error": numbers.error} if numbers.error else {}
    return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(reason,), facts=facts)
