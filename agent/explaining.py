"""One check explained to a person: the verdict, each figure with its rule in words, and what to do."""

from collections.abc import Iterator

from agent.telling import check_name, measure, needs_advice, say, tell_reason, verdict_told
from contract.configuration.people import Language
from contract.configuration.schema import Configuration
from contract.verdicts import Figure, Judgement
from contract.words.catalogue import TOLD_FACTS, Kind, word

_RULES = {">=": "rule_from", ">": "rule_above", "<": "rule_below", "<=": "rule_up_to"}


def explain(
    check: str, judgement: Judgement, language: Language, *, configuration: Configuration, took_s: float
) -> Iterator[str]:
    """Yield the lines."""
    verdict = verdict_told(judgement.verdict, judgement.reasons, language)
    yield f"{check_name(check, language)}: {verdict} ({say('took', language)} {measure_s(took_s, language)})"
    for figure in judgement.figures:
        if figure.value is not None:
            yield f"    {_figure(figure, language, is_fault=judgement.verdict.is_bad)}"
    if facts := ", ".join(judgement.facts[name] for name in TOLD_FACTS if judgement.facts.get(name)):
        yield f"    {say('seen_on', language)}: {facts}"
    if place := word(Kind.PLACE, judgement.facts.get("place", ""), language):
        yield f"    {place}"
    if cause := judgement.facts.get("cause"):
        yield f"    {word(Kind.CAUSE, cause, language)}"
    for reason in needs_advice(judgement.verdict, judgement.reasons):
        yield from tell_reason(reason, language)
    if judgement.verdict.is_bad:
        looks = configuration.looks
        yield f"    {say('one_look', language).format(bad_of=looks.bad_of, window=looks.window)}"


def rule_in_words(figure: Figure, language: Language) -> str:
    """Return from where on the figure is bad; "" for one that is only told."""
    if figure.op not in _RULES or figure.limit is None:
        return ""
    return say(_RULES[figure.op], language).format(limit=measure(figure, figure.limit, language))


def measure_s(seconds: float, language: Language) -> str:
    """Return a time in seconds, as a person writes it."""
    return measure(Figure(name="took_s", value=seconds, unit="s"), round(seconds, 1), language)


def _figure(figure: Figure, language: Language, *, is_fault: bool) -> str:
    told = f"{word(Kind.FIGURE, figure.name, language)}: {measure(figure, figure.value, language)}"
    rule = rule_in_words(figure, language)
    if not rule:
        return told
    alone = f"; {say('not_alone', language)}" if figure.is_beyond_limit and not is_fault else ""
    return f"{told} ({rule}{alone})"
