"""Signed commands: good in this boot and before their uptime only, on disk before they are acted upon.

(nothing) → refused | expired | running → done | failed
A command that a restart finds running is `failed: interrupted`.
"""

from collections.abc import Callable, Mapping

import msgspec

from agent import log
from agent.author import Author
from agent.clock import Clock
from agent.journal import Journal
from agent.trust import Trust
from contract.messages import Command, CommandState
from contract.orders import Verb
from contract.signatures import SignatureError

KIND = "command"
MOST_REMEMBERED = 500

Act = Callable[[Command], None]
"""Begins what a verb asks for; `Commands.finish` is called when it is done. Raises ValueError on bad arguments."""


class Commands:
    """The commands of this terminal; `acts` says what each verb does."""

    def __init__(
        self, trust: Trust, journal: Journal, *, author: Author, clock: Clock, acts: Mapping[Verb, Act]
    ) -> None:
        """End what an earlier run left."""
        self._trust = trust
        self._journal = journal
        self._author = author
        self._clock = clock
        self._acts = acts
        for (identifier,) in journal.rows("SELECT id FROM command WHERE state = ?", (CommandState.RUNNING.value,)):
            self.finish(str(identifier), CommandState.FAILED, "interrupted")

    def receive(self, payload: bytes) -> None:
        """Take a command: refuse it, or begin it."""
        try:
            command = msgspec.json.decode(self._trust.open(payload, kind=KIND).body, type=Command)
        except (SignatureError, msgspec.DecodeError, RecursionError) as error:
            log.warning("command.refused", why=error)
            return
        if self._journal.rows("SELECT 1 FROM command WHERE id = ?", (command.id,)):
            return
        if command.boot != self._clock.boot or self._clock.uptime_ms() >= command.expires_uptime_ms:
            self._begin(command, CommandState.EXPIRED, "another boot or too late")
        elif command.verb not in set(Verb):
            self._begin(command, CommandState.REFUSED, f"unknown verb: {command.verb[:80]}")
        else:
            self._begin(command, CommandState.RUNNING, "")
            self._act(command)

    def finish(self, identifier: str, state: CommandState, detail: str = "") -> None:
        """Tell how a command ended."""
        self._journal.run("UPDATE command SET state = ? WHERE id = ?", (state.value, identifier))
        self._author.result(identifier, state, detail)
        log.info("command." + state, id=identifier, detail=detail)

    def _act(self, command: Command) -> None:
        try:
            self._acts[Verb(command.verb)](command)
        except ValueError as error:
            self.finish(command.id, CommandState.FAILED, str(error)[:2000])

    def _begin(self, command: Command, state: CommandState, detail: str) -> None:
        self._journal.run(
            "INSERT INTO command (id, boot, verb, state) VALUES (?, ?, ?, ?)",
            (command.id, command.boot, command.verb[:80], state.value),
        )
        self._journal.run("DELETE FROM command WHERE rowid <= (SELECT max(rowid) FROM command) - ?", (MOST_REMEMBERED,))
        # Writing the result settles the journal: the command is on disk before it is acted upon.
        self._author.result(command.id, state, detail)
