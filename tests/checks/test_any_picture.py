"""No array, whatever its size, type and values, makes the picture's numbers or rules raise, or lie."""

import math
from typing import Any

import numpy as np
import pytest
from msgspec.structs import asdict, replace
from numpy.typing import NDArray

from agent.checks.rules import RULES
from agent.checks.table import READINGS
from agent.measure.edges import edge_map
from agent.measure.frames import as_picture
from agent.measure.picture import MOST_VIEWS, MOST_WHOLE, picture_numbers, watch
from agent.measure.reference import Reference
from contract.judgement.baseline import Baseline
from contract.judgement.camera import PictureNumbers
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Verdict

ROOM = np.kron(np.random.default_rng(3).integers(0, 255, (12, 16)), np.ones((20, 20))).astype(np.uint8)
KNOWN = Reference(edges=edge_map(ROOM), picture=ROOM)
USUAL = {name: Baseline(median=1.0) for name in ("sharpness", "reblur", "noise", "cast_a", "cast_b")}
CHECKS = [
    check.name
    for reading in READINGS
    if reading.name == "camera.full"
    for check in reading.checks
    if not check.name.endswith("_trend")
]
NO_PICTURES = [
    np.zeros((0, 0, 3), dtype=np.uint8),
    np.zeros((0, 640), dtype=np.uint8),
    np.zeros(7, dtype=np.uint8),
    np.zeros((2, 3, 4, 5), dtype=np.uint8),
    np.zeros((40, 40, 7), dtype=np.uint8),
    np.zeros((40, 40), dtype=np.complex128),
    np.full((40, 40), None, dtype=object),
    np.zeros((40, 40), dtype="datetime64[s]"),
    np.array(5),
]
TINY = [np.full((1, 1, 3), 200, dtype=np.uint8), np.full((15, 4000), 90, dtype=np.uint8)]


def judged(numbers: PictureNumbers) -> dict[str, Judgement]:
    given = Circumstances(baselines=USUAL)
    numbers = replace(numbers, device="any")
    return {check: RULES[check](numbers, given) for check in CHECKS}


def seen(*frames: NDArray[Any]) -> PictureNumbers:
    return picture_numbers(watch((number / 10, frame) for number, frame in enumerate(frames)), reference=KNOWN)


@pytest.mark.parametrize("frame", NO_PICTURES)
def test_what_is_no_picture_counts_as_no_frame(frame: NDArray[Any]) -> None:
    numbers = seen(*[frame] * 30)
    assert as_picture(frame) is None
    assert (numbers.frames, numbers.luma_mean, numbers.edges_gone) == (0, None, None)
    assert not {answer.verdict for answer in judged(numbers).values()} & {Verdict.OK, Verdict.WARNING}


@pytest.mark.parametrize("frame", TINY)
def test_a_picture_of_a_few_pixels_is_no_evidence_of_what_the_room_looks_like(frame: NDArray[Any]) -> None:
    numbers = seen(*[frame] * 30)
    answers = judged(numbers)
    assert numbers.frames == 30
    assert {answers[f"camera.{check}"].verdict for check in ("view", "exposure", "colour", "noise", "sharpness")} == {
        Verdict.NO_EVIDENCE
    }


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (np.full((20, 20), 65535, dtype=np.uint16), 255),
        (np.full((20, 20), 0.5), 127),
        (np.full((20, 20), 200.0, dtype=np.float32), 200),
        (np.full((20, 20), np.nan), 0),
        (np.full((20, 20), np.inf), 255),
        (np.full((20, 20), True), 255),
        (np.full((20, 20), -70000, dtype=np.int64), 0),
        (np.full((20, 20, 1), 9, dtype=np.uint8), 9),
        (np.full((20, 20, 2), 9, dtype=np.uint8), 9),
        (np.full((20, 20, 4), 9, dtype=np.uint8), 9),
    ],
)
def test_other_kinds_of_pixels_are_scaled_to_eight_bits(given: NDArray[Any], value: int) -> None:
    picture = as_picture(given)
    assert picture is not None
    assert (picture.dtype.name, picture.shape[:2], int(picture.max())) == ("uint8", (20, 20), value)


@pytest.mark.parametrize("seed", range(40))
def test_any_stream_of_arrays_gives_finite_numbers_and_a_verdict(seed: int) -> None:
    chance = np.random.default_rng(seed)
    numbers = seen(*[an_array(chance) for _ in range(12)])
    told = [value for value in asdict(numbers).values() if isinstance(value, float)]
    assert all(math.isfinite(value) for value in told)
    answers = judged(numbers).values()
    assert all(not answer.verdict.is_bad or answer.figures for answer in answers)
    assert all(answer.reasons for answer in answers if answer.verdict is not Verdict.OK)


def an_array(chance: np.random.Generator) -> NDArray[Any]:
    height, width = (int(2 ** chance.uniform(0, 8)) for _ in range(2))
    shape = ((height, width), (height, width, 3), (height, width, 4), (height, width, 1))[chance.integers(4)]
    kind = chance.choice(["uint8", "uint16", "int32", "float32", "float64", "bool"])
    values = chance.normal(chance.uniform(-50, 300), chance.uniform(0, 200), shape)
    if chance.random() < 0.3:
        values[chance.random(shape) < 0.2] = chance.choice([np.nan, np.inf, -np.inf])
    with np.errstate(invalid="ignore"):
        return values.astype(kind)


def test_what_is_kept_of_a_long_stretch_is_bounded() -> None:
    seen_long = watch((number / 10, ROOM) for number in range(600))
    assert (len(seen_long.views), len(seen_long.wholes)) == (MOST_VIEWS, MOST_WHOLE)


def test_one_bit_of_one_pixel_makes_a_frame_a_new_one() -> None:
    changed = ROOM.copy()
    changed[-1, -1] ^= 1
    watched = watch((number, frame) for number, frame in enumerate([ROOM, ROOM.copy(), changed, changed.copy()]))
    assert watched.repeated == [False, True, False, True]
