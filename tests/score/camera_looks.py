"""Looks at a scene as the agent looks: learn from good shots, then measure and judge by the same functions."""

from collections.abc import Iterable
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from agent.checks.baselines.figures import WATCHED
from agent.checks.baselines.usual import figures_of, usual_of
from agent.checks.rules import RULES
from agent.checks.table import READINGS
from agent.measure.picture import Watched, picture_numbers, watch
from agent.measure.reference import Reference, reference_of
from contract.configuration.people import Privacy
from contract.configuration.schema import Configuration
from contract.judgement.baseline import Origin
from contract.judgement.camera import PictureNumbers
from contract.judgement.circumstances import Circumstances
from contract.judgement.good_looks import Record, confirmed
from contract.verdicts import Judgement
from tests.score.shot import Shot, filmed

CONFIGURATION = Configuration(privacy=Privacy(rest_allowed=False))
_READING = "camera_picture"


class KnownScene(Struct, frozen=True, kw_only=True):
    """What a terminal has learnt of its view when a person confirmed it."""

    reference: Reference
    record: Record


def learn(shots: Iterable[Shot]) -> KnownScene:
    """Learn from good shots under several lights, the first one's view; raise `BareViewError` for a bare one."""
    watched = [watch(filmed(shot)) for shot in shots]
    looks = [figures_of(_numbers(each)) for each in watched]
    return KnownScene(
        reference=reference_of(watched[0].views), record=confirmed(looks, origin=Origin.ACCEPTANCE, today=0.0)
    )


def look(shot: Shot, known: KnownScene | None) -> dict[str, Judgement]:
    """Return what each check of the camera's picture says."""
    seen = watch(filmed(shot))
    numbers = replace(
        _numbers(seen, known.reference if known else None),
        negotiated_fps=shot.negotiated_fps,
        profile_width=seen.width,
        profile_height=seen.height,
        controls=shot.at_limit is not None,
        at_limit=shot.at_limit,
    )
    figures, watched = figures_of(numbers), WATCHED[_READING]
    usual = usual_of(known.record, watched, figures, today=0.0) if known else {}
    given = Circumstances(configuration=CONFIGURATION, baselines=usual)
    return {check: RULES[check](numbers, given) for check in _checks()}


@cache
def _checks() -> tuple[str, ...]:
    return tuple(check.name for reading in READINGS if reading.name == "camera.full" for check in reading.checks)


def _numbers(seen: Watched, reference: Reference | None = None) -> PictureNumbers:
    return picture_numbers(seen, reference=reference)
