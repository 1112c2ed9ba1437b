"""All looks of the microphone's score: each voice of a side with its faults, its good days and its hard ones."""

from collections.abc import Iterator, Sequence
from itertools import cycle

import numpy as np
from msgspec import Struct

from contract.judgement.good_looks import Record
from tests.score.acoustics import Room, ambient, in_room, response, some_room
from tests.score.outcome import Material, Outcome
from tests.score.sound_faults import FAULTS, Take, heard
from tests.score.sound_good import HARD_CASES
from tests.score.sound_looks import learn, listen
from tests.score.sources import Source
from tests.score.voice import RATE_HZ, Recording, Sound, recordings, spoken, untouched

_LEARNT_FROM = 6
_TILTS = (1.0, 1.5, 2.0)


class Effort(Struct, frozen=True, kw_only=True):
    """How many looks each voice is given."""

    rooms: int = 3
    ordinary: int = 30
    untouched: int = 15
    faults: int = 1
    hard: int = 2


class Branch(Struct, frozen=True, kw_only=True):
    """A voice in a room, and what the terminal there has learnt."""

    voice: tuple[Recording, ...]
    room: Room
    echoes: Sound
    tilt: float
    known: Record | None = None


def score_voice(source: Source, effort: Effort) -> Iterator[Outcome]:
    """Yield what comes of each look at one voice."""
    voice = tuple(recordings(source))
    base = int.from_bytes(source.name.encode()[:4], "big") * 10_000
    branches = [_branch(voice, base + number) for number in range(effort.rooms)]
    rooms = cycle(branches)
    for number in range(effort.ordinary):
        branch = next(rooms)
        yield _judged(source, branch, heard(_take(branch, base + number)), name="ordinary")
    for number in range(effort.untouched):
        as_it_is = untouched(voice, seed=base + 2000 + number)
        answers = listen(as_it_is.samples, rate_hz=as_it_is.rate_hz, known=None)
        yield Outcome(
            component="microphone", source=source.name, name="untouched", material=Material.REAL, answers=answers
        )
    for number in range(effort.faults * len(FAULTS)):
        branch, fault = next(rooms), FAULTS[number % len(FAULTS)]
        take = _take(branch, base + 4000 + number)
        harmless = fault.harmless(take)
        reason = "" if harmless else fault.reason
        yield _judged(source, branch, fault.spoil(take), name=fault.name, reason=reason, case=harmless)
    for number in range(effort.hard * len(HARD_CASES)):
        branch, case = next(rooms), HARD_CASES[number % len(HARD_CASES)]
        yield _judged(source, branch, case.make(_take(branch, base + 6000 + number)), name=case.name, case=case.name)


def score_noise(source: Source) -> Iterator[Outcome]:
    """Yield what comes of looks at a recording in which nobody speaks."""
    (whole,) = recordings(source)
    for begin in range(0, max(whole.samples.size - 10 * whole.rate_hz, 1), 10 * whole.rate_hz):
        piece = np.resize(whole.samples[begin : begin + 10 * whole.rate_hz], 10 * whole.rate_hz)
        yield Outcome(
            component="microphone",
            source=source.name,
            name="no speech",
            case="no speech",
            material=Material.REAL,
            answers=listen(piece, rate_hz=whole.rate_hz, known=None),
        )


def _branch(voice: tuple[Recording, ...], seed: int) -> Branch:
    chance = np.random.default_rng(seed)
    room = some_room(chance)
    branch = Branch(voice=voice, room=room, echoes=response(room), tilt=float(chance.choice(_TILTS)))
    good: Sequence[Take] = [_take(branch, seed + 100 * number) for number in range(1, _LEARNT_FROM + 1)]
    known = learn((heard(take), RATE_HZ) for take in good)
    return Branch(voice=voice, room=room, echoes=branch.echoes, tilt=branch.tilt, known=known)


def _take(branch: Branch, seed: int) -> Take:
    """Return ten seconds on some day: she speaks now louder, now lower, and the street is not always alike."""
    chance = np.random.default_rng(seed)
    level = branch.room.speech_dbfs + chance.normal(0, 1.5) + 20
    voice = in_room(spoken(branch.voice, seed=seed), branch.echoes) * np.float32(10 ** (level / 20))
    loudness = branch.room.ambient_dbfs + chance.normal(0, 1.5)
    noise = ambient(voice.size, dbfs=loudness, tilt=branch.tilt, chance=chance)
    return Take(voice=np.asarray(voice, dtype=np.float32), noise=noise, seed=seed)


def _judged(
    source: Source, branch: Branch, samples: np.ndarray, *, name: str, reason: str = "", case: str = ""
) -> Outcome:
    return Outcome(
        component="microphone",
        source=source.name,
        name=name,
        reason=reason,
        case=case,
        material=Material.INJECTED if reason else Material.COMPOSED,
        answers=listen(samples, rate_hz=RATE_HZ, known=branch.known),
    )
