"""The numbers of a stretch of the camera's picture, and when its rules have nothing to go by."""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason, Verdict


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
    """Edges now, as a share of the reference's."""
    edges_new: float | None = None
    """Share of the picture's parts that edges fill where the reference has none."""
    texture_kept: float | None = None
    """Share of the view's parts in which the reference's fine light and shade is in its place."""
    detail: float | None = None
    """How fine it still is there: 1 is as in the reference."""
    tint: float | None = None
    """How far the balance of the colours has gone from the reference's in most of the picture, in per cent."""
    burnt_anew: float | None = None
    """Share of the view that is plain white now and is not in the reference."""
    brightness_kept: float | None = None
    """Mean luma over the reference's."""
    found_again: float | None = None
    """Share of the reference's edges found elsewhere, beyond chance; None where the view is in its place."""
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
    exposure_ms: float | None = None
    gain: float | None = None
    """Where the gain stands in its range, 0 to 1."""
    at_limit: bool | None = None
    """Can the camera make the picture no brighter? None when the device does not say."""
    power_line: str = ""
    """What the camera was told of the mains: off, 50 Hz, 60 Hz, auto."""


def not_looked(numbers: PictureNumbers) -> Judgement | None:
    """Return the answer of every check when the camera was not opened: it is not there, or somebody uses it."""
    if numbers.device is None:
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.CAMERA_MISSING,))
    if numbers.holders:
        facts = facts_of(numbers) | {"holder": ", ".join(numbers.holders)}
        return Judgement(verdict=Verdict.IN_USE, reasons=(Reason.CAMERA_IN_USE,), facts=facts)
    return None


def why_no_picture(numbers: PictureNumbers, given: Circumstances) -> Reason | None:
    """Return why the picture shows nothing that could be judged, or None when it does."""
    rules = given.configuration.camera
    if numbers.error:
        return Reason.CAMERA_STUCK
    if numbers.luma_mean is None:
        return Reason.CAMERA_NO_FRAMES
    if numbers.identical_s >= rules.repeating_s:
        return Reason.CAMERA_REPEATING_FRAMES
    return Reason.CAMERA_DARK_ROOM if is_dark(numbers, given) else None


def is_dark(numbers: PictureNumbers, given: Circumstances) -> bool:
    """Is the room dark? Not when it is open, and the camera says that it could make the picture brighter."""
    dark = numbers.luma_mean is not None and numbers.luma_mean < given.configuration.camera.dark_luma
    return dark and not (given.open_now and numbers.at_limit is False)


def facts_of(numbers: PictureNumbers) -> dict[str, str]:
    """Return what is said of the camera with every answer."""
    facts = {"device": numbers.device or "", "error": numbers.error}
    return {name: value for name, value in facts.items() if value or name == "device"}
