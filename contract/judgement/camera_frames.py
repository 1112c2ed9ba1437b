"""The rules of the camera's frames: do they come, are they new, as fast and as large as they should be."""

from contract.judgement.camera import PictureNumbers, facts_of, not_looked
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict

_DIM_LUMA = 60.0


def judge_frames(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """Does the camera deliver frames, and new ones?"""
    untouched = not_looked(numbers)
    if untouched is not None:
        return untouched
    rules, facts = given.configuration.camera, facts_of(numbers)
    if numbers.error:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_STUCK,), facts=facts)
    figures = (
        Figure(name="silent_s", value=numbers.silent_s, unit="s", op=">=", limit=rules.no_frames_s),
        Figure(name="identical_s", value=numbers.identical_s, unit="s", op=">=", limit=rules.repeating_s),
        Figure(name="frames", value=numbers.frames),
    )
    if numbers.frames == 0 or numbers.silent_s >= rules.no_frames_s:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_NO_FRAMES,), figures=figures, facts=facts)
    if numbers.identical_s >= rules.repeating_s:
        return Judgement(
            verdict=Verdict.FAILED, reasons=(Reason.CAMERA_REPEATING_FRAMES,), figures=figures, facts=facts
        )
    return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)


def judge_rate(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """Do frames come as fast as the camera promised? An exposure that takes too long in a dim room is named."""
    untouched = not_looked(numbers) or _too_few(numbers)
    if untouched is not None:
        return untouched
    limit = None
    if numbers.negotiated_fps > 0:
        limit = round(given.configuration.camera.low_fps_share * numbers.negotiated_fps, 2)
    figures: tuple[Figure, ...] = (
        Figure(name="rate_fps", value=numbers.rate_fps, unit="fps", op="<" if limit else "", limit=limit),
        Figure(name="negotiated_fps", value=numbers.negotiated_fps or None, unit="fps"),
    )
    facts = facts_of(numbers)
    if limit is None or numbers.rate_fps >= limit:
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)
    # Had this process not waited for a processor, it might have taken the frames that are missing.
    if numbers.rate_fps >= limit * (1 - numbers.starved):
        figures = (*figures, Figure(name="starved", value=numbers.starved))
        return Judgement(
            verdict=Verdict.NO_EVIDENCE, reasons=(Reason.CAMERA_NOT_CHECKED,), figures=figures, facts=facts
        )
    if _exposes_too_long(numbers):
        facts |= {"cause": "auto_exposure_in_a_dim_room"}
    if numbers.exposure_ms is not None:
        figures = (*figures, Figure(name="exposure_ms", value=numbers.exposure_ms, unit="ms"))
    return Judgement(verdict=Verdict.WARNING, reasons=(Reason.CAMERA_LOW_FPS,), figures=figures, facts=facts)


def judge_resolution(numbers: PictureNumbers, _given: Circumstances) -> Judgement:
    """Is the picture as large as the profile's camera gives on a healthy USB port?"""
    untouched = not_looked(numbers) or _too_few(numbers)
    if untouched is not None:
        return untouched
    figures = (
        Figure(name="width", value=numbers.width, unit="px", op="<", limit=numbers.profile_width or None),
        Figure(name="height", value=numbers.height, unit="px", op="<", limit=numbers.profile_height or None),
    )
    is_low = numbers.width < numbers.profile_width or numbers.height < numbers.profile_height
    return Judgement(
        verdict=Verdict.WARNING if is_low else Verdict.OK,
        reasons=(Reason.CAMERA_LOW_RESOLUTION,) if is_low else (),
        figures=figures,
        facts=facts_of(numbers),
    )


def _too_few(numbers: PictureNumbers) -> Judgement | None:
    if not numbers.error and numbers.frames >= 2:
        return None
    reason = Reason.CAMERA_STUCK if numbers.error else Reason.CAMERA_NO_FRAMES
    return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(reason,), facts=facts_of(numbers))


def _exposes_too_long(numbers: PictureNumbers) -> bool:
    """Does the exposure leave no time for more frames? By its own length, or else by a picture that stays dim."""
    if numbers.auto_exposure is False:
        return False
    if numbers.exposure_ms is not None:
        return numbers.exposure_ms * numbers.rate_fps >= 750
    return numbers.at_limit is True or (numbers.luma_mean is not None and numbers.luma_mean < _DIM_LUMA)
