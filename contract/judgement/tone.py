"""What else the test tone tells: how loud it came, how late, and whether the microphone gives any signal under it."""

from contract.judgement.circumstances import Circumstances
from contract.judgement.loopback import LoopbackNumbers, facts_of, is_deaf, not_tried, was_heard
from contract.verdicts import Figure, Judgement, Reason, Verdict

_SPREADS = 3.0
"""How many of its usual standard deviations the tone must be off, however narrow the limit."""


def judge_tone_level(numbers: LoopbackNumbers, given: Circumstances) -> Judgement:
    """Is the tone as loud as it usually is here? How faint is too faint, no limit can say that holds in every room."""
    unheard = _unheard(numbers, given)
    if unheard is not None:
        return unheard
    facts, usual, tone_dbfs = facts_of(numbers), given.baselines.get("tone_dbfs"), numbers.tone_dbfs
    figures: tuple[Figure, ...] = (Figure(name="tone_dbfs", value=tone_dbfs, unit="dBFS"),)
    if usual is None or tone_dbfs is None or numbers.processing:  # a canceller makes of it what it likes
        reason = Reason.SPEAKER_LOOPBACK_INCONCLUSIVE if numbers.processing else Reason.SPEAKER_NO_BASELINE
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(reason,), figures=figures, facts=facts)
    rules = given.configuration.speaker
    fall_db, limit_db = usual.median - tone_dbfs, max(rules.tone_fall_db, _SPREADS * usual.spread)
    figures = (
        Figure(name="tone_dbfs", value=tone_dbfs, unit="dBFS", op="<", limit=usual.median - limit_db),
        Figure(name="tone_usual_dbfs", value=usual.median, unit="dBFS"),
        Figure(name="ambient_dbfs", value=numbers.ambient_dbfs, unit="dBFS"),
    )
    if fall_db <= limit_db:
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)
    verdict = Verdict.FAILED if fall_db > max(rules.tone_lost_db, limit_db) else Verdict.WARNING
    reason = Reason.SPEAKER_LOOPBACK_MICROPHONE if is_deaf(numbers, given) else Reason.SPEAKER_LOOPBACK_FAILED
    return Judgement(verdict=verdict, reasons=(reason,), figures=figures, facts=facts)


def judge_echo(numbers: LoopbackNumbers, given: Circumstances) -> Judgement:
    """Does the sound come back as soon as it should? Echo cancellers reach only so far."""
    unheard, lag = _unheard(numbers, given), numbers.lag_ms
    if unheard is not None or lag is None:
        return unheard or _inconclusive(numbers)
    is_early = lag < numbers.lag_lowest_ms
    op, limit = ("<", numbers.lag_lowest_ms) if is_early else (">", numbers.lag_highest_ms)
    figures = (Figure(name="lag_ms", value=lag, unit="ms", op=op, limit=limit),)
    facts = facts_of(numbers)
    if is_early or lag > numbers.lag_highest_ms:
        return Judgement(verdict=Verdict.WARNING, reasons=(Reason.SPEAKER_ECHO_DELAY,), figures=figures, facts=facts)
    return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)


def judge_under_tone(numbers: LoopbackNumbers, given: Circumstances) -> Judgement:
    """Does the microphone give any signal while the tone plays? A gate that closes in a still room opens for it."""
    facts = facts_of(numbers)
    if numbers.microphone_muted:  # the mixer's own check names it; here it only explains the silence
        verdict = Verdict.AT_REST if given.may_rest else Verdict.NO_EVIDENCE
        return Judgement(verdict=verdict, reasons=(Reason.MICROPHONE_MUTED,), facts=facts)
    if not_tried(numbers, given) is not None:
        return _inconclusive(numbers)
    if numbers.silent:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.MICROPHONE_DEAD,), facts=facts)
    figures = (Figure(name="ambient_dbfs", value=numbers.ambient_dbfs, unit="dBFS"),)
    return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)


def _unheard(numbers: LoopbackNumbers, given: Circumstances) -> Judgement | None:
    """Return the answer where there is no tone to measure: the loopback's own check says whose fault that is."""
    untried = not_tried(numbers, given)
    if untried is not None and untried.verdict in {Verdict.IN_USE, Verdict.AT_REST}:
        return untried
    return None if untried is None and was_heard(numbers, given) else _inconclusive(numbers)


def _inconclusive(numbers: LoopbackNumbers) -> Judgement:
    reasons = (Reason.SPEAKER_LOOPBACK_INCONCLUSIVE,)
    return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=reasons, facts=facts_of(numbers))
