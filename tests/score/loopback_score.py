"""The test tone in rooms of ours: heard, or one of the two devices silent; somebody may speak meanwhile.

The rooms' walls, distances and noise are drawn by chance; who speaks is a real voice. An echo canceller on the way
takes the tone away after its first tenth of a second, as it should: that is no fault of either device. Each terminal
has learnt from good tones of its room, whose noise and volume are not always alike.
"""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from agent.checks.baselines.figures import WATCHED
from agent.checks.baselines.usual import figures_of, usual_of
from agent.checks.reading.speaker_loopback import _numbers
from agent.checks.rules import RULES
from agent.measure import chirp
from contract.configuration.people import Privacy
from contract.configuration.schema import Configuration
from contract.judgement.baseline import Origin
from contract.judgement.circumstances import Circumstances
from contract.judgement.good_looks import Record, confirmed
from contract.judgement.loopback import LoopbackNumbers
from hardware.sound import recording
from tests.score.acoustics import Room, ambient, digitised, in_room, response, some_room
from tests.score.outcome import Material, Outcome
from tests.score.sources import Source
from tests.score.voice import RATE_HZ, Recording, Sound, recordings, spoken

_GIVEN = Circumstances(configuration=Configuration(privacy=Privacy(rest_allowed=False)))
_CHECKS = ("speaker.loopback", "speaker.level", "speaker.echo")
_LEVEL_DBFS = -20.0
_LEARNT_FROM = 3


class Place(Struct, frozen=True, kw_only=True):
    """Where a terminal stands: its room, how late and how loud the tone arrives there, and what it has learnt."""

    room: Room
    echoes: Sound
    late_s: float
    arrives_db: float
    known: Record = Record()


class Case(Struct, frozen=True, kw_only=True):
    """What is at fault, whether somebody speaks, and what was done to the sound on its way."""

    name: str
    reason: str = ""
    case: str = ""
    speech: bool = False
    tone_db: float = 0.0
    """How much louder the tone arrives than a good speaker's."""
    microphone_db: float = 0.0
    """How much of everything a microphone that goes deaf still gives."""
    canceller: bool = False


CASES: tuple[Case, ...] = (
    Case(name="heard in a quiet room"),
    Case(name="heard while somebody speaks", speech=True),
    Case(name="speaker cut", reason="speaker.loopback_failed", tone_db=-200),
    Case(name="speaker cut while somebody speaks", reason="speaker.loopback_failed", tone_db=-200, speech=True),
    Case(name="speaker 25 dB too low", reason="speaker.loopback_failed", tone_db=-25),
    Case(name="speaker 45 dB too low", reason="speaker.loopback_failed", tone_db=-45),
    Case(name="microphone cut", reason="speaker.loopback_microphone", microphone_db=-200),
    Case(name="microphone 40 dB too low", reason="speaker.loopback_microphone", microphone_db=-40),
    Case(name="microphone 60 dB too low", reason="speaker.loopback_microphone", microphone_db=-60),
    Case(name="echo canceller", case="echo canceller", canceller=True),
)


def score_loopback(source: Source, *, rooms: int = 5) -> Iterator[Outcome]:
    """Yield what comes of the tone in rooms in which this voice may speak."""
    voice = tuple(recordings(source, most=20))
    base = int.from_bytes(source.name.encode()[:4], "big")
    for number in range(rooms):
        seed = base * 1000 + number
        place = some_place(voice, seed=seed)
        for case in CASES:
            yield outcome_of(case, place, voice, source=source.name, seed=seed)


def some_place(voice: tuple[Recording, ...], *, seed: int) -> Place:
    """Return a room with a terminal that was accepted there."""
    chance = np.random.default_rng(seed)
    room = some_room(chance)
    late_s, arrives_db = float(chance.uniform(0.02, 0.2)), float(chance.uniform(-25, -5))
    place = Place(room=room, echoes=response(room), late_s=late_s, arrives_db=arrives_db)
    good = [_heard(CASES[0], place, voice, seed=seed + 100 * number) for number in range(1, _LEARNT_FROM + 1)]
    return replace(place, known=confirmed(map(figures_of, good), origin=Origin.ACCEPTANCE, today=0.0))


def outcome_of(case: Case, place: Place, voice: tuple[Recording, ...], *, source: str, seed: int) -> Outcome:
    """Return what comes of the tone in one room."""
    numbers = _heard(case, place, voice, seed=seed)
    usual = usual_of(place.known, WATCHED["speaker_loopback"], figures_of(numbers), today=0.0)
    given = replace(_GIVEN, baselines=usual)
    return Outcome(
        component="speaker",
        source=source,
        name=case.name,
        reason=case.reason,
        case=case.case,
        material=Material.INJECTED if case.reason else Material.COMPOSED,
        answers={check: RULES[check](numbers, given) for check in _CHECKS},
    )


def _heard(case: Case, place: Place, voice: tuple[Recording, ...], *, seed: int) -> LoopbackNumbers:
    """Play the tone on some day: the street is not always alike, and people turn the volume a little."""
    chance = np.random.default_rng(seed)
    tone = chirp.tone(rate_hz=RATE_HZ, level_dbfs=_LEVEL_DBFS) / np.float32(32768)
    late = np.zeros(round(place.late_s * RATE_HZ), dtype=np.float32)
    played = np.concatenate([late, tone.astype(np.float32), np.zeros(RATE_HZ // 2, dtype=np.float32)])
    if case.canceller:
        played = _cancelled(played)
    arrives_db = place.arrives_db + float(chance.normal(0, 1.5)) + case.tone_db
    sound = in_room(played, place.echoes) * 10 ** (arrives_db / 20)
    loudness = place.room.ambient_dbfs + float(chance.normal(0, 1.5))
    sound = sound + ambient(sound.size, dbfs=loudness, tilt=1.5, chance=chance)
    if case.speech:
        said = np.resize(spoken(voice, seed=seed), sound.size)
        sound = sound + in_room(said, place.echoes) * 10 ** ((place.room.speech_dbfs + 20) / 20)
    own = ambient(sound.size, dbfs=-88.0, tilt=0.0, chance=chance) if case.microphone_db > -100 else 0
    samples = digitised(np.asarray(sound * 10 ** (case.microphone_db / 20) + own, dtype=np.float32))
    whole = recording.Recording(
        samples=samples, rate_hz=RATE_HZ, overruns=0, block_times_s=(0.0,), block_sizes=(samples.size,)
    )
    exchange = recording.Exchange(heard=whole, block_times_s=(0.0,), block_begins_s=(0.0,))
    standing = LoopbackNumbers(device="speaker", microphone="microphone")
    numbers = _numbers(standing, exchange, peak_to_median=_GIVEN.configuration.speaker.peak_to_median)
    return replace(numbers, processing=("echo_cancel",) if case.canceller else ())


def _cancelled(played: Sound) -> Sound:
    """Take each sweep down by 45 dB but for its first tenth of a second."""
    gain = np.ones(played.size, dtype=np.float32)
    for begin_s in chirp.begins_s():
        gain[round((begin_s + 0.1) * RATE_HZ) : round((begin_s + 1.5) * RATE_HZ)] = 10 ** (-45 / 20)
    return np.asarray(played * gain, dtype=np.float32)
