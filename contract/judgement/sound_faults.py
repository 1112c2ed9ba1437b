"""What may be wrong with a sound that does come: cut-off peaks, an offset, hum, dropouts, noise.

A call can still be held with each of them, so each is a warning.
"""

import operator
from collections.abc import Callable

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.judgement.sound import SoundNumbers, not_measured
from contract.verdicts import Figure, Judgement, Reason, Verdict

_SPREADS = 3.0
"""How many of its usual standard deviations a figure must be off, however narrow the limit."""

_BEYOND: dict[str, Callable[[float, float], bool]] = {">": operator.gt, ">=": operator.ge, "<=": operator.le}


class _Held(Struct, frozen=True, kw_only=True):
    """Figures held against their limits: bad when every one of them with a rule is."""

    figures: tuple[Figure, ...]

    @property
    def is_bad(self) -> bool:
        return all(_is_beyond(figure) for figure in self.figures if figure.op)


def judge_clipping(numbers: SoundNumbers, given: Circumstances) -> Judgement:
    """Are peaks cut off? A sample or two at full scale is normal, runs of six are not."""
    limit = given.configuration.microphone.clipping_share
    held = _Held(figures=(Figure(name="clipped", value=numbers.clipped, op=">", limit=limit),))
    return _answer(numbers, given, held, bad=Reason.MICROPHONE_CLIPPING)


def judge_offset(numbers: SoundNumbers, given: Circumstances) -> Judgement:
    """Does the signal swing about zero? What is cut off on one side looks like an offset and is none."""
    if (numbers.clipped or 0) > given.configuration.microphone.clipping_share:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.MICROPHONE_CLIPPING,), facts=_facts(numbers))
    limit = given.configuration.microphone.dc_offset
    size = None if numbers.offset is None else abs(numbers.offset)
    held = _Held(figures=(Figure(name="offset", value=size, op=">", limit=limit),))
    return _answer(numbers, given, held, bad=Reason.MICROPHONE_DC_OFFSET)


def judge_hum(numbers: SoundNumbers, given: Circumstances) -> Judgement:
    """Are the mains heard: do they stand out, and loud enough to matter?"""
    rules = given.configuration.microphone
    held = _Held(
        figures=(
            Figure(name="hum_db", value=numbers.hum_db, unit="dB", op=">=", limit=rules.hum_db),
            Figure(name="hum_dbfs", value=numbers.hum_dbfs, unit="dBFS", op=">=", limit=rules.hum_dbfs),
        )
    )
    return _answer(numbers, given, held, bad=Reason.MICROPHONE_HUM)


def judge_dropouts(numbers: SoundNumbers, given: Circumstances) -> Judgement:
    """Is sound missing in between?"""
    share = numbers.lost_s / numbers.recorded_s if numbers.recorded_s else None
    limit = given.configuration.microphone.dropouts_share
    held = _Held(
        figures=(
            Figure(name="lost_share", value=share, op=">", limit=limit),
            Figure(name="dropouts", value=numbers.dropouts),
            Figure(name="overruns", value=numbers.overruns),
        )
    )
    return _answer(numbers, given, held, bad=Reason.MICROPHONE_DROPOUTS)


def judge_noise(numbers: SoundNumbers, given: Circumstances) -> Judgement:
    """Has the steady noise become louder than it usually is here, and loud enough to be heard?

    Music next door and a crowd are not steady: they go by, and nobody can repair them.
    """
    unmeasured = not_measured(numbers, given)
    if unmeasured is not None:
        return unmeasured
    rules, usual = given.configuration.microphone, given.baselines.get("noise_dbfs")
    noise = Figure(name="noise_dbfs", value=numbers.noise_dbfs, unit="dBFS")
    if usual is None:
        reasons = (Reason.MICROPHONE_NO_BASELINE,)
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=reasons, figures=(noise,), facts=_facts(numbers))
    limit = max(usual.median + max(rules.noise_rise_db, _SPREADS * usual.spread), rules.noise_dbfs)
    held = _Held(
        figures=(
            Figure(name="noise_dbfs", value=numbers.noise_dbfs, unit="dBFS", op=">", limit=limit),
            Figure(name="noise_swing_db", value=numbers.noise_swing_db, unit="dB", op="<=", limit=rules.noise_swing_db),
            Figure(name="noise_usual_dbfs", value=usual.median, unit="dBFS"),
        )
    )
    return _answer(numbers, given, held, bad=Reason.MICROPHONE_NOISY)


def _answer(numbers: SoundNumbers, given: Circumstances, held: _Held, *, bad: Reason) -> Judgement:
    unmeasured = not_measured(numbers, given)
    if unmeasured is not None:
        return unmeasured
    if any(figure.op and figure.value is None for figure in held.figures):
        reasons = (Reason.MICROPHONE_NOT_CHECKED,)
        facts = _facts(numbers) | {"error": "too little sound was heard"}
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=reasons, figures=held.figures, facts=facts)
    if held.is_bad:
        return Judgement(verdict=Verdict.WARNING, reasons=(bad,), figures=held.figures, facts=_facts(numbers))
    return Judgement(verdict=Verdict.OK, figures=held.figures, facts=_facts(numbers))


def _facts(numbers: SoundNumbers) -> dict[str, str]:
    return {"device": numbers.device or ""}


def _is_beyond(figure: Figure) -> bool:
    if figure.value is None or figure.limit is None:
        return False
    return _BEYOND[figure.op](figure.value, figure.limit)
