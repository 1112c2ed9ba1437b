"""How the mixer stands: is the microphone, is the speaker switched on."""

from collections.abc import Callable

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Figure, Judgement, Reason, Verdict


class MixerNumbers(Struct, frozen=True, kw_only=True):
    """How the mixer stands; `device` is None when the profile's device is not there."""

    device: str | None
    muted: bool = False
    volume: float | None = None
    error: str = ""


def mixer_judge(component: Component) -> Callable[[MixerNumbers, Circumstances], Judgement]:
    """Return the rule of one component, `microphone` or `speaker`: only a microphone may rest."""
    missing, muted, not_checked = (Reason(f"{component}.{why}") for why in ("missing", "muted", "not_checked"))

    def judge(numbers: MixerNumbers, given: Circumstances) -> Judgement:
        if numbers.device is None:
            return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(missing,))
        facts = {"device": numbers.device}
        if numbers.error:
            facts["error"] = numbers.error
            return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(not_checked,), facts=facts)
        facts["switch"] = "off" if numbers.muted else "on"
        figures = (Figure(name="volume", value=numbers.volume, unit="%", op="<=", limit=0),)
        if numbers.muted or numbers.volume == 0:
            may_rest = component is Component.MICROPHONE and given.may_rest
            verdict = Verdict.AT_REST if may_rest else Verdict.FAILED
            return Judgement(verdict=verdict, reasons=(muted,), figures=figures, facts=facts)
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)

    return judge


judge_microphone_mixer = mixer_judge(Component.MICROPHONE)
judge_speaker_mixer = mixer_judge(Component.SPEAKER)
