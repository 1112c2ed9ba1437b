"""What a verdict rests on, in words: figures with the rule that they were held against, names of checks."""

from contract.verdicts import Figure, Reason
from contract.words.catalogue import SHARES, SIGNS, TOLD_FACTS, Kind
from control_plane.web.standing import Answer
from control_plane.web.wording import Wording

ON_OFF = frozenset({"muted"})


def check_name(*checks: str, words: Wording) -> str:
    """The component and its checks, "Камера · обзор"; a service by the name that the configuration gives it."""
    component = words.word(Kind.COMPONENT, checks[0].partition(".")[0])
    return f"{component} · {', '.join(own_name(check, words) for check in checks)}"


def own_name(check: str, words: Wording) -> str:
    """The check without its component, "обзор"."""
    return f"{words.word(Kind.CHECK, check)} {check.partition(':')[2]}".rstrip()


def reason_title(answer: Answer, words: Wording) -> str:
    """What is wrong, or the verdict's own word when the terminal gave no reason."""
    known = [reason for reason in answer.reasons if reason is not Reason.UNKNOWN]
    titles = [words.advice(reason).title for reason in known]
    own = answer.check.partition(":")[2]
    text = ", ".join(titles) or words.word(Kind.VERDICT, answer.verdict)
    return f"{text}: {own}" if own and titles else text


def figures_told(answer: Answer, words: Wording, *, limit: int = 8) -> str:
    """The figures of an answer: those beyond their limit first, then the others that have one."""
    ordered = sorted(answer.figures, key=lambda figure: (not figure.is_beyond_limit, not figure.op))
    told = [figure_told(figure, words) for figure in ordered if figure.value is not None]
    return " · ".join(told[:limit])


def facts_told(answer: Answer, words: Wording) -> str:
    """Where the fault is, and the names that an answer rests on: the device, who holds it."""
    place = words.word(Kind.PLACE, answer.facts.get("place", ""))
    cause = words.word(Kind.CAUSE, answer.facts["cause"]) if "cause" in answer.facts else ""
    return " · ".join(filter(None, [place, cause, *(answer.facts.get(name) for name in TOLD_FACTS)]))


def deciding_figure(answer: Answer) -> Figure | None:
    """The figure worth a line over time: the one beyond its limit, else the first that has one."""
    ruled = [figure for figure in answer.figures if figure.op and figure.limit is not None]
    return next((figure for figure in ruled if figure.is_beyond_limit), ruled[0] if ruled else None)


def figure_told(figure: Figure, words: Wording) -> str:
    """Name, value and the rule, "исчезло контуров: 83 %, порог ≥ 55 %"."""
    name = words.word(Kind.FIGURE, figure.name)
    value = (
        words.text("no data") if figure.value is None else measure(figure.name, figure.value, figure.unit, words=words)
    )
    if not figure.op or figure.limit is None or figure.name in ON_OFF:
        return f"{name}: {value}"
    rule = f"{SIGNS.get(figure.op, figure.op)}\u202f{measure(figure.name, figure.limit, figure.unit, words=words)}"
    return words.text("%(name)s: %(value)s, limit %(rule)s", name=name, value=value, rule=rule)


def measure(name: str, value: float, unit: str, *, words: Wording) -> str:
    """A value with its unit."""
    if name in ON_OFF:
        return words.text("yes") if value else words.text("no")
    if name in SHARES and not unit:
        return words.percent(value)
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return f"{words.number(value, digits)}\u00a0{words.word(Kind.UNIT, unit)}".rstrip("\u00a0")
