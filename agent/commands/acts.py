"""How each verb begins: what speaks against it, whether the employee is asked, and who does it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from agent import log
from agent.checks.descriptor import Terminal
from agent.commands.errand import Errand, Running, Told, Word
from agent.events import Stop
from agent.looks import LookKind
from agent.observer import Observer
from agent.questions import ANSWER_MS, QuestionKind, Questions
from agent.scheduler import CHEAP
from agent.surroundings import Surroundings
from contract.configuration.schema import Configuration
from contract.messages import Command, CommandState, CommandStep, CommandWhy
from contract.orders import RULES, YES, Question, Verb
from contract.verdicts import Component

SHOWN_MS = 60_000
"""So long the terminal's number is shown large."""
Say = Callable[[Word], None]
End = Callable[[], None]

_IN_CALL = Word(state=CommandState.REFUSED, why=CommandWhy.IN_CALL)
_NOT_ALLOWED = Word(state=CommandState.REFUSED, why=CommandWhy.NOT_ALLOWED)
_ASKED_FOR = {Verb.SNAPSHOT: QuestionKind.SNAPSHOT, Verb.RELEARN: QuestionKind.RELEARN}
_OWN_ERRANDS = frozenset(Verb) - {Verb.CHECK_NOW, Verb.IDENTIFY, Verb.RESTART_AGENT}


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """What the acts lay hands on."""

    terminal: Terminal
    observer: Observer
    surroundings: Surroundings
    questions: Questions
    configuration: Callable[[], Configuration]
    deliver: Callable[[Told | Stop], None]
    now_ms: Callable[[], int]


class Acts:
    """One terminal's; used by the core's thread alone."""

    def __init__(self, site: Site) -> None:
        """Begin with nothing shown."""
        self._site = site
        self._shown: dict[str, tuple[int, Say]] = {}

    def deliver(self, told: Told) -> None:
        """Put a word on the core's queue."""
        self._site.deliver(told)

    @property
    def shown_until_ms(self) -> int | None:
        """Until when the terminal's number is to be shown large; None when it is not."""
        return max(self.ends_ms(), default=None)

    def ends_ms(self) -> tuple[int, ...]:
        """Return when what is shown has been shown long enough."""
        return tuple(until_ms for until_ms, _ in self._shown.values())

    def tick(self, now_ms: int) -> None:
        """End what was shown long enough."""
        for identifier, (until_ms, say) in list(self._shown.items()):
            if now_ms >= until_ms:
                del self._shown[identifier]
                say(Word(state=CommandState.DONE))

    def objection(self, verb: Verb, args: dict[str, str]) -> Word | None:
        """Return why it is refused at once; None when nothing speaks against it."""
        if verb is not Verb.SNAPSHOT:
            return None
        privacy = self._site.configuration().privacy
        if not privacy.snapshots or (args["question"] == Question.PICTURE and not privacy.whole_pictures):
            return _NOT_ALLOWED
        return _IN_CALL if self._is_calling() else None

    def begin(self, command: Command, say: Say) -> End:
        """Begin it, once the employee agrees where she is asked; return what ends it early."""
        verb = Verb(command.verb)
        kind = self._question(verb, command.args)
        if kind is None:
            return self._start(verb, command, say)
        waiting = _Asked(partial(self._start, verb, command, say), say, now_ms=self._site.now_ms)
        say(Word(step=CommandStep.ASKING))
        about = command.args["component"] if kind is QuestionKind.RELEARN else verb
        waiting.put(self._site.questions, kind, command.id, about=about)
        return waiting.end

    def _question(self, verb: Verb, args: dict[str, str]) -> QuestionKind | None:
        if verb is Verb.SNAPSHOT or (verb is Verb.RELEARN and "confirmed" not in args):
            return _ASKED_FOR[verb]
        return QuestionKind.DISTURB_CALL if RULES[verb].disturbs and self._is_calling() else None

    def _start(self, verb: Verb, command: Command, say: Say) -> End:
        if verb in _OWN_ERRANDS:
            return self._send_out(verb, command)
        return {
            Verb.CHECK_NOW: self._look,
            Verb.IDENTIFY: self._show,
            Verb.RESTART_AGENT: self._restart,
        }[verb](command, say)

    def _send_out(self, verb: Verb, command: Command) -> End:
        site = self._site
        given, _ = site.surroundings.see(site.configuration(), site.now_ms())
        lines = log.recent() if verb is Verb.COLLECT_LOGS else ()
        errand = Errand(verb=verb, args=command.args, terminal=site.terminal, given=given, lines=lines)
        return Running(command.id, errand, site.deliver).end

    def _look(self, command: Command, say: Say) -> End:
        component = Component(command.args["component"]) if "component" in command.args else None
        kinds = frozenset(LookKind) if command.args.get("kind") == LookKind.THOROUGH else CHEAP
        detail = ""
        if self._is_calling():
            kinds, detail = frozenset({LookKind.QUICK}), "a call is under way: quick looks only"
        say(Word(step=CommandStep.LOOKING, detail=detail))
        self._site.observer.look_now(component, kinds, lambda: say(Word(state=CommandState.DONE)))
        return _nothing

    def _show(self, command: Command, say: Say) -> End:
        self._shown[command.id] = self._site.now_ms() + SHOWN_MS, say
        say(Word(step=CommandStep.SHOWING))
        sounding: list[End] = []
        if command.args.get("tone") == YES:
            self._offer_tone(command, lambda: sounding.append(self._send_out(Verb.IDENTIFY, command)))

        def end() -> None:
            self._shown.pop(command.id, None)
            for tone in sounding:
                tone()

        return end

    def _offer_tone(self, command: Command, sound: Callable[[], None]) -> None:
        """The number is shown whatever she says; a tone is heard only if she likes."""
        until_ms = self._site.now_ms() + ANSWER_MS
        self._site.questions.put(
            command.id,
            QuestionKind.TONE,
            deadline_ms=until_ms,
            deliver=lambda yes: sound() if yes and command.id in self._shown else None,
        )

    def _restart(self, _command: Command, say: Say) -> End:
        say(Word(step=CommandStep.RESTARTING))
        self._site.deliver(Stop(why="restart", again=True))
        return _nothing

    def _is_calling(self) -> bool:
        return self._site.surroundings.is_calling(self._site.configuration())


class _Asked:
    """A command that waits for the employee's word, and then runs or does not."""

    def __init__(self, start: Callable[[], End], say: Say, *, now_ms: Callable[[], int]) -> None:
        self._start = start
        self._say = say
        self._now_ms = now_ms
        self._deadline_ms = now_ms() + ANSWER_MS
        self._end: End = _nothing
        self._is_over = False

    def put(self, questions: Questions, kind: QuestionKind, identifier: str, *, about: str) -> None:
        questions.put(identifier, kind, deadline_ms=self._deadline_ms, deliver=self._hear, about=about)

    def end(self) -> None:
        self._is_over = True
        self._end()

    def _hear(self, yes: bool) -> None:  # noqa: FBT001 - the word itself
        if self._is_over:
            return
        if yes:
            self._say(Word(step=CommandStep.AGREED))
            self._end = self._start()
        else:
            is_silence = self._now_ms() >= self._deadline_ms
            why = CommandWhy.SILENCE if is_silence else CommandWhy.DECLINED
            self._say(Word(state=CommandState.REFUSED, why=why))


def _nothing() -> None:
    pass
