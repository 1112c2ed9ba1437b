"""Does the microphone hear the speaker, and if not, which of the two is at fault.

Four answers: good; the speaker; the microphone, when it hears not even the room; and inconclusive, when the room
was too loud or the machine too busy, an echo canceller took the tone away, or it was heard now and then only.
"""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict

_ENOUGH = 2
"""Sweeps of the three that must be heard: one may drown in a word."""
_BAND_DB = 6.0
_NOW_AND_THEN = 2.0
"""How far above its limit a single sweep stands out that was really heard; a word alone gets to the limit at times."""


class LoopbackNumbers(Struct, frozen=True, kw_only=True):
    """What was heard of the test tone; nothing was played when a device lacks, is switched off or in use."""

    device: str | None
    microphone: str | None = None
    holders: tuple[str, ...] = ()
    error: str = ""
    """Why the speaker did not play."""
    unheard: str = ""
    """Why the microphone did not record."""
    speaker_muted: bool = False
    microphone_muted: bool = False
    processing: tuple[str, ...] = ()
    """Echo cancellers and noise filters of the sound server through which the tone went."""
    interruptions: int = 0
    """Times that the machine was too busy to play or to listen."""
    sweeps: int = 0
    """How many of the three stood out."""
    peak_to_median: float | None = None
    best_peak: float | None = None
    """How far the clearest of the three stood out."""
    tone_dbfs: float | None = None
    """How loud the tone came; None when it was not heard."""
    silent: bool = False
    """Every sample was the same, though the tone played."""
    lag_ms: float | None = None
    lag_spread_ms: float | None = None
    low_snr_db: float | None = None
    middle_snr_db: float | None = None
    high_snr_db: float | None = None
    ambient_dbfs: float | None = None
    """The room, before the tone; None when every sample was the same."""
    lag_lowest_ms: float = -20.0
    lag_highest_ms: float = 300.0
    """Between these the profile expects the delay."""


def judge_loopback(numbers: LoopbackNumbers, given: Circumstances) -> Judgement:
    """Is the speaker heard by the microphone?"""
    untried = not_tried(numbers, given)
    if untried is not None:
        return untried
    rules = given.configuration.speaker
    figures = (
        Figure(name="sweeps", value=numbers.sweeps, op="<", limit=_ENOUGH),
        Figure(name="peak_to_median", value=numbers.peak_to_median, op="<", limit=rules.peak_to_median),
        Figure(name="tone_dbfs", value=numbers.tone_dbfs, unit="dBFS"),
        Figure(name="lag_spread_ms", value=numbers.lag_spread_ms, unit="ms", op=">", limit=rules.lag_spread_ms),
        *(Figure(name=f"{name}_snr_db", value=value, unit="dB") for name, value in _bands(numbers).items()),
        Figure(name="ambient_dbfs", value=numbers.ambient_dbfs, unit="dBFS"),
        Figure(name="overruns", value=numbers.interruptions),
    )
    verdict, reasons = (Verdict.OK, ()) if was_heard(numbers, given) else _why_unheard(numbers, given)
    return Judgement(verdict=verdict, reasons=reasons, figures=figures, facts=facts_of(numbers))


def was_heard(numbers: LoopbackNumbers, given: Circumstances) -> bool:
    """Do two sweeps stand out, agree on the delay, and come through in two bands?"""
    spread = numbers.lag_spread_ms
    clear = [band for band in _bands(numbers).values() if band is not None and band >= _BAND_DB]
    return (
        numbers.sweeps >= _ENOUGH
        and spread is not None
        and spread <= given.configuration.speaker.lag_spread_ms
        and len(clear) >= _ENOUGH
    )


def _why_unheard(numbers: LoopbackNumbers, given: Circumstances) -> tuple[Verdict, tuple[Reason, ...]]:
    rules, ambient = given.configuration.speaker, numbers.ambient_dbfs
    if ambient is None or is_deaf(numbers, given):
        return Verdict.FAILED, (Reason.SPEAKER_LOOPBACK_MICROPHONE,)
    if numbers.processing or numbers.interruptions or _now_and_then(numbers, given) or ambient > rules.loud_dbfs:
        return Verdict.NO_EVIDENCE, (Reason.SPEAKER_LOOPBACK_INCONCLUSIVE,)
    return Verdict.FAILED, (Reason.SPEAKER_LOOPBACK_FAILED,)


def is_deaf(numbers: LoopbackNumbers, given: Circumstances) -> bool:
    """Does the microphone hear less of the room than any microphone does, or much less than it usually does here?"""
    rules, usual = given.configuration.speaker, given.baselines.get("ambient_dbfs")
    deaf_dbfs = rules.deaf_dbfs if usual is None else usual.median - rules.deaf_fall_db
    return numbers.ambient_dbfs is None or numbers.ambient_dbfs < deaf_dbfs


def not_tried(numbers: LoopbackNumbers, given: Circumstances) -> Judgement | None:
    """Return the answer where no tone was played or nobody listened; None where one was."""
    facts = facts_of(numbers)
    if numbers.device is None:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.SPEAKER_MISSING,), facts=facts)
    if numbers.holders:
        facts["holder"] = ", ".join(numbers.holders)
        return Judgement(verdict=Verdict.IN_USE, reasons=(Reason.SPEAKER_IN_USE,), facts=facts)
    if numbers.error:
        facts["error"] = numbers.error
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.SPEAKER_STUCK,), facts=facts)
    if numbers.microphone is None or numbers.unheard:
        facts["error"] = numbers.unheard or "the microphone is not there"
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.SPEAKER_LOOPBACK_INCONCLUSIVE,), facts=facts)
    return _switched_off(numbers, given)


def _switched_off(numbers: LoopbackNumbers, given: Circumstances) -> Judgement | None:
    """Say which of the two the mixer has switched off: then nothing was played."""
    facts = facts_of(numbers)
    if numbers.speaker_muted:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.SPEAKER_MUTED,), facts=facts)
    if numbers.microphone_muted:
        verdict = Verdict.AT_REST if given.may_rest else Verdict.FAILED
        return Judgement(verdict=verdict, reasons=(Reason.SPEAKER_LOOPBACK_MICROPHONE,), facts=facts)
    return None


def _now_and_then(numbers: LoopbackNumbers, given: Circumstances) -> bool:
    """Was the tone there for a moment? More than one sweep stood out, or one did beyond any doubt."""
    certain = _NOW_AND_THEN * given.configuration.speaker.peak_to_median
    return numbers.sweeps >= _ENOUGH or (numbers.sweeps > 0 and (numbers.best_peak or 0) >= certain)


def _bands(numbers: LoopbackNumbers) -> dict[str, float | None]:
    return {"low": numbers.low_snr_db, "middle": numbers.middle_snr_db, "high": numbers.high_snr_db}


def facts_of(numbers: LoopbackNumbers) -> dict[str, str]:
    """Return which devices were tried, and what lay between them."""
    facts = {"device": numbers.device, "microphone": numbers.microphone}
    told = {name: value for name, value in facts.items() if value}
    return told | {"processing": ", ".join(numbers.processing) or "none"}
