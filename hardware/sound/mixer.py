"""How the mixer stands for a microphone: switched off, turned down; from the sound server, else from ALSA."""

import re
import subprocess

from msgspec import Struct

from hardware.sound.discovery import SoundDevice
from hardware.sound.server import SoundServerError, Source, list_sources

_CAPTURE = re.compile(r"Capture.*?\[(?P<percent>\d+)%\](?:.*?\[(?P<switch>on|off)\])?")
_PATIENCE_S = 5.0


class Mixer(Struct, frozen=True, kw_only=True):
    """The capture switch and volume; `source` when the sound server told them."""

    muted: bool
    volume_percent: float
    source: Source | None = None


def read_mixer(microphone: SoundDevice, environment: dict[str, str]) -> Mixer:
    """Return how the microphone's mixer stands; raise `SoundServerError` when nobody can tell.

    Where a sound server runs, its word counts: applications hear what it lets through.
    """
    try:
        sources = list_sources(environment)
    except SoundServerError:
        if microphone.card is None:
            raise
        return _read_alsa(microphone.card)
    for source in sources:
        if _is_of(source, microphone):
            return Mixer(muted=source.muted, volume_percent=source.volume_percent, source=source)
    raise SoundServerError(f"the sound server does not know {microphone.name}")


def _is_of(source: Source, microphone: SoundDevice) -> bool:
    if microphone.source:
        return source.name == microphone.source
    return source.card == microphone.card and not source.name.endswith(".monitor")


def _read_alsa(card: int) -> Mixer:
    try:
        done = subprocess.run(
            ["amixer", "-c", str(card), "scontents"], capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        raise SoundServerError("amixer is missing or hangs (Debian package alsa-utils)") from error
    if done.returncode != 0:
        raise SoundServerError(f"amixer -c {card}: {done.stderr.strip() or 'failed'}")
    return parse_amixer(done.stdout)


def parse_amixer(text: str) -> Mixer:
    """Read the capture controls from `amixer scontents`: muted when every switch is off.

    A card without a capture control cannot be muted: it is heard at full volume.
    """
    found = [match for line in text.splitlines() if (match := _CAPTURE.search(line))]
    switches = [match["switch"] for match in found if match["switch"]]
    return Mixer(
        muted=bool(switches) and all(switch == "off" for switch in switches),
        volume_percent=max((float(match["percent"]) for match in found), default=100.0),
    )
