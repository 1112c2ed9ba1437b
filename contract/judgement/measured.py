"""What is no measurement is no evidence: NaN, infinity and the absurd never reach a rule.

A comparison with NaN is false, so a rule that asks "is it beyond the limit?" would call what was not measured good, and
one that asks "is it within?" would call it faulty.
"""

import math
from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason, Verdict, component_of

LARGEST = 1e15
"""Nothing that a terminal measures has a figure above it."""

Judge = Callable[[Any, Circumstances], Judgement]
"""Takes the numbers of its reading's type."""


def is_measured(value: float | None) -> bool:
    """Is it a number that something can have been measured to be?"""
    return value is not None and math.isfinite(value) and abs(value) <= LARGEST


def of_measured(check: str, judge: Judge) -> Judge:
    """Return the rule, asked only for what was measured; a figure that must be there and is not leaves no evidence."""
    not_checked = Reason(f"{component_of(check)}.not_checked")

    def judge_measured(numbers: Any, given: Circumstances) -> Judgement:
        odd = _odd_of(numbers) if isinstance(numbers, Struct) else []
        if not odd:
            return judge(numbers, given)
        optional = {each.name for each in fields(numbers) if each.default is None}
        if missing := sorted(set(odd) - optional):
            facts = {"error": f"not a number: {', '.join(missing)}"}
            return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(not_checked,), facts=facts)
        return judge(replace(numbers, **dict.fromkeys(odd)), given)

    return judge_measured


def _odd_of(numbers: Struct) -> list[str]:
    values = ((each.name, getattr(numbers, each.name)) for each in fields(numbers))
    return [name for name, value in values if isinstance(value, float) and not is_measured(value)]
