"""The camera's rules, on numbers at either side of their limits."""

import pytest
from msgspec.structs import replace

from contract.configuration.people import Privacy
from contract.configuration.schema import Configuration
from contract.judgement.baseline import Baseline
from contract.judgement.camera import PictureNumbers
from contract.judgement.camera_exposure import judge_exposure
from contract.judgement.camera_quality import judge_colour, judge_sharpness
from contract.judgement.camera_view import judge_view
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Reason, Verdict

STRICT = Circumstances(configuration=Configuration(privacy=Privacy(rest_allowed=False)))
ROOM = PictureNumbers(
    device="x",
    frames=50,
    luma_mean=110,
    luma_deviation=60,
    sharpness=100,
    reblur=0.3,
    edges_gone=0.05,
    edges_left=1.0,
    edges_new=0.0,
    texture_kept=1.0,
    detail=1.0,
    tint=2.0,
    burnt_anew=0.0,
    brightness_kept=1.0,
)
GONE = replace(ROOM, edges_gone=0.9, edges_left=0.3, texture_kept=0.0, found_again=0.0, moved_by=0.0, detail=None)
USUAL = replace(STRICT, baselines={"sharpness": Baseline(median=100), "reblur": Baseline(median=0.3)})


@pytest.mark.parametrize(
    ("numbers", "reasons"),
    [
        (ROOM, ()),
        (GONE, (Reason.CAMERA_COVERED,)),
        (replace(GONE, texture_kept=0.3, edges_new=0.12), (Reason.CAMERA_COVERED,)),
        (replace(GONE, texture_kept=0.41), ()),
        (replace(GONE, edges_new=0.2), (Reason.CAMERA_MOVED,)),
        (replace(GONE, edges_new=0.2, texture_kept=0.2), (Reason.CAMERA_NO_REFERENCE,)),
        (replace(GONE, found_again=0.8, moved_by=0.3), (Reason.CAMERA_MOVED,)),
        (replace(ROOM, texture_kept=0.5, found_again=0.9, moved_by=0.16), (Reason.CAMERA_MOVED,)),
        (replace(GONE, edges_gone=0.5, found_again=0.8, moved_by=0.01), ()),
        (replace(ROOM, edges_gone=None, edges_left=None, texture_kept=None), (Reason.CAMERA_NO_REFERENCE,)),
    ],
)
def test_a_view_is_kept_covered_moved_or_another(numbers: PictureNumbers, reasons: tuple[Reason, ...]) -> None:
    assert judge_view(numbers, STRICT).reasons == reasons


@pytest.mark.parametrize(
    ("kept", "at_limit", "open_now", "reason"),
    [
        (0.0, None, True, Reason.CAMERA_BLACK),
        (0.1, None, True, Reason.CAMERA_BLACK),
        (0.2, None, True, Reason.CAMERA_DARK_ROOM),
        (None, None, True, Reason.CAMERA_DARK_ROOM),
        (0.0, True, True, Reason.CAMERA_DARK_ROOM),
        (0.0, None, False, Reason.CAMERA_DARK_ROOM),
    ],
)
def test_a_dark_picture_is_a_dark_room_where_something_explains_it(
    *, kept: float | None, at_limit: bool | None, open_now: bool, reason: Reason
) -> None:
    numbers = replace(GONE, luma_mean=4, texture_kept=kept, at_limit=at_limit)
    assert judge_view(numbers, replace(STRICT, open_now=open_now)).reasons == (reason,)


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        (replace(ROOM, detail=0.74, sharpness=60), Verdict.WARNING),
        (replace(ROOM, detail=0.76, sharpness=30), Verdict.OK),
        (replace(ROOM, detail=0.6, sharpness=80), Verdict.OK),
        (replace(ROOM, detail=None, sharpness=30, reblur=0.35), Verdict.WARNING),
        (replace(ROOM, detail=None, sharpness=40, reblur=0.35), Verdict.OK),
    ],
)
def test_blurred_is_what_lost_its_detail_and_where_none_is_known_its_energy(
    numbers: PictureNumbers, verdict: Verdict
) -> None:
    assert judge_sharpness(numbers, USUAL).verdict is verdict


@pytest.mark.parametrize(
    ("numbers", "reasons"),
    [
        (replace(ROOM, bright_share=0.6), ()),
        (replace(ROOM, bright_share=0.6, burnt_anew=None), (Reason.CAMERA_OVEREXPOSED,)),
        (replace(ROOM, burnt_anew=0.26), (Reason.CAMERA_OVEREXPOSED,)),
        (replace(ROOM, brightness_kept=0.3), ()),
        (replace(ROOM, brightness_kept=0.3, at_limit=False), (Reason.CAMERA_UNDEREXPOSED,)),
        (replace(ROOM, luma_mean=10, at_limit=False), (Reason.CAMERA_UNDEREXPOSED,)),
    ],
)
def test_burnt_is_what_was_not_white_before_and_too_dark_what_the_camera_could_mend(
    numbers: PictureNumbers, reasons: tuple[Reason, ...]
) -> None:
    assert judge_exposure(numbers, STRICT).reasons == reasons


@pytest.mark.parametrize(
    ("tint", "usual", "verdict"),
    [
        (17.9, None, Verdict.OK),
        (18, None, Verdict.WARNING),
        (22, Baseline(median=5), Verdict.OK),
        (40, Baseline(median=5, spread=10), Verdict.OK),
    ],
)
def test_a_tint_is_held_against_what_is_usual_in_like_light(
    tint: float, usual: Baseline | None, verdict: Verdict
) -> None:
    given = replace(STRICT, baselines={"tint": usual} if usual else {})
    assert judge_colour(replace(ROOM, tint=tint), given).verdict is verdict
