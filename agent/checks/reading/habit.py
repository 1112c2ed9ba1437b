"""Takes one look as the usual one; asked only when a person has confirmed that all is well."""

import importlib
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from agent.checks.baselines.memory import confirm
from agent.checks.descriptor import Request
from agent.checks.learning import Learning, Learnt, Wish
from agent.checks.rules import RULES
from contract.judgement.loopback import LoopbackNumbers
from contract.judgement.sound import SoundNumbers
from contract.verdicts import Judgement, Reason

_TONE = "speaker_loopback"
_REFUSED: dict[Reason, Learnt] = {
    Reason.CAMERA_MISSING: Learnt.MISSING,
    Reason.CAMERA_IN_USE: Learnt.IN_USE,
    Reason.CAMERA_STUCK: Learnt.NO_PICTURE,
    Reason.CAMERA_NO_FRAMES: Learnt.NO_PICTURE,
    Reason.CAMERA_REPEATING_FRAMES: Learnt.FROZEN,
    Reason.CAMERA_DARK_ROOM: Learnt.DARK,
    Reason.MICROPHONE_MISSING: Learnt.MISSING,
    Reason.MICROPHONE_IN_USE: Learnt.IN_USE,
    Reason.MICROPHONE_MUTED: Learnt.MUTED,
    Reason.MICROPHONE_STUCK: Learnt.NO_SOUND,
    Reason.MICROPHONE_DEAD: Learnt.NO_SOUND,
    Reason.SPEAKER_MISSING: Learnt.MISSING,
    Reason.SPEAKER_IN_USE: Learnt.IN_USE,
    Reason.SPEAKER_STUCK: Learnt.NO_TONE,
    Reason.SPEAKER_MUTED: Learnt.NO_TONE,
    Reason.SPEAKER_LOOPBACK_FAILED: Learnt.NO_TONE,
    Reason.SPEAKER_LOOPBACK_MICROPHONE: Learnt.NO_TONE,
    Reason.SPEAKER_LOOPBACK_INCONCLUSIVE: Learnt.NO_TONE,
    Reason.NETWORK_LINK_DOWN: Learnt.NO_ANSWER,
    Reason.NETWORK_NO_REFLECTOR: Learnt.NO_ANSWER,
    Reason.NETWORK_DATA_SPENT: Learnt.NO_ANSWER,
}
"""What nobody can mean by good. All else is her word against our former idea of it."""


def read(request: Request) -> Learning:
    """Look once, and keep the numbers unless there was nothing to be seen or heard."""
    wish = msgspec.json.decode(request.argument, type=Wish)
    numbers, refused = look(request, wish)
    if refused is None:
        keep(request, wish, numbers)
    return Learning(outcome=refused or Learnt.KEPT)


def look(request: Request, wish: Wish) -> tuple[Struct, Learnt | None]:
    """Return the numbers of the reading, and why they cannot be meant as good."""
    reading = importlib.import_module(f"agent.checks.reading.{wish.module}")
    numbers = reading.read(replace(request, argument=""))
    return numbers, why_refused((RULES[check](numbers, request.given) for check in wish.checks), anew=wish.anew)


def keep(request: Request, wish: Wish, numbers: Struct) -> None:
    """Make the numbers the usual ones from now on. Raises OSError."""
    state, today = Path(request.terminal.state), request.given.today
    confirm(state, wish.module, [numbers], origin=wish.origin, today=today)
    if isinstance(numbers, SoundNumbers):
        # What the test tone's look hears before the tone is the same room, by the same microphone.
        room = LoopbackNumbers(device=None, ambient_dbfs=numbers.noise_dbfs)
        confirm(state, _TONE, [room], origin=wish.origin, today=today)


def why_refused(judgements: Iterable[Judgement], *, anew: bool) -> Learnt | None:
    """Return what speaks against learning; a view that lost most of its outlines may be meant `anew`."""
    refused = _REFUSED if anew else _REFUSED | {Reason.CAMERA_COVERED: Learnt.COVERED}
    found = {refused[reason] for judgement in judgements for reason in judgement.reasons if reason in refused}
    return min(found, key=list(Learnt).index, default=None)
