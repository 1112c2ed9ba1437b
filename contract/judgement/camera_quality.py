"""The rules of the picture's quality: sharp, free of casts, bands and noise, as this camera usually is.

No number of these means anything by itself (the Laplacian energy of good cameras differs thirty-fold): except for
bands, all are held against the camera's own past in like light, and say nothing before there is one.
"""

from contract.judgement.baseline import Baseline
from contract.judgement.camera import PictureNumbers, facts_of, not_looked, why_no_picture
from contract.judgement.camera_view import is_covered
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict

_SOFTER = 1.5
"""How far the energy of the whole picture falls at least when its details do."""
_SPREADS = 4.0
"""What varies this many standard deviations from day to day is usual."""


def judge_sharpness(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """Is the picture less sharp than it usually is in like light?

    Where the reference's pattern is in its place, its finest band tells, and the Laplacian energy must have fallen too.
    Elsewhere the energy alone must have fallen to a third, and the re-blur metric say so too. Noise blinds that metric:
    when the energy has fallen by that much twice over, it is not asked.
    """
    rules = given.configuration.camera
    energy, reblur, detail = (given.baselines.get(name) for name in ("sharpness", "reblur", "detail"))
    asked = numbers.detail is not None
    least = energy.median / (_SOFTER if asked else rules.blurred_fall) if energy else None
    most = reblur.median + rules.reblur_rise if reblur and not asked else None
    finest = rules.detail_share * (detail.median if detail else 1.0) if asked else None
    figures = (
        _figure("detail", numbers.detail, op="<", limit=finest),
        _figure("sharpness", numbers.sharpness, op="<", limit=least),
        _figure("reblur", numbers.reblur, op=">=", limit=most),
    )
    if least is None or numbers.sharpness is None or (most is None and not asked):
        return _judged(numbers, given, figures, known=False, fault=None)
    fall = least / max(numbers.sharpness, 1e-6)
    if numbers.detail is not None and finest is not None:
        confirmed = numbers.detail < finest
    else:
        is_reblurred = numbers.reblur is not None and most is not None and numbers.reblur >= most
        confirmed = fall > rules.blurred_fall or is_reblurred
    is_bad = fall > 1 and confirmed
    return _judged(numbers, given, figures, known=True, fault=Reason.CAMERA_BLURRED if is_bad else None)


def judge_colour(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """How far have the colours gone from where they usually are?

    By the reference's own colours, part by part, where it has them; else by the mean of the picture.
    """
    told, drift, limit = _tint(numbers, given) if numbers.tint is not None else _mean_drift(numbers, given)
    figures = (
        _figure(told, drift, op=">=", limit=limit),
        Figure(name="cast_a", value=numbers.cast_a),
        Figure(name="cast_b", value=numbers.cast_b),
    )
    is_bad = drift is not None and limit is not None and drift >= limit
    return _judged(
        numbers, given, figures, known=drift is not None, fault=Reason.CAMERA_COLOUR_CAST if is_bad else None
    )


def judge_flicker(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """Do bands run through the picture?"""
    limit = given.configuration.camera.banding_percent
    figures = (Figure(name="banding", value=numbers.banding, unit="%", op=">=", limit=limit),)
    is_bad = numbers.banding is not None and numbers.banding >= limit
    fault = Reason.CAMERA_FLICKER if is_bad else None
    known = numbers.banding is not None
    answer = _judged(numbers, given, figures, known=known, fault=fault, unknown=Reason.CAMERA_NOT_CHECKED)
    if not numbers.power_line:
        return answer
    return Judgement(
        verdict=answer.verdict,
        reasons=answer.reasons,
        figures=answer.figures,
        facts=answer.facts | {"power_line": numbers.power_line},
    )


def judge_noise(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """Is there much more noise than usual in like light and at like gain?"""
    rules, usual = given.configuration.camera, given.baselines.get("noise")
    limit = _noise_limit(usual, rise=rules.noise_rise, least=rules.noise_least) if usual else None
    figures = (_figure("noise", numbers.noise, op=">=", limit=limit),)
    is_bad = limit is not None and numbers.noise is not None and numbers.noise >= limit
    known = limit is not None and numbers.noise is not None
    return _judged(numbers, given, figures, known=known, fault=Reason.CAMERA_NOISY if is_bad else None)


def _tint(numbers: PictureNumbers, given: Circumstances) -> tuple[str, float | None, float | None]:
    usual, most = given.baselines.get("tint"), given.configuration.camera.tint_percent
    return "tint", numbers.tint, (usual.median + max(most, _SPREADS * usual.spread) if usual else most)


def _mean_drift(numbers: PictureNumbers, given: Circumstances) -> tuple[str, float | None, float | None]:
    a, b = given.baselines.get("cast_a"), given.baselines.get("cast_b")
    if not a or not b or numbers.cast_a is None or numbers.cast_b is None:
        return "cast_drift", None, None
    drift = ((numbers.cast_a - a.median) ** 2 + (numbers.cast_b - b.median) ** 2) ** 0.5
    return "cast_drift", drift, max(given.configuration.camera.cast_drift, _SPREADS * max(a.spread, b.spread))


def _noise_limit(usual: Baseline, *, rise: float, least: float) -> float:
    return max(rise * usual.median, usual.median + _SPREADS * usual.spread, least)


def _figure(name: str, value: float | None, *, op: str, limit: float | None) -> Figure:
    return Figure(name=name, value=value, op=op if limit is not None else "", limit=limit)


def _judged(
    numbers: PictureNumbers,
    given: Circumstances,
    figures: tuple[Figure, ...],
    *,
    known: bool,
    fault: Reason | None,
    unknown: Reason = Reason.CAMERA_NO_BASELINE,
) -> Judgement:
    """Return the answer; a fault only where there was a picture of the room and something to hold it against."""
    untouched = not_looked(numbers)
    if untouched is not None:
        return untouched
    unseen, verdict = why_no_picture(numbers, given), Verdict.NO_EVIDENCE
    if unseen is None and is_covered(numbers, given):
        unseen = Reason.CAMERA_COVERED
        verdict = Verdict.AT_REST if given.may_rest else Verdict.NO_EVIDENCE
    if unseen is None and not known:
        unseen = unknown
    if unseen is not None:
        return Judgement(verdict=verdict, reasons=(unseen,), figures=figures, facts=facts_of(numbers))
    return Judgement(
        verdict=Verdict.WARNING if fault else Verdict.OK,
        reasons=(fault,) if fault else (),
        figures=figures,
        facts=facts_of(numbers),
    )
