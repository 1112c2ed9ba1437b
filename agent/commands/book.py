"""Signed commands: good in this boot and before their uptime only, on disk before they are acted upon.

(nothing) → refused | expired | running → done | failed | refused (the employee, or the configuration, says no)
Each that runs has a deadline; then it is `failed: deadline`. A command that a restart finds running is
`failed: interrupted`, but for a reboot, which is done if the boot changed, and a restart of the agent, which is done.
"""

from collections import deque
from dataclasses import dataclass
from functools import partial

import msgspec

from agent import log
from agent.author import Author
from agent.checks.patience import patience
from agent.clock import Clock
from agent.commands.acts import Acts, End
from agent.commands.errand import Told, Word
from agent.journal import Journal
from agent.trust import Trust
from contract.messages import Command, CommandState, CommandWhy
from contract.orders import RULES, Verb, problems_of
from contract.signatures import SignatureError

KIND = "command"
MOST_REMEMBERED = 500
MOST_AT_ONCE = 4
_TOO_LATE = Word(state=CommandState.EXPIRED, why=CommandWhy.TOO_LATE, detail="another boot or too late")
_LATE = Word(state=CommandState.FAILED, why=CommandWhy.DEADLINE)
_BUSY = Word(state=CommandState.REFUSED, why=CommandWhy.BUSY)
_INTERRUPTED = Word(state=CommandState.FAILED, why=CommandWhy.INTERRUPTED, detail="interrupted")
_DONE = Word(state=CommandState.DONE)
_WRITTEN = Word(detail="on disk")
"""That what will be done is on disk; said by ourselves."""


@dataclass(slots=True)
class _Running:
    """A command under way. Without these words dataclasses loads a module of 0.8 MiB to find some (`agent/lean.py`)."""

    verb: Verb
    deadline_ms: int
    command: Command
    end: End = lambda: None


class Commands:
    """The commands of this terminal; used by the core's thread alone."""

    def __init__(self, trust: Trust, journal: Journal, *, author: Author, clock: Clock, acts: Acts) -> None:
        """End what an earlier run left."""
        self._trust = trust
        self._journal = journal
        self._author = author
        self._clock = clock
        self._acts = acts
        self._patience = patience()
        self._heard: deque[str] = deque(maxlen=MOST_REMEMBERED)
        """Of this run; of earlier ones the journal knows, unless its disk hangs."""
        self._running: dict[str, _Running] = {}
        left = journal.rows("SELECT id, boot, verb FROM command WHERE state = ?", (CommandState.RUNNING.value,))
        for identifier, boot, verb in left:
            is_done = verb == Verb.RESTART_AGENT or (verb == Verb.REBOOT and boot != clock.boot)
            self._finish(str(identifier), _DONE if is_done else _INTERRUPTED)

    def receive(self, payload: bytes) -> None:
        """Take a command: refuse it, ask about it, or begin it."""
        try:
            command = msgspec.json.decode(self._trust.open(payload, kind=KIND).body, type=Command)
        except (SignatureError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            log.warning("command.refused", why=error)
            return
        if command.id in self._heard or self._journal.rows("SELECT 1 FROM command WHERE id = ?", (command.id,)):
            return
        self._heard.append(command.id)
        objection = self._objection(command)
        self._write_down(command, objection or Word())
        if objection is None:
            self._prepare(command)

    def hear(self, told: Told) -> None:
        """Take a step, or the end, of one that runs; of another it comes too late."""
        if told.command not in self._running:
            return
        if told.word is _WRITTEN:
            self._begin(told.command)
        elif told.word.state is CommandState.RUNNING:
            self._tell(told.command, told.word)
        else:
            self._finish(told.command, told.word)

    def tick(self, now_ms: int) -> None:
        """End what is over its time."""
        self._acts.tick(now_ms)
        for identifier, running in list(self._running.items()):
            if now_ms >= running.deadline_ms:
                self._finish(identifier, _LATE)

    def next_ms(self) -> int | None:
        """When the next one is over its time, or what is shown has been shown."""
        deadlines = [running.deadline_ms for running in self._running.values()]
        return min([*deadlines, *self._acts.ends_ms()], default=None)

    def _objection(self, command: Command) -> Word | None:
        if command.boot != self._clock.boot or self._clock.uptime_ms() >= command.expires_uptime_ms:
            return _TOO_LATE
        if command.verb not in set(Verb):
            detail = f"unknown verb: {command.verb[:80]}"
            return Word(state=CommandState.REFUSED, why=CommandWhy.UNKNOWN_VERB, detail=detail)
        verb = Verb(command.verb)
        problems = problems_of(verb, command.args)
        if problems:
            detail = "; ".join(f"{each.path} ({each.value}): {each.code}, allowed: {each.allowed}" for each in problems)
            return Word(state=CommandState.REFUSED, why=CommandWhy.ARGUMENTS, detail=detail[:1000])
        return _BUSY if self._is_busy_with(verb) else self._acts.objection(verb, command.args)

    def _is_busy_with(self, verb: Verb) -> bool:
        running = [each.verb for each in self._running.values()]
        # Two looks at a time are one look; two of anything else would be in each other's way.
        return len(running) >= MOST_AT_ONCE or (verb in running and verb is not Verb.CHECK_NOW)

    def _prepare(self, command: Command) -> None:
        verb = Verb(command.verb)
        deadline_ms = self._clock.uptime_ms() + int(1000 * RULES[verb].deadline_s * self._patience)
        self._running[command.id] = _Running(verb, deadline_ms, command=command)
        # The journal is in the middle of its own work when it says so: the core's queue carries the word on.
        self._journal.settle(partial(self._acts.deliver, Told(command=command.id, word=_WRITTEN)))

    def _begin(self, identifier: str) -> None:
        running = self._running[identifier]
        running.end = self._acts.begin(running.command, partial(self._take, identifier))

    def _take(self, identifier: str, word: Word) -> None:
        self.hear(Told(command=identifier, word=word))

    def _finish(self, identifier: str, word: Word) -> None:
        running = self._running.pop(identifier, None)
        if running is not None:
            running.end()
        self._journal.run("UPDATE command SET state = ? WHERE id = ?", (word.state.value, identifier))
        self._tell(identifier, word)
        log.info("command." + word.state, id=identifier, why=word.why, detail=word.detail)

    def _write_down(self, command: Command, word: Word) -> None:
        self._journal.run(
            "INSERT OR IGNORE INTO command (id, boot, verb, state) VALUES (?, ?, ?, ?)",
            (command.id, command.boot, command.verb[:80], word.state.value),
        )
        self._journal.run("DELETE FROM command WHERE rowid <= (SELECT max(rowid) FROM command) - ?", (MOST_REMEMBERED,))
        self._tell(command.id, word)

    def _tell(self, identifier: str, word: Word) -> None:
        self._author.result(identifier, word.state, word.detail, step=word.step, why=word.why, progress=word.progress)
