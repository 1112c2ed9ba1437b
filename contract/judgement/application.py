"""The rules of the calls' own programme: does it run, and does it use the devices that were tested?

Whether it must run all day is the configuration's word (`application.must_run`). What it uses is judged only while
it uses something, in a call; a device of another model than the profile's, however healthy, was never tested.
"""

from collections.abc import Callable

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.judgement.reported import not_reported
from contract.verdicts import Component, Judgement, Reason, Verdict


class ApplicationNumbers(Struct, frozen=True, kw_only=True):
    """The processes of the programme."""

    processes: tuple[str, ...] = ()


class Held(Struct, frozen=True, kw_only=True):
    """A device that the programme uses; `expected` when it is one that the profile names."""

    name: str
    expected: bool


class UseNumbers(Struct, frozen=True, kw_only=True):
    """What the programme uses of one kind; `visible` is false where its open files are not ours to see."""

    held: tuple[Held, ...] = ()
    visible: bool = True


_WRONG: dict[Component, Reason] = {
    Component.CAMERA: Reason.CAMERA_WRONG_DEVICE_IN_USE,
    Component.MICROPHONE: Reason.MICROPHONE_WRONG_DEVICE_IN_USE,
    Component.SPEAKER: Reason.SPEAKER_WRONG_DEVICE_IN_USE,
}
_NOT_REPORTED: dict[Component, Reason] = {
    Component.CAMERA: Reason.CAMERA_NOT_REPORTED,
    Component.MICROPHONE: Reason.MICROPHONE_NOT_REPORTED,
    Component.SPEAKER: Reason.SPEAKER_NOT_REPORTED,
}


def judge_process(numbers: ApplicationNumbers, given: Circumstances) -> Judgement:
    """Does the programme run while the branch is open, where it must?"""
    if numbers.processes:
        return Judgement(verdict=Verdict.OK, facts={"process": ", ".join(sorted(set(numbers.processes)))})
    if given.configuration.application.must_run and given.open_now:
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.APPLICATION_NOT_RUNNING,))
    return Judgement(verdict=Verdict.AT_REST)


def use_judge(component: Component) -> Callable[[UseNumbers, Circumstances], Judgement]:
    """Return the rule for one kind of device: is what the programme uses what was tested?"""

    def judge(numbers: UseNumbers, _given: Circumstances) -> Judgement:
        if not numbers.visible:
            return not_reported(_NOT_REPORTED[component])
        if not numbers.held:
            return Judgement(verdict=Verdict.AT_REST)
        facts = {"device": ", ".join(each.name for each in numbers.held)}
        if all(each.expected for each in numbers.held):
            return Judgement(verdict=Verdict.OK, facts=facts)
        return Judgement(verdict=Verdict.WARNING, reasons=(_WRONG[component],), facts=facts)

    return judge
