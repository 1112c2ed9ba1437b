"""What a terminal does not report is not guessed: the check says `unknown`, and that nobody told it."""

from math import isfinite

from contract.verdicts import Figure, Judgement, Reason, Verdict


def not_reported(reason: Reason, *, facts: dict[str, str] | None = None) -> Judgement:
    """Return the answer of a check that found nothing to judge by; it does not lower readiness."""
    return Judgement(verdict=Verdict.UNKNOWN, reasons=(reason,), facts=facts or {})


def measured(value: float | None) -> float | None:
    """Return a number that can be compared; none for what was not read, or is not a number at all."""
    return value if value is not None and isfinite(value) else None


def told(*figures: Figure) -> tuple[Figure, ...]:
    """Return the figures that have a value."""
    return tuple(figure for figure in figures if measured(figure.value) is not None)
