"""Plays the test tone on the speaker and listens for it with the microphone; only numbers come out."""

import os
from pathlib import Path

from msgspec import structs

from agent.checks.descriptor import Request
from agent.checks.reading.elsewhere import heard_in_session
from agent.checks.reading.microphone_mixer import find_microphone
from agent.checks.reading.speaker_mixer import find_speaker
from agent.checks.reading.turns import holders_of_microphone, holders_of_speaker, in_turn
from agent.measure import chirp, loopback
from agent.measure.gaps import lost_between
from agent.measure.level import longest_constant_s
from contract.judgement.loopback import LoopbackNumbers
from hardware.profile import load_profile
from hardware.sound.discovery import SoundDevice
from hardware.sound.mixer import Mixer, read_mixer, read_speaker_mixer
from hardware.sound.recording import BusySpeakerError, Exchange, Recording, SpeakerError, StreamError
from hardware.sound.server import SoundServerError, environment_of, processing_of

_TOLERANCE_S = 0.05
"""The first block may hold what was left over in a buffer."""


def read(request: Request) -> LoopbackNumbers:
    """Return what was heard of the tone; nothing is played when a device lacks, is in use or switched off."""
    if (heard := heard_in_session(request, LoopbackNumbers)) is not None:
        return heard
    speaker, microphone = find_speaker(request), find_microphone(request)
    part = load_profile(request.terminal.profile).speaker
    if speaker is None or microphone is None or part is None:
        return LoopbackNumbers(
            device=speaker.name if speaker else None, microphone=microphone.name if microphone else None
        )
    before = LoopbackNumbers(
        device=speaker.name,
        microphone=microphone.name,
        lag_lowest_ms=part.lowest_echo_ms,
        lag_highest_ms=part.highest_echo_ms,
    )
    environment = environment_of(request.terminal.virtual)
    # PortAudio's plug-ins look for the sound server in this process's own environment.
    os.environ.update(environment)
    try:
        with in_turn(request):
            return _try(request, speaker, microphone, before=before, environment=environment)
    except SoundServerError as error:  # without it nothing is heard on the speaker
        return structs.replace(before, error=str(error))


def _try(
    request: Request,
    speaker: SoundDevice,
    microphone: SoundDevice,
    *,
    before: LoopbackNumbers,
    environment: dict[str, str],
) -> LoopbackNumbers:
    out, into = read_speaker_mixer(speaker, environment), read_mixer(microphone, environment)
    nodes = [mixer.source for mixer in (out, into) if mixer.source]
    proc = Path(request.terminal.root) / "proc"
    holders = holders_of_speaker(speaker, out, environment, proc=proc)
    standing = structs.replace(
        before,
        holders=holders + holders_of_microphone(microphone, into, environment, proc=proc),
        speaker_muted=_is_off(out),
        microphone_muted=_is_off(into),
        processing=tuple(name for node in nodes for name in processing_of(node, environment)),
    )
    if standing.holders or standing.speaker_muted or standing.microphone_muted:
        return standing
    tried = _played(request, speaker, microphone, standing=standing, sink=_served(out), source=_served(into))
    # Pulled out meanwhile, a sound server plays on another speaker, or on none, without a word.
    if find_speaker(request) is None:
        return structs.replace(before, device=None)
    if find_microphone(request) is None:
        return structs.replace(before, microphone=None)
    return tried


def _played(
    request: Request,
    speaker: SoundDevice,
    microphone: SoundDevice,
    *,
    standing: LoopbackNumbers,
    sink: str | None,
    source: str | None,
) -> LoopbackNumbers:
    try:
        exchange = _play(request, speaker, microphone, sink=sink, source=source)
    except BusySpeakerError:
        return structs.replace(standing, holders=("?",))
    except SpeakerError as error:
        return structs.replace(standing, error=str(error))
    except StreamError as error:
        return structs.replace(standing, unheard=str(error))
    return _numbers(standing, exchange, peak_to_median=request.configuration.speaker.peak_to_median)


def _is_off(mixer: Mixer) -> bool:
    return mixer.muted or mixer.volume_percent == 0


def _served(mixer: Mixer) -> str | None:
    return mixer.source.name if mixer.source else None


def _play(
    request: Request, speaker: SoundDevice, microphone: SoundDevice, *, sink: str | None, source: str | None
) -> Exchange:
    # Imported here: it starts PortAudio, which looks for the sound server at once.
    from hardware.sound.stream import play_and_record  # noqa: PLC0415

    level = request.configuration.speaker.tone_dbfs
    return play_and_record(
        microphone,
        speaker,
        source=source,
        sink=sink,
        tone=lambda rate_hz: chirp.tone(rate_hz=rate_hz, level_dbfs=level),
    )


def _numbers(standing: LoopbackNumbers, exchange: Exchange, *, peak_to_median: float) -> LoopbackNumbers:
    begins_s = [exchange.heard_from(begin_s) for begin_s in chirp.begins_s()]
    found = loopback.hear(exchange.heard.samples, rate_hz=exchange.heard.rate_hz, begins_s=begins_s)
    heard = found.heard(peak_to_median=peak_to_median)
    lag_s, spread_s = loopback.steadiest(heard) or (None, None)
    low, middle, high = (found.snr_db(band) for band in range(len(chirp.BANDS_HZ)))
    recording = exchange.heard
    gaps = lost_between(recording.block_times_s, recording.block_sizes, rate_hz=recording.rate_hz)
    return structs.replace(
        standing,
        interruptions=recording.overruns + exchange.underruns + len(gaps),
        sweeps=len(heard),
        peak_to_median=found.peak_to_median,
        best_peak=found.best_peak,
        tone_dbfs=loopback.level_dbfs(heard),
        silent=_is_silent(recording),
        lag_ms=None if lag_s is None else 1000 * lag_s,
        lag_spread_ms=None if spread_s is None else 1000 * spread_s,
        low_snr_db=low,
        middle_snr_db=middle,
        high_snr_db=high,
        ambient_dbfs=found.ambient_dbfs,
    )


def _is_silent(heard: Recording) -> bool:
    constant_s = longest_constant_s(heard.samples, rate_hz=heard.rate_hz)
    return constant_s >= heard.samples.size / heard.rate_hz - _TOLERANCE_S
