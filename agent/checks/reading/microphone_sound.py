"""Listens to the microphone once, for every check that needs its sound; only numbers come out."""

import os
from pathlib import Path

from msgspec import structs

from agent.checks.descriptor import Request
from agent.checks.reading.elsewhere import heard_in_session
from agent.checks.reading.microphone_mixer import find_microphone
from agent.checks.reading.turns import holders_of_microphone, in_turn
from agent.measure.gaps import lost_between
from agent.measure.sound import sound_numbers
from contract.judgement.sound import SoundNumbers
from hardware.sound.discovery import SoundDevice
from hardware.sound.mixer import Mixer, read_mixer
from hardware.sound.recording import BusyError, Recording, StreamError
from hardware.sound.server import SoundServerError, environment_of


def read(request: Request) -> SoundNumbers:
    """Return the numbers of a stretch of sound; a microphone that someone else holds is not opened."""
    if (heard := heard_in_session(request, SoundNumbers)) is not None:
        return heard
    microphone = find_microphone(request)
    if microphone is None:
        return SoundNumbers(device=None)
    environment = environment_of(request.terminal.virtual)
    # PortAudio's plug-ins look for the sound server in this process's own environment.
    os.environ.update(environment)
    try:
        with in_turn(request):
            mixer = read_mixer(microphone, environment)
            holders = holders_of_microphone(microphone, mixer, environment, proc=Path(request.terminal.root) / "proc")
            if holders:
                return SoundNumbers(device=microphone.name, holders=holders)
            heard = _listen(request, microphone, mixer)
    except SoundServerError as error:
        return SoundNumbers(device=microphone.name, error=str(error))
    # Pulled out meanwhile, a sound server lets us listen to another microphone, or to none, without a word.
    return heard if _is_still_there(request, environment) else SoundNumbers(device=None)


def _is_still_there(request: Request, environment: dict[str, str]) -> bool:
    microphone = find_microphone(request)
    try:
        return microphone is not None and read_mixer(microphone, environment) is not None
    except SoundServerError:
        return False


def _listen(request: Request, microphone: SoundDevice, mixer: Mixer) -> SoundNumbers:
    # Imported here: it starts PortAudio, which looks for the sound server at once.
    from hardware.sound.stream import record  # noqa: PLC0415

    source = mixer.source.name if mixer.source else None
    try:
        heard = record(microphone, source=source, seconds=request.configuration.microphone.listen_s)
    except BusyError:
        return SoundNumbers(device=microphone.name, holders=("?",))
    except StreamError as error:
        return SoundNumbers(device=microphone.name, error=str(error))
    return _numbers(heard, microphone, mixer)


def _numbers(heard: Recording, microphone: SoundDevice, mixer: Mixer) -> SoundNumbers:
    gaps = lost_between(heard.block_times_s, heard.block_sizes, rate_hz=heard.rate_hz)
    numbers = sound_numbers(
        heard.samples, rate_hz=heard.rate_hz, overruns=heard.overruns, gaps=gaps, device=microphone.name
    )
    return structs.replace(numbers, muted=mixer.muted)
