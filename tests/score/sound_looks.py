"""Looks at ten seconds of sound as the agent takes them: learn, measure and judge by the same functions."""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from agent.checks.baselines.figures import WATCHED
from agent.checks.baselines.usual import figures_of, usual_of
from agent.checks.rules import RULES
from agent.checks.table import READINGS
from agent.measure.sound import sound_numbers
from contract.configuration.people import Privacy
from contract.configuration.schema import Configuration
from contract.judgement.baseline import Origin
from contract.judgement.circumstances import Circumstances
from contract.judgement.good_looks import Record, confirmed
from contract.judgement.sound import SoundNumbers
from contract.verdicts import Judgement

CONFIGURATION = Configuration(privacy=Privacy(rest_allowed=False))
_READING = "microphone_sound"


def learn(sounds: Iterable[tuple[NDArray[np.int16], int]]) -> Record:
    """Learn from good sounds, each with its rate."""
    looks = [figures_of(sound_numbers(samples, rate_hz=rate_hz)) for samples, rate_hz in sounds]
    return confirmed(looks, origin=Origin.ACCEPTANCE, today=0.0)


def listen(samples: NDArray[np.int16], *, rate_hz: int, known: Record | None) -> dict[str, Judgement]:
    """Return what each check of the microphone's sound says."""
    return judged(sound_numbers(samples, rate_hz=rate_hz), known)


def judged(numbers: SoundNumbers, known: Record | None) -> dict[str, Judgement]:
    """Return what each check says of the numbers."""
    usual = usual_of(known, WATCHED[_READING], figures_of(numbers), today=0.0) if known else {}
    given = Circumstances(configuration=CONFIGURATION, baselines=usual)
    return {check: RULES[check](numbers, given) for check in _checks()}


@cache
def _checks() -> tuple[str, ...]:
    return tuple(check.name for reading in READINGS if reading.name == "microphone.full" for check in reading.checks)
