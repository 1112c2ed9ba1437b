"""The rule of the camera's exposure: much of the picture clipped, and little to be told apart in the rest."""

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
        Figure(name="dark_share", value=numbers.dark_share, op=">", limit=rules.clipped_share),
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
    if numbers.luma_deviation is None or numbers.luma_deviation >= rules.flat_deviation:
        return None
    if (numbers.bright_share or 0) > rules.clipped_share:
        return Reason.CAMERA_OVEREXPOSED
    return Reason.CAMERA_UNDEREXPOSED if (numbers.dark_share or 0) > rules.clipped_share else None
