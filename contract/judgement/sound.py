"""The rules of what a microphone hears: does it give a signal at all, is speech of the right level."""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict

_LEAST_S = 0.5
"""Less than a word says nothing of a microphone."""
_TOLERANCE_S = 0.05
"""A recording of 10 s holds 10 s of silence though its first block was a little late."""


class SoundNumbers(Struct, frozen=True, kw_only=True):
    """What one stretch of sound gave."""

    device: str | None
    holders: tuple[str, ...] = ()
    error: str = ""
    muted: bool = False
    recorded_s: float = 0.0
    zeros_s: float = 0.0
    """Longest stretch in which every sample is the same, zero or not."""
    level_dbfs: float | None = None
    offset: float | None = None
    """Share of full scale by which the signal is off zero."""
    overruns: int = 0
    speech: bool = False
    speech_dbov: float | None = None
    """Active speech level by ITU-T P.56, method B."""
    activity: float | None = None
    clipped: float | None = None
    """Share of the active time in which peaks were cut off."""
    hum_db: float | None = None
    """How far the mains' strongest harmonic stands out of its neighbours."""
    hum_dbfs: float | None = None
    dropouts: int = 0
    """Blocks missing in the middle of speech, and gaps in the samples' own times."""
    lost_s: float = 0.0
    noise_dbfs: float | None = None
    """Level of what goes on all the time."""
    noise_swing_db: float | None = None
    """How far its median is above its quietest tenth: 8 dB in steady noise, more in music and speech."""


def judge_signal(numbers: SoundNumbers, given: Circumstances) -> Judgement:
    """Does the microphone give any signal at all? Short runs of zeros are no fault."""
    untouched = _not_heard(numbers, given)
    if untouched is not None:
        return untouched
    limit = min(given.configuration.microphone.dead_s, given.configuration.microphone.listen_s)
    figures = (
        Figure(name="zeros_s", value=numbers.zeros_s, unit="s", op=">=", limit=limit),
        Figure(name="recorded_s", value=numbers.recorded_s, unit="s"),
        Figure(name="level_dbfs", value=numbers.level_dbfs, unit="dBFS"),
        Figure(name="offset", value=numbers.offset),
        Figure(name="overruns", value=numbers.overruns),
    )
    facts = {"device": numbers.device or ""}
    if numbers.error:
        facts["error"] = numbers.error
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.MICROPHONE_STUCK,), figures=figures, facts=facts)
    if numbers.recorded_s > 0 and numbers.zeros_s >= limit - _TOLERANCE_S:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.MICROPHONE_DEAD,), figures=figures, facts=facts)
    if not _is_silent(numbers) and numbers.recorded_s >= _LEAST_S:
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)
    facts["error"] = _too_little(numbers)
    reasons = (Reason.MICROPHONE_NOT_CHECKED,)
    return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=reasons, figures=figures, facts=facts)


def judge_level(numbers: SoundNumbers, given: Circumstances) -> Judgement:
    """Is speech neither too quiet nor too loud? Without speech there is nothing to judge."""
    unheard = _not_listened(numbers, given)
    if unheard is not None:
        return unheard
    rules = given.configuration.microphone
    lowest, highest = rules.target_dbov - rules.tolerance_db, rules.target_dbov + rules.tolerance_db
    level = numbers.speech_dbov
    is_loud = level is not None and level > highest
    op, limit = (">", highest) if is_loud else ("<", lowest)
    figures = (
        Figure(name="speech_dbov", value=level, unit="dBov", op=op, limit=limit),
        Figure(name="activity", value=numbers.activity),
    )
    facts = {"device": numbers.device or ""}
    if level is None or not numbers.speech:
        return Judgement(
            verdict=Verdict.NO_EVIDENCE, reasons=(Reason.MICROPHONE_NO_SPEECH,), figures=figures, facts=facts
        )
    if is_loud or level < lowest:
        reason = Reason.MICROPHONE_LOUD if is_loud else Reason.MICROPHONE_QUIET
        return Judgement(verdict=Verdict.WARNING, reasons=(reason,), figures=figures, facts=facts)
    return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)


def not_measured(numbers: SoundNumbers, given: Circumstances) -> Judgement | None:
    """Return the answer of every rule about the sound's quality when there is no sound; None when there is some.

    The check of the signal names the fault; here it only explains why nothing can be said.
    """
    unheard = _not_listened(numbers, given)
    if unheard is None and _is_silent(numbers):
        facts = {"device": numbers.device or ""}
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.MICROPHONE_DEAD,), facts=facts)
    if unheard is None and numbers.recorded_s < _LEAST_S:
        facts = {"device": numbers.device or "", "error": _too_little(numbers)}
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.MICROPHONE_NOT_CHECKED,), facts=facts)
    return unheard


def _not_listened(numbers: SoundNumbers, given: Circumstances) -> Judgement | None:
    untouched = _not_heard(numbers, given)
    if untouched is None and numbers.error:
        facts = {"device": numbers.device or "", "error": numbers.error}
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.MICROPHONE_NOT_CHECKED,), facts=facts)
    return untouched


def _is_silent(numbers: SoundNumbers) -> bool:
    return numbers.zeros_s >= numbers.recorded_s - _TOLERANCE_S


def _too_little(numbers: SoundNumbers) -> str:
    return f"only {numbers.recorded_s:.1f} s were heard" + (", and they are silent" if _is_silent(numbers) else "")


def _not_heard(numbers: SoundNumbers, given: Circumstances) -> Judgement | None:
    if numbers.device is None:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.MICROPHONE_MISSING,))
    facts = {"device": numbers.device}
    if numbers.holders:
        facts["holder"] = ", ".join(numbers.holders)
        return Judgement(verdict=Verdict.IN_USE, reasons=(Reason.MICROPHONE_IN_USE,), facts=facts)
    if numbers.muted:  # the mixer's own check names it; here it only explains the silence
        verdict = Verdict.AT_REST if given.may_rest else Verdict.NO_EVIDENCE
        return Judgement(verdict=verdict, reasons=(Reason.MICROPHONE_MUTED,), facts=facts)
    return None
