"""Good shots of a scene: ordinary ones, and the hard ones that must not be taken for a fault of the camera."""

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tests.score import room
from tests.score.camera_faults import Stage
from tests.score.scene import Conditions, Light, view
from tests.score.shot import Shot

LEARNING_LIGHTS = (1.0, 0.8, 0.6, 0.45, 1.2)
_PASSER_BY = 0.25
"""The share of ordinary looks in which somebody walks through."""


def learning_shots(scene: Light, *, seed: int) -> tuple[Shot, ...]:
    """Return the shots of a confirmed period: the light goes round once."""
    return tuple(
        Shot(scenes=(scene,), given=Conditions(light=light), seed=seed * 100 + number)
        for number, light in enumerate(LEARNING_LIGHTS)
    )


def ordinary(stage: Stage) -> Shot:
    """Return the scene on some day, at some hour."""
    chance = np.random.default_rng(stage.seed)
    given = Conditions(
        light=float(chance.uniform(0.45, 1.25)),
        warmth=float(chance.uniform(-1, 1)),
        shadow=float(chance.uniform(-0.2, 0.2)),
        grain=float(chance.uniform(0.6, 1.4)),
    )
    shot = replace(stage.good, given=given, seed=stage.seed)
    if chance.random() >= _PASSER_BY:
        return shot
    begins = float(chance.uniform(0, 3))
    share = float(chance.uniform(0.05, 0.3))
    return replace(shot, paint=room.passing(view(stage.elsewhere), share=share, from_s=begins, to_s=begins + 2))


class HardCase(Struct, frozen=True, kw_only=True):
    """A good look that resembles a fault; `before` is what the terminal has learnt, where that is another scene."""

    name: str
    shot: Callable[[Stage], Shot]
    before: Callable[[Stage], Light] | None = None


def _still(stage: Stage) -> Shot:
    chance = np.random.default_rng(stage.seed)
    given = Conditions(light=float(chance.uniform(0.5, 1.2)), grain=float(chance.uniform(0.15, 0.4)))
    return replace(stage.good, given=given, seed=stage.seed)


def _dark(stage: Stage) -> Shot:
    chance = np.random.default_rng(stage.seed)
    given = Conditions(light=float(10 ** chance.uniform(-2.5, -0.9)), grain=float(chance.uniform(1, 3)))
    return replace(stage.good, given=given, seed=stage.seed)


def _close(stage: Stage) -> Shot:
    chance = np.random.default_rng(stage.seed)
    share, at = float(chance.uniform(0.25, 0.5)), float(chance.uniform(0.3, 0.7))
    near = room.with_person(_scene(stage), view(stage.elsewhere), share=share, at=at, seed=stage.seed)
    return replace(stage.good, scenes=(near,), seed=stage.seed)


def _switched(stage: Stage) -> Shot:
    chance = np.random.default_rng(stage.seed)
    lamp = room.switched(
        float(chance.uniform(0, 4)),
        factor=float(2 ** chance.uniform(-2.5, 1.2)),
        warmth=float(chance.uniform(-0.1, 0.1)),
        lamp_at=float(chance.uniform(0, 1)),
    )
    return replace(stage.good, paint=lamp, seed=stage.seed)


def _door(stage: Stage) -> Shot:
    chance = np.random.default_rng(stage.seed)
    width = float(chance.uniform(0.15, 0.3))
    left = float(chance.uniform(0, 1 - width))
    opened = room.with_open_door(_scene(stage), view(stage.elsewhere), left=left, width=width)
    return replace(stage.good, scenes=(_scene(stage), opened), seed=stage.seed)


def _with_guest(stage: Stage) -> Light:
    chance = np.random.default_rng(stage.seed)
    share, at = float(chance.uniform(0.12, 0.3)), float(chance.uniform(0.2, 0.8))
    return room.with_person(_scene(stage), view(stage.elsewhere), share=share, at=at)


def _scene(stage: Stage) -> Light:
    return stage.good.scenes[0]


HARD_CASES: tuple[HardCase, ...] = (
    HardCase(name="still scene", shot=_still),
    HardCase(name="dark room", shot=_dark),
    HardCase(name="person close to the lens", shot=_close),
    HardCase(name="lights switched", shot=_switched),
    HardCase(name="door opened", shot=_door),
    HardCase(name="people who left for good", shot=lambda stage: stage.good, before=_with_guest),
)
