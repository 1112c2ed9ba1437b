"""The checks of a terminal's page, by component: what deserves a look in full, what is fine in one line."""

from collections.abc import Iterable
from hashlib import blake2s
from itertools import groupby

from msgspec import Struct

from contract.judgement.readiness import HARMLESS
from contract.verdicts import Component, Verdict
from contract.words.catalogue import Kind
from control_plane.web.evidence import deciding_figure, facts_told, figures_told, own_name, reason_title
from control_plane.web.shapes import State, verdict_state
from control_plane.web.standing import Answer
from control_plane.web.terminal.spark import Series, Spark, build_spark
from control_plane.web.wording import Wording

_ORDER = tuple(Component)


class CheckRow(Struct, frozen=True, kw_only=True):
    """One check: verdict, what it rests on, the rule, the age."""

    key: str
    version: str
    state: State
    name: str
    reasons: str
    evidence: str
    facts: str
    deciding: str
    spark: Spark | None
    age: str
    looked: str


class Alike(Struct, frozen=True, kw_only=True):
    """Quiet checks that say the same, by name."""

    state: State
    names: str


class CheckGroup(Struct, frozen=True, kw_only=True):
    """The checks of one component. What is quiet is told in a line each, its rows unfold."""

    key: str
    name: str
    loud: tuple[CheckRow, ...]
    quiet: tuple[CheckRow, ...]
    told: tuple[Alike, ...]


def build_checks(
    answers: Iterable[Answer], series: dict[tuple[str, str], Series], *, now: int, words: Wording
) -> tuple[CheckGroup, ...]:
    """Return the groups in the components' own order."""
    ordered = sorted(answers, key=lambda answer: _ORDER.index(answer.component))
    return tuple(
        _group(component, tuple(of_it), series, now=now, words=words)
        for component, of_it in groupby(ordered, key=lambda answer: answer.component)
    )


def _group(
    component: Component,
    answers: tuple[Answer, ...],
    series: dict[tuple[str, str], Series],
    *,
    now: int,
    words: Wording,
) -> CheckGroup:
    quiet = [answer for answer in answers if _is_quiet(answer)]

    def row(*alike: Answer) -> CheckRow:
        return _row(alike, series, now=now, words=words)

    return CheckGroup(
        key=component.value,
        name=words.word(Kind.COMPONENT, component),
        loud=tuple(row(*alike) for alike in _alike([answer for answer in answers if answer not in quiet])),
        quiet=tuple(row(answer) for answer in quiet),
        told=_told(quiet, words),
    )


def _is_quiet(answer: Answer) -> bool:
    """Is it good, at rest, or unknown for a reason that troubles nobody, and not about to change?"""
    if answer.deviating:
        return False
    if answer.verdict is Verdict.NO_EVIDENCE:
        return bool(answer.reasons) and set(answer.reasons) <= HARMLESS
    return answer.verdict in {Verdict.OK, Verdict.AT_REST, Verdict.UNKNOWN}


def _alike(answers: list[Answer]) -> Iterable[list[Answer]]:
    """What says the same of several checks, and has no figures that would differ, is said once."""
    found: dict[object, list[Answer]] = {}
    for answer in answers:
        said = answer.check if answer.figures else (answer.verdict, answer.reasons, tuple(answer.facts.items()))
        found.setdefault(said, []).append(answer)
    return found.values()


def _told(quiet: list[Answer], words: Wording) -> tuple[Alike, ...]:
    names: dict[State, list[str]] = {}
    for answer in sorted(quiet, key=lambda answer: answer.verdict is not Verdict.OK):
        names.setdefault(_state(answer, words), []).append(own_name(answer.check, words))
    return tuple(Alike(state=state, names=", ".join(alike)) for state, alike in names.items())


def _state(answer: Answer, words: Wording) -> State:
    state = verdict_state(answer.verdict, words)
    if answer.verdict is Verdict.UNKNOWN and answer.reasons:
        return State(shape=state.shape, tone=state.tone, word=words.text("not reported"))
    return state


def _row(alike: tuple[Answer, ...], series: dict[tuple[str, str], Series], *, now: int, words: Wording) -> CheckRow:
    answer = alike[0]
    deciding = deciding_figure(answer)
    points = series.get((answer.check, deciding.name), ()) if deciding else ()
    version = blake2s(f"{answer.verdict}|{answer.reasons}".encode(), digest_size=6).hexdigest()
    return CheckRow(
        key=answer.check.replace(":", "-").replace(".", "-"),
        version=version,
        state=_state(answer, words),
        name=", ".join(own_name(each.check, words) for each in alike),
        reasons=reason_title(answer, words) if answer.reasons else "",
        evidence=figures_told(answer, words),
        facts=facts_told(answer, words),
        deciding=words.text("being looked at again before the verdict changes") if answer.deviating else "",
        spark=None if deciding is None else build_spark(deciding, points, words),
        age=words.ago(now - answer.looked_ms),
        looked=words.moment(answer.looked_ms),
    )
