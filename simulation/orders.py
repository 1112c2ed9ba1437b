"""How a virtual terminal carries out orders: each verb's steps with their seconds. Nobody sits before it to agree."""

from collections.abc import Mapping
from random import Random

import msgspec
from msgspec import Struct

from agent.commands.errand import Word
from agent.trust import Trust
from contract.messages import Command, CommandState, CommandStep, CommandWhy
from contract.orders import Verb, problems_of
from contract.signatures import SignatureError

KIND = "command"
ANSWER_S = 30.0

Course = tuple[tuple[float, Word], ...]
"""Words, each after so many seconds."""

_DONE = Word(state=CommandState.DONE)
_SILENCE = Word(state=CommandState.REFUSED, why=CommandWhy.SILENCE)
_NOT_ALLOWED = Word(state=CommandState.REFUSED, why=CommandWhy.NOT_ALLOWED)
_NO_LOG = Word(state=CommandState.FAILED, why=CommandWhy.MISSING, detail="a simulated terminal keeps no log")


def _course(step: CommandStep, seconds: float, end: Word = _DONE) -> Course:
    return ((0.0, Word()), (0.0, Word(step=step)), (seconds, end))


_COURSES: Mapping[Verb, Course] = {
    Verb.CHECK_NOW: _course(CommandStep.LOOKING, 4.0),
    Verb.SNAPSHOT: _course(CommandStep.ASKING, ANSWER_S, _SILENCE),
    Verb.IDENTIFY: _course(CommandStep.SHOWING, 60.0),
    Verb.COLLECT_LOGS: _course(CommandStep.GATHERING, 1.0, _NO_LOG),
    Verb.RESTART_AGENT: _course(CommandStep.RESTARTING, 5.0),
    Verb.REBOOT: _course(CommandStep.RESTARTING, 45.0),
    Verb.UNMUTE: _course(CommandStep.WORKING, 1.0),
    Verb.SET_VOLUME: _course(CommandStep.WORKING, 1.0),
    Verb.RESET_USB: _course(CommandStep.WORKING, 3.0),
    Verb.RESTART_AUDIO: _course(CommandStep.WORKING, 2.0),
    Verb.RELEARN: _course(CommandStep.ASKING, ANSWER_S, _SILENCE),
}


class Said(Struct, frozen=True):
    """One word of an order."""

    order: str
    word: Word


class Orders:
    """The orders of one virtual terminal."""

    def __init__(self, trust: Trust, *, boot: str, chance: Random) -> None:
        self._trust = trust
        self._boot = boot
        self._chance = chance
        self._known: set[str] = set()
        self._due: list[tuple[float, Said]] = []

    def receive(self, payload: bytes, now_s: float, *, snapshots: bool) -> Verb | None:
        """Take an order; return its verb when it begins."""
        try:
            command = msgspec.json.decode(self._trust.open(payload, kind=KIND).body, type=Command)
        except (SignatureError, msgspec.DecodeError):
            return None
        if command.id in self._known:
            return None
        self._known.add(command.id)
        refused = self._refusal(command, now_s, snapshots=snapshots)
        if refused is not None:
            self._due.append((now_s, Said(command.id, refused)))
            return None
        verb = Verb(command.verb)
        self._due += [(now_s + after_s, Said(command.id, word)) for after_s, word in self._course_of(verb, command)]
        return verb

    def take(self, now_s: float) -> list[Said]:
        """Return what is to be said by now, in its order."""
        due = [said for at_s, said in self._due if at_s <= now_s]
        self._due = [(at_s, said) for at_s, said in self._due if at_s > now_s]
        return due

    def _refusal(self, command: Command, now_s: float, *, snapshots: bool) -> Word | None:
        if command.boot != self._boot or now_s * 1000 >= command.expires_uptime_ms:
            return Word(state=CommandState.EXPIRED, why=CommandWhy.TOO_LATE)
        if command.verb not in set(Verb):
            return Word(state=CommandState.REFUSED, why=CommandWhy.UNKNOWN_VERB)
        if problems_of(Verb(command.verb), command.args):
            return Word(state=CommandState.REFUSED, why=CommandWhy.ARGUMENTS)
        return _NOT_ALLOWED if command.verb == Verb.SNAPSHOT and not snapshots else None

    def _course_of(self, verb: Verb, command: Command) -> Course:
        if verb is Verb.THROUGHPUT_TEST:
            up, down = self._chance.uniform(900, 5000), self._chance.uniform(4000, 20000)
            told = f"up {up:.0f} kbit/s, down {down:.0f} kbit/s, 700000 B"
            return _course(CommandStep.MEASURING, 8.0, Word(state=CommandState.DONE, detail=told))
        if verb is Verb.RELEARN and "confirmed" in command.args:
            return _course(CommandStep.LEARNING, 6.0, Word(state=CommandState.DONE, detail="kept"))
        return _COURSES[verb]
