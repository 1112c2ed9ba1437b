"""The rule of the clock: held against the centre's, never an alarm by the terminal's own."""

from contract.judgement.circumstances import Circumstances
from contract.judgement.network import Place
from contract.verdicts import Figure, Judgement, Reason, Verdict


def judge_clock(_numbers: object, given: Circumstances) -> Judgement:
    """Is the clock right enough to be read, and for certificates to be believed?"""
    rules = given.configuration.network
    if given.clock_ahead_ms is None:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.NETWORK_CLOCK_UNKNOWN,))
    off_s = abs(given.clock_ahead_ms) / 1000
    is_bad = off_s > rules.clock_failed_s
    limit = rules.clock_failed_s if is_bad else rules.clock_warning_s
    figures = (Figure(name="clock_off_s", value=off_s, unit="s", op=">", limit=limit),)
    if off_s <= rules.clock_warning_s:
        return Judgement(verdict=Verdict.OK, figures=figures)
    return Judgement(
        verdict=Verdict.FAILED if is_bad else Verdict.WARNING,
        reasons=(Reason.NETWORK_CLOCK_WRONG,),
        figures=figures,
        facts={"place": Place.BRANCH, "direction": "ahead" if given.clock_ahead_ms > 0 else "behind"},
    )
