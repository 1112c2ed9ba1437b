"""The rule of the signal: is it strong enough, and does a mobile network that took the terminal in carry its data?"""

from msgspec import Struct

from contract.configuration.line import Network
from contract.judgement.circumstances import Circumstances
from contract.judgement.network import Place, fault_of_modem, unjudged
from contract.verdicts import Figure, Judgement, Reason, Verdict


class RadioNumbers(Struct, frozen=True, kw_only=True):
    """The radio that the way out goes over; `cable` when it goes over none."""

    medium: str
    """`cable`, `wifi`, `mobile`, or nothing where there is no way out."""
    device: str = ""
    level_dbm: float | None = None
    """Wi-Fi signal level, or a mobile network's RSRP."""
    quality: float | None = None
    """A modem's own idea of its signal, 0 to 1."""
    state: str = ""
    """A modem's own word: `searching`, `registered`, `connected`, …"""
    operator: str = ""
    technology: str = ""
    passes: bool | None = None
    """Does anything beyond the mobile network answer? None where it was not asked."""


def judge_signal(numbers: RadioNumbers, given: Circumstances) -> Judgement:
    """Is the signal strong enough? A cable has none to judge; what a driver does not tell is unknown."""
    facts = _facts(numbers)
    if numbers.medium == "cable":
        return Judgement(verdict=Verdict.OK, facts=facts)
    if numbers.medium == "mobile":
        return _judge_mobile(numbers, given.configuration.network, facts)
    if numbers.medium == "wifi":
        figure = _level(numbers, given.configuration.network)
        return _judge_level(figure, facts)
    return unjudged(Reason.NETWORK_LINK_DOWN, facts)


def _judge_mobile(numbers: RadioNumbers, rules: Network, facts: dict[str, str]) -> Judgement:
    figure = _level(numbers, rules)
    figures = (figure,) if figure is not None else ()
    fault = fault_of_modem(numbers.state)
    if numbers.state == "connected":
        fault = Reason.NETWORK_NO_DATA if numbers.passes is False else None
    elif fault is None:
        return unjudged(Reason.NETWORK_LINK_DOWN, facts)
    if fault is None:
        return _judge_level(figure, facts)
    return Judgement(verdict=Verdict.FAILED, reasons=(fault,), figures=figures, facts=facts | {"place": Place.PROVIDER})


def _judge_level(figure: Figure | None, facts: dict[str, str]) -> Judgement:
    if figure is None or figure.value is None:
        return Judgement(verdict=Verdict.UNKNOWN, reasons=(Reason.NETWORK_NOT_REPORTED,), facts=facts)
    if figure.limit is not None and figure.value < figure.limit:
        return Judgement(
            verdict=Verdict.WARNING,
            reasons=(Reason.NETWORK_WEAK_SIGNAL,),
            figures=(figure,),
            facts=facts | {"place": Place.BRANCH},
        )
    return Judgement(verdict=Verdict.OK, figures=(figure,), facts=facts)


def _level(numbers: RadioNumbers, rules: Network) -> Figure | None:
    if numbers.level_dbm is not None:
        limit = rules.wifi_dbm if numbers.medium == "wifi" else rules.mobile_rsrp_dbm
        return Figure(name="level_dbm", value=numbers.level_dbm, unit="dBm", op="<", limit=limit)
    if numbers.quality is not None:
        return Figure(name="signal_quality", value=numbers.quality, op="<", limit=rules.mobile_quality)
    return None


def _facts(numbers: RadioNumbers) -> dict[str, str]:
    facts = {
        "medium": numbers.medium,
        "interface": numbers.device,
        "state": numbers.state,
        "operator": numbers.operator,
        "technology": numbers.technology,
    }
    return {name: value for name, value in facts.items() if value}
