"""One check explained to a person: the verdict, each figure with its rule in words, and what to do."""

from collections.abc import Iterator

from agent.telling import check_name, measure, say, tell_reason
from contract.configuration.schema import Configuration, Language
from contract.verdicts import Figure, Judgement
from contract.words.catalogue import Kind, word

_RULES = {">=": "rule_from", ">": "rule_above", "<": "rule_below", "<=": "rule_up_to"}
_TOLD_FACTS = ("device", "holder", "interface", "gateway", "address", "path", "date", "error")
"""Facts that mean something to a reader as they stand; the rest serves programs."""


def explain(
    check: str, judgement: Judgement, language: Language, *, configuration: Configuration, took_s: float
) -> Iterator[str]:
    """Yield the lines."""
    verdict = word(Kind.VERDICT, judgement.verdict, language)
    yield f"{check_name(check, language)}: {verdict} ({say('took', language)} {measure_s(took_s, language)})"
    yield from (f"    {_figure(figure, language)}" for figure in judgement.figures if figure.value is not None)
    if facts := ", ".join(judgement.facts[name] for name in _TOLD_FACTS if judgement.facts.get(name)):
        yield f"    {say('seen_on', language)}: {facts}"
    for reason in judgement.reasons:
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


def _figure(figure: Figure, language: Language) -> str:
    told = f"{word(Kind.FIGURE, figure.name, language)}: {measure(figure, figure.value, language)}"
    rule = rule_in_words(figure, language)
    return f"{told} ({rule})" if rule else told
