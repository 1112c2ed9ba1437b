"""All looks of the camera's score: each scene of a side with its faults, its good days and its hard ones."""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from agent.measure.reference import BareViewError
from tests.score.camera_faults import FAULTS, Stage
from tests.score.camera_good import HARD_CASES, HardCase, learning_shots, ordinary
from tests.score.camera_looks import KnownScene, learn, look
from tests.score.outcome import Material, Outcome
from tests.score.scene import Frame, open_photograph, view
from tests.score.shot import Shot
from tests.score.sources import SCENES, Source


class Effort(Struct, frozen=True, kw_only=True):
    """How many looks each scene is given."""

    ordinary: int = 24
    hard: int = 3
    faults: int = 1


def score_scene(source: Source, effort: Effort) -> Iterator[Outcome]:
    """Yield what comes of each look at one photograph; nothing for a view that is too bare to be learnt."""
    photograph = open_photograph(source.paths()[0])
    good = Shot(scenes=(view(photograph),))
    try:
        known = learn(learning_shots(good.scenes[0], seed=_seed(source, 0)))
    except BareViewError:
        return
    for number in range(effort.ordinary):
        stage = _stage(source, good, photograph, number)
        yield _judged(source, ordinary(stage), known, name="ordinary", material=Material.COMPOSED)
    for number in range(effort.faults):
        for kind, fault in enumerate(FAULTS):
            stage = _stage(source, good, photograph, 1000 + number * len(FAULTS) + kind)
            shot = fault.spoil(stage)
            yield _judged(source, shot, known, name=fault.name, reason=fault.reason, material=Material.INJECTED)
    for number in range(effort.hard):
        for kind, case in enumerate(HARD_CASES):
            stage = _stage(source, good, photograph, 5000 + number * len(HARD_CASES) + kind)
            yield from _hard(source, case, stage, known)


def _hard(source: Source, case: HardCase, stage: Stage, known: KnownScene) -> Iterator[Outcome]:
    if case.before is not None:
        try:
            known = learn(learning_shots(case.before(stage), seed=stage.seed))
        except BareViewError:
            return
    yield _judged(source, case.shot(stage), known, name=case.name, case=case.name, material=Material.COMPOSED)


def _judged(
    source: Source, shot: Shot, known: KnownScene, *, name: str, material: Material, reason: str = "", case: str = ""
) -> Outcome:
    return Outcome(
        component="camera",
        source=source.name,
        name=name,
        material=material,
        reason=reason,
        case=case,
        answers=look(shot, known),
    )


def _stage(source: Source, good: Shot, photograph: Frame, number: int) -> Stage:
    seed = _seed(source, number)
    others = [each for each in SCENES if each.name != source.name and each.side == source.side]
    chance = np.random.default_rng(seed)
    elsewhere = open_photograph(others[int(chance.integers(len(others)))].paths()[0])
    light = float(chance.uniform(0.6, 1.1))
    shot = replace(good, seed=seed, given=replace(good.given, light=light))
    return Stage(good=shot, photograph=photograph, elsewhere=elsewhere, seed=seed)


def _seed(source: Source, number: int) -> int:
    return int.from_bytes(source.name.encode()[:4], "big") * 10_000 + number
