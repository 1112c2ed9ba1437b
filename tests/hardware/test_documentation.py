"""docs/hardware.md lists every profile and every fault, from the code itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

from hardware.profile import Part, load_profile, profile_names
from hardware.virtual.folder import KNOBS

PAGE = Path(__file__).parents[2] / "docs/hardware.md"
WHAT = {
    "camera": "a video file, played through OpenCV at its own pace",
    "microphone": "a PipeWire null sink whose monitor hears recorded speech",
    "speaker": "a PipeWire null sink",
    "display": "a screen's socket",
    "line": "an interface, an address, a gateway, a name server, and TCP relays",
}


def known_by(part: Part | None) -> str:
    if part is None:
        return ""
    return ", ".join((*part.usb, *part.virtual)) or "any"


def rows_of_profiles() -> Iterator[str]:
    for name in profile_names():
        profile = load_profile(name)
        parts = (profile.camera, profile.microphone, profile.speaker)
        yield f"| `{name}` | {' | '.join(known_by(part) for part in parts)} |"


def rows_of_faults() -> Iterator[str]:
    for device, knobs in KNOBS.items():
        faults = [fault for fault in get_args(get_type_hints(knobs)["fault"]) if fault != "none"]
        yield f"| `{device}` | {WHAT[device]} | {', '.join(f'`{fault}`' for fault in faults)} |"


def test_every_profile_and_every_fault_is_on_the_page() -> None:
    page = PAGE.read_text()
    missing = [row for row in (*rows_of_profiles(), *rows_of_faults()) if row not in page]
    assert missing == []
