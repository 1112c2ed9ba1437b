"""A drawing of this terminal's own cables, made from its hardware profile: what goes where, and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.page.markup import Html, el
from agent.page.wording import say
from contract.configuration.people import Language
from contract.verdicts import Component, Verdict
from contract.words.catalogue import Kind, word
from hardware.profile import Cable, CableColour, Part, Plug, Profile

ROW, TOP, WIDTH = 140, 20, 980
SLEEVE = {CableColour.BLACK: "#23282c", CableColour.GREY: "#8a8f94", CableColour.WHITE: "#f4f4f2"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Lead:
    """One cable: the devices at its one end, the plug at its other."""

    components: tuple[Component, ...]
    cable: Cable | None

    def verdict(self, presence: Mapping[Component, Verdict]) -> Verdict:
        """Return the worst of its devices: one that is not on the bus is not plugged in."""
        seen = [presence.get(component, Verdict.UNKNOWN) for component in self.components]
        return next((each for each in (Verdict.FAILED, Verdict.UNKNOWN) if each in seen), Verdict.OK)


def leads_of(profile: Profile) -> list[Lead]:
    """Return the cables; parts with the same USB ids are one device, and have one cable."""
    parts: dict[object, tuple[list[Component], Cable | None]] = {}
    for component, part in _parts(profile):
        components, _ = parts.setdefault(part.usb or component, ([], part.cable))
        components.append(component)
    return [Lead(components=tuple(components), cable=cable) for components, cable in parts.values()]


def draw_cables(
    profile: Profile, presence: Mapping[Component, Verdict], language: Language, *, missing: bool = False
) -> Html:
    """Return the drawing of all, or of what is not plugged in; what it says by colour it says in words too."""
    leads = [each for each in leads_of(profile) if not missing or each.verdict(presence) is Verdict.FAILED]
    height = TOP + ROW * max(1, len(leads))
    rows = [_row(lead, TOP + ROW * number, presence, language) for number, lead in enumerate(leads)]
    box = [
        el("rect", class_="box", x=700, y=TOP, width=270, height=height - TOP - 12, rx=14),
        el("text", say("cable_terminal", language), class_="name", x=840, y=height - 30, text_anchor="middle"),
    ]
    told = " · ".join(_told(lead, presence, language) for lead in leads)
    return el("svg", el("title", told), *box, *rows, class_="cables", viewBox=f"0 0 {WIDTH} {height + 8}", role="img")


def _parts(profile: Profile) -> Iterable[tuple[Component, Part]]:
    named = (
        (Component.CAMERA, profile.camera),
        (Component.MICROPHONE, profile.microphone),
        (Component.SPEAKER, profile.speaker),
    )
    return [(component, part) for component, part in named if part is not None]


def _row(lead: Lead, top: int, presence: Mapping[Component, Verdict], language: Language) -> Html:
    verdict, middle = lead.verdict(presence), top + 36
    missing = verdict is Verdict.FAILED
    end = 600 if missing else 700
    sleeve = SLEEVE[lead.cable.colour if lead.cable else CableColour.BLACK]
    path = f"M250 {middle} C 380 {middle + 44}, 460 {middle - 34}, {end - 40} {middle}"
    says = {Verdict.FAILED: "cable_missing", Verdict.OK: "cable_there"}.get(verdict, "cable_unknown")
    return el(
        "g",
        el("rect", class_="device", x=10, y=top, width=240, height=72, rx=14),
        *(_icon(component, 38 + 62 * number, middle) for number, component in enumerate(lead.components)),
        el("path", class_="outline", d=path),
        el("path", class_="sleeve", d=path, stroke=sleeve),
        _plug(lead.cable, end - 40, middle),
        _socket(lead.cable, middle),
        el("text", _names(lead, language), class_="name", x=10, y=top + 98),
        el("text", say(says, language), class_="says", x=end - 60, y=top + 4, text_anchor="end"),
        *(_line(text, top + 94 + 24 * number) for number, text in enumerate(_way(lead.cable, language))),
        el("path", class_="arrow", d=f"M612 {middle} h62 m-18 -14 l18 14 l-18 14") if missing else None,
        class_=f"lead lead-{'missing' if missing else verdict.value}",
    )


def _line(text: str, y: int) -> Html:
    return el("text", text, class_="way", x=690, y=y, text_anchor="end")


def _plug(cable: Cable | None, x: int, y: int) -> Html:
    match cable.plug if cable else Plug.USB_A:
        case Plug.USB_C:
            return el("rect", class_="plug", x=x, y=y - 9, width=36, height=18, rx=9)
        case Plug.JACK:
            return el("path", class_="plug", d=f"M{x} {y - 8} h16 v3 h18 l5 5 l-5 5 h-18 v3 h-16 z")
        case _:
            return el("path", class_="plug", d=f"M{x} {y - 15} h14 v3 h26 v24 h-26 v3 h-14 z")


def _socket(cable: Cable | None, y: int) -> Html:
    match cable.plug if cable else Plug.USB_A:
        case Plug.USB_C:
            return el("rect", class_="socket", x=704, y=y - 10, width=14, height=20, rx=7)
        case Plug.JACK:
            return el("circle", class_="socket", cx=712, cy=y, r=8)
        case _:
            fast = " socket-fast" if cable and cable.fast else ""
            return el("rect", class_=f"socket{fast}", x=704, y=y - 14, width=14, height=28, rx=2)


def _icon(component: Component, x: int, y: int) -> Html:
    match component:
        case Component.CAMERA:
            return el(
                "g",
                el("circle", cx=x + 20, cy=y, r=22),
                el("circle", class_="hole", cx=x + 20, cy=y, r=9),
                class_="icon",
            )
        case Component.MICROPHONE:
            d = f"M{x + 20} {y - 22} a9 9 0 0 1 9 9 v10 a9 9 0 0 1 -18 0 v-10 a9 9 0 0 1 9 -9 z"
            return el("g", el("path", d=d), el("path", class_="stroke", d=_stand(x, y)), class_="icon")
        case _:
            d = f"M{x + 4} {y - 8} h10 l12 -11 v38 l-12 -11 h-10 z"
            wave = f"M{x + 33} {y - 10} a14 14 0 0 1 0 20"
            return el("g", el("path", d=d), el("path", class_="stroke", d=wave), class_="icon")


def _stand(x: int, y: int) -> str:
    return f"M{x + 5} {y - 4} a15 15 0 0 0 30 0 M{x + 20} {y + 11} v10 m-9 0 h18"


def _names(lead: Lead, language: Language) -> str:
    return " + ".join(word(Kind.COMPONENT, component, language) for component in lead.components)


def _way(cable: Cable | None, language: Language) -> tuple[str, ...]:
    """Return what the cable looks like, and where its plug goes."""
    if cable is None:
        return ()
    socket = {Plug.USB_C: "cable_usb_c", Plug.JACK: "cable_jack"}.get(cable.plug, "cable_socket")
    where = say("cable_blue" if cable.fast else socket, language)
    return f"{say(f'colour_{cable.colour}', language)}, {say(f'plug_{cable.plug}', language)}", f"→ {where}"


def _told(lead: Lead, presence: Mapping[Component, Verdict], language: Language) -> str:
    verdict = lead.verdict(presence)
    says = {Verdict.FAILED: "cable_missing", Verdict.OK: "cable_there"}.get(verdict, "cable_unknown")
    return " ".join((f"{_names(lead, language)}: {say(says, language)}.", *_way(lead.cable, language)))
