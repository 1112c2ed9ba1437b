"""Is the device there that the profile names: camera, microphone and speaker are judged alike."""

from collections.abc import Callable

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Judgement, Reason, Verdict


class Found(Struct, frozen=True, kw_only=True):
    """A device that is there; `expected` when it is one that the profile names."""

    name: str
    usb: str = ""
    serial: str = ""
    expected: bool
    virtual: bool = False


class PresenceNumbers(Struct, frozen=True, kw_only=True):
    """What is on the bus, by component."""

    profile: str
    camera: tuple[Found, ...] = ()
    microphone: tuple[Found, ...] = ()
    speaker: tuple[Found, ...] = ()


_WRONG: dict[Component, Reason] = {
    Component.CAMERA: Reason.CAMERA_WRONG_DEVICE,
    Component.MICROPHONE: Reason.MICROPHONE_WRONG_DEVICE,
    Component.SPEAKER: Reason.SPEAKER_WRONG_DEVICE,
}
_MISSING: dict[Component, Reason] = {
    Component.CAMERA: Reason.CAMERA_MISSING,
    Component.MICROPHONE: Reason.MICROPHONE_MISSING,
    Component.SPEAKER: Reason.SPEAKER_MISSING,
}


def presence_judge(component: Component) -> Callable[[PresenceNumbers, Circumstances], Judgement]:
    """Return the rule for one component: the profile's device, another in its place, or none."""

    def judge(numbers: PresenceNumbers, _given: Circumstances) -> Judgement:
        found: tuple[Found, ...] = getattr(numbers, component.value)
        facts = {"profile": numbers.profile}
        for device in found:
            if device.expected:
                return Judgement(verdict=Verdict.OK, facts=facts | _told(device))
        if found:
            return Judgement(verdict=Verdict.FAILED, reasons=(_WRONG[component],), facts=facts | _told(found[0]))
        return Judgement(verdict=Verdict.FAILED, reasons=(_MISSING[component],), facts=facts)

    return judge


def _told(device: Found) -> dict[str, str]:
    told = {"device": device.name, "usb": device.usb, "serial": device.serial}
    told["virtual"] = "yes" if device.virtual else ""
    return {name: value for name, value in told.items() if value}
