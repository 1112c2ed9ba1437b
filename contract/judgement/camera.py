"""The rules of the camera's picture: does it come, does it stand still, does it show the room."""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict


class PictureNumbers(Struct, frozen=True, kw_only=True):
    """What one stretch of picture gave. None is what could not be measured: no frame came, or the device does not say.

    What the frames say (`agent.measure.picture`) comes first, then what only the device and its profile know.
    """

    device: str | None
    """None when the profile's camera is not there."""
    holders: tuple[str, ...] = ()
    error: str = ""
    frames: int = 0
    watched_s: float = 0.0
    silent_s: float = 0.0
    """Longest wait for a frame."""
    rate_fps: float = 0.0
    width: int = 0
    height: int = 0
    identical_s: float = 0.0
    """Longest time that a frame was repeated to the bit."""
    luma_mean: float | None = None
    luma_deviation: float | None = None
    bright_share: float | None = None
    """Share of pixels at 250 or above."""
    dark_share: float | None = None
    """Share of pixels at 5 or below."""
    sharpness: float | None = None
    """Laplacian energy, squared grey levels; what noise adds is taken off."""
    reblur: float | None = None
    """Re-blur metric, 0 (sharp) to 1 (blurred)."""
    noise: float | None = None
    """Standard deviation in grey levels where the picture is flat."""
    cast_a: float | None = None
    """Mean a* of the picture: from green to red."""
    cast_b: float | None = None
    """Mean b* of the picture: from blue to yellow."""
    banding: float | None = None
    """Amplitude of travelling bands in per cent of the brightness."""
    edges_gone: float | None = None
    """Edge disappearance rate against the reference; None also without a reference."""
    edges_left: float | None = None
    found_again: float | None = None
    """Share of the reference's edges found elsewhere, beyond chance; None where hardly any had gone."""
    moved_by: float | None = None
    """How far they went, as a share of the picture's width."""

    negotiated_fps: float = 0.0
    """What the device promised; 0 when it promised nothing."""
    profile_width: int = 0
    profile_height: int = 0
    starved: float = 0.0
    """Share of the time that this process waited for a processor: its frame times say little then."""
    controls: bool = False
    """Does the device tell of its exposure or gain?"""
    auto_exposure: bool | None = None
    exposure: float | None = None
    """Where the exposure stands in its range, 0 to 1."""
    gain: float | None = None
    """Where the gain stands in its range, 0 to 1."""
    at_limit: bool | None = None
    """Can the camera make the picture no brighter? None when the device does not say."""
    power_line: str = ""
    """What the camera was told of the mains: off, 50 Hz, 60 Hz, auto."""


def judge_frames(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """Does the camera deliver frames, and new ones?"""
    untouched = _not_looked(numbers)
    if untouched is not None:
        return untouched
    rules = given.configuration.camera
    figures = (
        Figure(name="silent_s", value=numbers.silent_s, unit="s", op=">=", limit=rules.no_frames_s),
        Figure(name="identical_s", value=numbers.identical_s, unit="s", op=">=", limit=rules.repeating_s),
        Figure(name="rate_fps", value=numbers.rate_fps, unit="fps"),
        Figure(name="width", value=numbers.width, unit="px"),
        Figure(name="height", value=numbers.height, unit="px"),
    )
    facts = _facts(numbers)
    if numbers.error:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_STUCK,), facts=facts)
    if numbers.frames == 0 or numbers.silent_s >= rules.no_frames_s:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_NO_FRAMES,), figures=figures, facts=facts)
    if numbers.identical_s >= rules.repeating_s:
        return Judgement(
            verdict=Verdict.FAILED, reasons=(Reason.CAMERA_REPEATING_FRAMES,), figures=figures, facts=facts
        )
    return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)


def judge_view(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """Does the picture show the room? Dark is not covered, and covered is not dark."""
    untouched = _not_looked(numbers)
    if untouched is not None:
        return untouched
    rules = given.configuration.camera
    figures = (
        Figure(name="luma_mean", value=numbers.luma_mean, op="<", limit=rules.dark_luma),
        Figure(name="luma_deviation", value=numbers.luma_deviation),
        Figure(name="edges_gone", value=numbers.edges_gone, op=">=", limit=rules.covered_edr),
        Figure(name="edges_left", value=numbers.edges_left, op="<=", limit=rules.covered_edges_left),
    )
    verdict, reasons = _view(numbers, given)
    return Judgement(verdict=verdict, reasons=reasons, figures=figures, facts=_facts(numbers))


def _view(numbers: PictureNumbers, given: Circumstances) -> tuple[Verdict, tuple[Reason, ...]]:
    if numbers.error:
        return Verdict.NO_EVIDENCE, (Reason.CAMERA_STUCK,)
    rules = given.configuration.camera
    unseen = _why_unseen(numbers, given)
    if unseen is not None:
        return Verdict.NO_EVIDENCE, (unseen,)
    if numbers.edges_gone is None or numbers.edges_left is None:
        return Verdict.NO_EVIDENCE, (Reason.CAMERA_NO_REFERENCE,)
    if numbers.edges_gone < rules.covered_edr:
        return Verdict.OK, ()
    if numbers.edges_left <= rules.covered_edges_left:
        return (Verdict.AT_REST if given.may_rest else Verdict.FAILED), (Reason.CAMERA_COVERED,)
    # The reference's edges went and others came: another view than the one that was learnt.
    return Verdict.NO_EVIDENCE, (Reason.CAMERA_NO_REFERENCE,)


def _why_unseen(numbers: PictureNumbers, given: Circumstances) -> Reason | None:
    rules = given.configuration.camera
    if numbers.luma_mean is None:
        return Reason.CAMERA_NO_FRAMES
    if numbers.identical_s >= rules.repeating_s:
        return Reason.CAMERA_REPEATING_FRAMES
    return Reason.CAMERA_DARK_ROOM if numbers.luma_mean < rules.dark_luma else None


def _not_looked(numbers: PictureNumbers) -> Judgement | None:
    if numbers.device is None:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.CAMERA_MISSING,))
    if numbers.holders:
        facts = _facts(numbers) | {"holder": ", ".join(numbers.holders)}
        return Judgement(verdict=Verdict.IN_USE, reasons=(Reason.CAMERA_IN_USE,), facts=facts)
    return None


def _facts(numbers: PictureNumbers) -> dict[str, str]:
    facts = {"device": numbers.device or ""}
    return facts | ({"error": numbers.error} if numbers.error else {})
