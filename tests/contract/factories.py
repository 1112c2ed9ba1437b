"""Messages with defaults, so that a test names only what it is about."""

from contract.messages import CheckState, Report, ReportKind
from contract.verdicts import Figure, Judgement, Reason, Verdict

RUN = "00000000000000ab"
BOOT = "1b0e3c2a-0000-4000-8000-000000000001"


def a_check(check: str = "camera.frames", verdict: Verdict = Verdict.OK, *reasons: Reason) -> CheckState:
    figures = (Figure(name="rate_fps", value=25.0, unit="fps"),)
    return CheckState(check=check, verdict=verdict, reasons=reasons, figures=figures, looked_ms=900, since_ms=500)


def a_report(*checks: CheckState, seq: int = 1, kind: ReportKind = ReportKind.FULL) -> Report:
    return Report(run=RUN, boot=BOOT, uptime_ms=1000, seq=seq, kind=kind, checks=checks or (a_check(),))


def a_look(verdict: Verdict = Verdict.OK, *reasons: Reason) -> Judgement:
    return Judgement(verdict=verdict, reasons=reasons)
