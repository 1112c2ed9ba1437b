"""No number, however odd, makes a rule raise; and where nothing was measured nothing is called good or faulty."""

import math
from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import asdict, fields, replace

from agent.checks.descriptor import Reading
from agent.checks.rules import RULES
from agent.checks.table import READINGS
from contract.configuration.schema import Configuration
from contract.judgement.baseline import Baseline
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Verdict
from simulation.habits import with_habits
from simulation.numbers import READ, Scene

ODD = (math.nan, math.inf, -math.inf, 1e308, -1e308, 1e15, -1e15, -50.0, -1.0, 0.0, 5e-324)
CASES = [(reading, check.name) for reading in READINGS for check in reading.checks]
EACH = pytest.mark.parametrize(("reading", "check"), CASES, ids=lambda each: str(getattr(each, "name", each)))
BY_OTHER_MEANS = {"microphone.mixer", "speaker.mixer", "network.link", "network.service:"}
"""They rest on a switch, a plug or a step that was taken; the number only adds to it."""
HELD = {Verdict.OK, Verdict.WARNING, Verdict.FAILED}


def healthy(reading: Reading) -> tuple[msgspec.Struct, Circumstances]:
    given = Circumstances(configuration=Configuration(), centre_ms=20_000 * 86_400_000)
    scene = Scene(faults=frozenset(), configuration=given.configuration, chance=Random(1), argument="appeals")
    read = READ[reading.module]
    return read(scene), with_habits(given, scene, reading, read)


def floats_of(numbers: msgspec.Struct) -> list[str]:
    return [name for name, value in asdict(numbers).items() if isinstance(value, float)]


def variants(numbers: msgspec.Struct) -> Iterator[msgspec.Struct]:
    names = floats_of(numbers)
    for odd in ODD:
        yield replace(numbers, **dict.fromkeys(names, odd))
        yield from (replace(numbers, **{name: odd}) for name in names)
    chance = Random(7)
    for _ in range(20):
        yield replace(numbers, **{name: chance.choice(ODD) for name in names})


def judged(check: str, numbers: Any, given: Circumstances) -> Judgement:
    answer = RULES[check](numbers, given)
    msgspec.json.encode(answer)
    assert not (answer.verdict in {Verdict.FAILED, Verdict.NO_EVIDENCE} and not answer.reasons)
    return answer


@EACH
def test_no_number_makes_a_rule_raise(reading: Reading, check: str) -> None:
    numbers, given = healthy(reading)
    strange = replace(given, baselines={name: Baseline(median=0.0) for name in given.baselines})
    for variant in variants(numbers):
        judged(check, variant, given)
        judged(check, variant, strange)
        judged(check, variant, Circumstances())


@EACH
def test_where_nothing_was_measured_nothing_is_called_good_or_faulty(reading: Reading, check: str) -> None:
    numbers, given = healthy(reading)
    well = judged(check, numbers, given)
    measured = {figure.name for figure in well.figures if figure.op} & set(floats_of(numbers))
    if not measured or check in BY_OTHER_MEANS or check.endswith("_trend"):
        return
    nothing = replace(numbers, **dict.fromkeys(floats_of(numbers), math.nan))
    assert judged(check, nothing, given).verdict not in HELD


@EACH
def test_a_number_that_is_none_is_no_fault(reading: Reading, check: str) -> None:
    numbers, given = healthy(reading)
    optional = {each.name for each in fields(type(numbers)) if each.default is None} & set(floats_of(numbers))
    for name in optional:
        assert judged(check, replace(numbers, **{name: None}), given).verdict not in {Verdict.WARNING, Verdict.FAILED}
