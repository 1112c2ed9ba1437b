"""The rule of the camera's exposure: much of the picture clipped, and little to be told apart in the rest.

Against a reference more is known: what is plain white and always was is a wall; what was not, is burnt. And a picture
far darker than the reference is a fault where the camera itself says that it could make it brighter.
"""

from contract.judgement.camera import PictureNumbers, facts_of, not_looked, why_no_picture
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict


def judge_exposure(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """Is the picture washed out or drowned? A bright window in a room that can be seen is neither."""
    untouched = not_looked(numbers)
    if untouched is not None:
        return untouched
    rules = given.configuration.camera
    figures = (
        Figure(name="bright_share", value=numbers.bright_share, op=">", limit=rules.clipped_share),
        Figure(name="burnt_anew", value=numbers.burnt_anew, op=">", limit=rules.burnt_anew),
        Figure(name="dark_share", value=numbers.dark_share, op=">", limit=rules.clipped_share),
        Figure(name="brightness_kept", value=numbers.brightness_kept, op="<", limit=rules.brightness_kept),
        Figure(name="luma_deviation", value=numbers.luma_deviation, op="<", limit=rules.flat_deviation),
    )
    verdict, reason = _exposure(numbers, given)
    return Judgement(verdict=verdict, reasons=(reason,) if reason else (), figures=figures, facts=facts_of(numbers))


def _exposure(numbers: PictureNumbers, given: Circumstances) -> tuple[Verdict, Reason | None]:
    unseen = why_no_picture(numbers, given)
    if unseen is not None:
        return Verdict.NO_EVIDENCE, unseen
    clipped = _why_clipped(numbers, given)
    return (Verdict.WARNING if clipped else Verdict.OK), clipped


def _why_clipped(numbers: PictureNumbers, given: Circumstances) -> Reason | None:
    """Return at which end the picture is clipped, or None when it is not."""
    rules = given.configuration.camera
    is_flat = numbers.luma_deviation is not None and numbers.luma_deviation < rules.flat_deviation
    if numbers.burnt_anew is not None:
        burnt = numbers.burnt_anew > rules.burnt_anew
    else:
        burnt = is_flat and (numbers.bright_share or 0) > rules.clipped_share
    if burnt:
        return Reason.CAMERA_OVEREXPOSED
    drowned = is_flat and (numbers.dark_share or 0) > rules.clipped_share
    return Reason.CAMERA_UNDEREXPOSED if drowned or _could_be_brighter(numbers, given) else None


def _could_be_brighter(numbers: PictureNumbers, given: Circumstances) -> bool:
    """Is it dark, or far darker than it was, while the camera says that it has room for more?"""
    if numbers.at_limit is not False or not given.open_now:
        return False
    rules, kept = given.configuration.camera, numbers.brightness_kept
    is_dark = numbers.luma_mean is not None and numbers.luma_mean < rules.dark_luma
    return is_dark or (kept is not None and kept < rules.brightness_kept)
