"""The camera's faults that are injected: each a name for the table, its reason, and how it spoils a good shot."""

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tests.score import lens, wires
from tests.score.scene import Frame, Pose, view
from tests.score.shot import LENGTH_S, Develop, Paint, Shot, filmed, times_at

_VIDEO_FPS = 30.0
_FEW_FRAMES = 8


class Stage(Struct, frozen=True, kw_only=True):
    """What a fault may use: a good shot of the scene, the photograph that it is of, and another scene's."""

    good: Shot
    photograph: Frame
    elsewhere: Frame
    seed: int


Spoil = Callable[[Stage], Shot]


class CameraFault(Struct, frozen=True, kw_only=True):
    """One kind and strength of fault."""

    name: str
    reason: str
    spoil: Spoil


def _painted(make: Callable[[int], Paint]) -> Spoil:
    return lambda stage: replace(stage.good, paint=make(stage.seed))


def _developed(make: Callable[[int], Develop]) -> Spoil:
    return lambda stage: replace(stage.good, develop=make(stage.seed))


def _too_dark(stops: float) -> Spoil:
    """Set the exposure too short by hand: the camera says that it could do more."""
    return lambda stage: replace(stage.good, paint=wires.exposed(-stops), at_limit=False)


def _moved(pose: Pose) -> Spoil:
    def spoil(stage: Stage) -> Shot:
        side = 1 if stage.seed % 2 else -1
        turned = replace(pose, right=pose.right * side, turn_degrees=pose.turn_degrees * side)
        return replace(stage.good, scenes=(view(stage.photograph, turned),))

    return spoil


def _elsewhere(stage: Stage) -> Shot:
    return replace(stage.good, scenes=(view(stage.elsewhere),))


def _frozen(seconds: float) -> Spoil:
    def spoil(stage: Stage) -> Shot:
        fps = 10.0
        lasting = round(seconds * fps) + 1
        first = stage.seed % (round(LENGTH_S * fps) - lasting + 1)
        freeze = wires.frozen(first, first + lasting)
        return replace(_of_few_frames(stage.good, times_at(fps)), develop=freeze, negotiated_fps=fps)

    return spoil


def _late(kept: float, *, dim: bool = False) -> Spoil:
    def spoil(stage: Stage) -> Shot:
        lost = wires.thinned(times_at(_VIDEO_FPS), kept=kept, seed=stage.seed)
        slow = wires.slowed(_VIDEO_FPS * kept, seconds=LENGTH_S, seed=stage.seed)
        return replace(_of_few_frames(stage.good, slow if dim else lost), negotiated_fps=_VIDEO_FPS)

    return spoil


def _flickering(depth: float) -> Spoil:
    def spoil(stage: Stage) -> Shot:
        off_hz = float(np.random.default_rng(stage.seed).uniform(-0.1, 0.1))
        paint = wires.flickering(depth, off_hz=off_hz)
        return replace(stage.good, paint=paint, times_s=times_at(_VIDEO_FPS, seconds=2.0), negotiated_fps=_VIDEO_FPS)

    return spoil


def _of_few_frames(good: Shot, times_s: tuple[float, ...]) -> Shot:
    """Return the shot at a video's pace, of a few frames shown in turn: only their times matter."""
    few = replace(good, times_s=times_at(_VIDEO_FPS, seconds=_FEW_FRAMES / _VIDEO_FPS))
    return replace(good, frames=tuple(frame for _, frame in filmed(few)), times_s=times_s)


def _fault(reason: str, **kinds: Spoil) -> tuple[CameraFault, ...]:
    return tuple(CameraFault(name=name.replace("_", " "), reason=reason, spoil=spoil) for name, spoil in kinds.items())


FAULTS: tuple[CameraFault, ...] = (
    *_fault(
        "camera.covered",
        hand=_painted(lambda seed: lens.hand(seed=seed)),
        hand_over_most=_painted(lambda seed: lens.hand(share=0.85, seed=seed)),
        hand_in_a_dim_room=_painted(lambda seed: lens.hand(seed=seed, shadow=0.4)),
        white_sticker=_painted(lambda seed: lens.covered_by(lens.PAPER, seed=seed)),
        yellow_note=_painted(lambda seed: lens.covered_by(lens.YELLOW_NOTE, seed=seed)),
        yellow_note_over_most=_painted(lambda seed: lens.covered_by(lens.YELLOW_NOTE, share=0.9, seed=seed)),
        blue_tape_that_shines_through=_painted(lambda seed: lens.covered_by(lens.BLUE_TAPE, opacity=0.8, seed=seed)),
        white_shutter=_painted(lambda seed: lens.covered_by(lens.WHITE_SHUTTER, seed=seed)),
        grey_shutter=_painted(lambda seed: lens.covered_by(lens.GREY_SHUTTER, seed=seed)),
        red_shutter=_painted(lambda seed: lens.covered_by(lens.RED_SHUTTER, seed=seed)),
        thick_cloth=_painted(lambda seed: lens.covered_by(lens.GREEN_CLOTH, weave=0.15, seed=seed)),
        thin_cloth=_painted(lambda seed: lens.covered_by(lens.GREY_CLOTH, opacity=0.85, weave=0.1, seed=seed)),
    ),
    *_fault(
        "camera.moved",
        shifted_by_a_sixth=_moved(Pose(right=0.16)),
        shifted_by_a_third=_moved(Pose(right=0.33)),
        tilted_down_by_a_third=_moved(Pose(down=0.33)),
        turned_by_10_degrees=_moved(Pose(turn_degrees=10)),
        turned_by_30_degrees=_moved(Pose(turn_degrees=30)),
        zoomed_by_half=_moved(Pose(zoom=1.5)),
        another_room=_elsewhere,
    ),
    *_fault(
        "camera.blurred",
        defocused_2_px=_painted(lambda _: lens.defocused(2)),
        defocused_3_px=_painted(lambda _: lens.defocused(3)),
        defocused_6_px=_painted(lambda _: lens.defocused(6)),
        greasy=_painted(lambda _: lens.greasy(0.7)),
        very_greasy=_painted(lambda _: lens.greasy(0.9)),
    ),
    *_fault(
        "camera.repeating_frames",
        frozen_for_3_s=_frozen(3.1),
        frozen_for_4_s=_frozen(4.0),
        frozen_all_the_time=_frozen(4.9),
    ),
    *_fault(
        "camera.low_fps",
        a_third_lost=_late(0.62),
        half_lost=_late(0.5),
        most_lost=_late(0.25),
        slowed_by_a_dim_room=_late(0.5, dim=True),
    ),
    *_fault(
        "camera.overexposed",
        three_stops_too_bright=_painted(lambda _: wires.exposed(3)),
        five_stops_too_bright=_painted(lambda _: wires.exposed(5)),
    ),
    *_fault(
        "camera.underexposed",
        six_stops_too_dark=_too_dark(6),
        eight_stops_too_dark=_too_dark(8),
    ),
    *_fault(
        "camera.colour_cast",
        warm_white_balance=_painted(lambda _: wires.tinted(0.5, 0.9, 1.5)),
        blue_white_balance=_painted(lambda _: wires.tinted(1.8, 1.0, 0.6)),
        green_sensor=_painted(lambda _: wires.tinted(0.6, 1.4, 0.6)),
        no_blue_at_all=_painted(lambda _: wires.tinted(0.02, 1.0, 1.0)),
    ),
    *_fault(
        "camera.flicker",
        flicker_of_10_per_cent=_flickering(0.10),
        flicker_of_25_per_cent=_flickering(0.25),
        flicker_of_50_per_cent=_flickering(0.5),
    ),
    *_fault(
        "camera.noisy",
        noise_of_8_levels=_developed(lambda seed: wires.hot(8, seed=seed)),
        noise_of_16_levels=_developed(lambda seed: wires.hot(16, seed=seed)),
        noise_of_32_levels=_developed(lambda seed: wires.hot(32, seed=seed)),
    ),
)
