"""The rules of the way to the centre: delay, jitter and loss as a call would have them, and how it would sound."""

from msgspec import Struct

from contract.configuration.path import LineClass, VoiceCodec
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.judgement.emodel import opinion, rating
from contract.judgement.rtt import rtt_limits
from contract.verdicts import Figure, Judgement, Reason, Verdict

FRAME_MS = 20.0
"""What a codec collects before it speaks."""
SATELLITE_ADVANTAGE = 20.0
"""G.107's factor A for places that nothing else reaches."""
_SPREADS = 6.0


class PathNumbers(Struct, frozen=True, kw_only=True):
    """One test of the path; shares of 1. Up is towards the centre. What nobody answered has no figures."""

    sent: int = 0
    answered: int = 0
    carrier: bool = True
    afforded: bool = True
    """False when the day's data for tests was used up."""
    error: str = ""
    address: str = ""
    rtt_ms: float | None = None
    """Median, without the reflector's own delay."""
    jitter_up_ms: float = 0.0
    jitter_down_ms: float = 0.0
    loss_up: float = 0.0
    loss_down: float = 0.0
    loss_unplaced: float = 0.0
    """Lost after the last answer: nobody knows in which direction."""
    loss: float | None = None
    """The worst of these; it is followed from day to day."""
    late_up: float = 0.0
    late_down: float = 0.0
    """Too late for the play-out buffer."""
    reordered: float = 0.0
    burst_ratio: float = 1.0
    data_bytes: int = 0
    """What the test cost, headers included."""
    spent_bytes: int | None = None
    """What tests of the line have cost today, this one included; None where nobody counted."""


class _Rule(Struct, frozen=True):
    """One figure, the reason that it would be, and its limits: attention, fault."""

    figure: str
    value: float
    unit: str
    reason: Reason
    warning: float
    failed: float


def judge_path(numbers: PathNumbers, given: Circumstances) -> Judgement:
    """Would a call have the delay, the jitter and the loss that it bears?"""
    unmeasured = _unmeasured(numbers, given)
    if unmeasured is not None:
        return unmeasured
    rules = _rules(numbers, given)
    broken = [rule for rule in rules if rule.value > rule.warning]
    is_failed = any(rule.value > rule.failed for rule in broken)
    verdict = Verdict.OK if not broken else Verdict.FAILED if is_failed else Verdict.WARNING
    told = (
        Figure(name="late_up", value=numbers.late_up),
        Figure(name="late_down", value=numbers.late_down),
        Figure(name="reordered", value=numbers.reordered),
        Figure(name="sent", value=numbers.sent),
        Figure(name="data_bytes", value=numbers.data_bytes, unit="B"),
        Figure(
            name="spent_bytes", value=numbers.spent_bytes, unit="B", op=">", limit=given.configuration.path.day_bytes
        ),
    )
    return Judgement(
        verdict=verdict,
        reasons=tuple(dict.fromkeys(rule.reason for rule in broken)),
        figures=tuple(_figure(rule) for rule in rules) + told,
        facts=_facts(numbers, given),
    )


def judge_quality(numbers: PathNumbers, given: Circumstances) -> Judgement:
    """How would a call sound in its worse direction (ITU-T G.107)?"""
    unmeasured = _unmeasured(numbers, given)
    if unmeasured is not None:
        return unmeasured
    rules = given.configuration.path
    rated = min(
        _rate(numbers, loss=numbers.loss_up, late=numbers.late_up, configuration=given.configuration),
        _rate(numbers, loss=numbers.loss_down, late=numbers.late_down, configuration=given.configuration),
    )
    mos = opinion(rated)
    is_bad = mos < rules.mos_failed
    limit = rules.mos_failed if is_bad else rules.mos_warning
    figures = (Figure(name="mos", value=mos, op="<", limit=limit), Figure(name="r_factor", value=rated))
    facts = _facts(numbers, given) | {"codec": rules.codec.value}
    if rules.codec is VoiceCodec.OPUS:
        facts["method"] = "heuristic: the ITU has no values for Opus, those of G.711 are taken"
    if mos >= rules.mos_warning:
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)
    verdict = Verdict.FAILED if is_bad else Verdict.WARNING
    return Judgement(verdict=verdict, reasons=(Reason.NETWORK_POOR_CALL_QUALITY,), figures=figures, facts=facts)


def _unmeasured(numbers: PathNumbers, given: Circumstances) -> Judgement | None:
    if numbers.rtt_ms is not None:
        return None
    reason = Reason.NETWORK_NO_REFLECTOR
    if not numbers.carrier:
        reason = Reason.NETWORK_LINK_DOWN
    elif not numbers.afforded:
        reason = Reason.NETWORK_DATA_SPENT
    facts = _facts(numbers, given) | ({"error": numbers.error} if numbers.error else {})
    figures = (Figure(name="sent", value=numbers.sent),) if numbers.sent else ()
    return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(reason,), figures=figures, facts=facts)


def _rules(numbers: PathNumbers, given: Circumstances) -> tuple[_Rule, ...]:
    path = given.configuration.path
    warning_ms, failed_ms = rtt_limits(given.configuration)
    jitter = (Reason.NETWORK_HIGH_JITTER, path.jitter_warning_ms, path.jitter_failed_ms)
    loss = (Reason.NETWORK_HIGH_LOSS, path.loss_warning, path.loss_failed)
    return (
        _Rule(
            "rtt_ms", numbers.rtt_ms or 0.0, "ms", Reason.NETWORK_HIGH_RTT, _attention_ms(given, warning_ms), failed_ms
        ),
        _Rule("jitter_up_ms", numbers.jitter_up_ms, "ms", *jitter),
        _Rule("jitter_down_ms", numbers.jitter_down_ms, "ms", *jitter),
        _Rule("loss_up", numbers.loss_up, "", *loss),
        _Rule("loss_down", numbers.loss_down, "", *loss),
        _Rule("loss_unplaced", numbers.loss_unplaced, "", *loss),
    )


def _attention_ms(given: Circumstances, of_class_ms: float) -> float:
    """By satellite 500 ms for ever is no alarm, a rise is: what the line usually has takes the class's place."""
    usual = given.baselines.get("rtt_ms")
    rules = given.configuration
    if usual is None or rules.path.link_class is not LineClass.SATELLITE:
        return of_class_ms
    risen_ms = usual.median + max(rules.path.rtt_rise * usual.median, _SPREADS * usual.spread)
    return min(rules.path.satellite_rtt_failed_ms, max(rules.network.rtt_warning_ms, risen_ms))


def _figure(rule: _Rule) -> Figure:
    limit = rule.failed if rule.value > rule.failed else rule.warning
    return Figure(name=rule.figure, value=rule.value, unit=rule.unit, op=">", limit=limit)


def _rate(numbers: PathNumbers, *, loss: float, late: float, configuration: Configuration) -> float:
    path = configuration.path
    delay_ms = (numbers.rtt_ms or 0.0) / 2 + path.playout_ms + FRAME_MS
    heard = (1 - min(1.0, loss + numbers.loss_unplaced)) * (1 - late)
    rated = rating(delay_ms=delay_ms, loss=1 - heard, burst_ratio=numbers.burst_ratio)
    advantage = SATELLITE_ADVANTAGE if path.link_class is LineClass.SATELLITE else 0.0
    return min(100.0, rated + advantage)


def _facts(numbers: PathNumbers, given: Circumstances) -> dict[str, str]:
    facts = {"address": numbers.address} if numbers.address else {}
    link_class = given.configuration.path.link_class
    return facts if link_class is LineClass.UNKNOWN else facts | {"link_class": link_class.value}
