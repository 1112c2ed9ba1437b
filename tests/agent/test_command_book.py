"""The book of commands without a line: deadlines, and how much is done at a time."""

from pathlib import Path
from typing import cast

import msgspec

from agent.author import Author
from agent.clock import Clock
from agent.commands.acts import Acts
from agent.commands.book import MOST_AT_ONCE, Commands
from agent.commands.errand import Word
from agent.journal import Journal
from agent.spool import Spool
from agent.trust import Trust
from contract.codec import decode_up
from contract.messages import Command, CommandResult
from contract.orders import RULES, Verb
from tests.control_plane.factories import an_authority

TERMINAL = "0123456789abcdef"


class Endless:
    """Begins everything and ends nothing."""

    def __init__(self) -> None:
        self.ended = 0

    def objection(self, _verb: Verb, _args: dict[str, str]) -> Word | None:
        return None

    def begin(self, _command: Command, _say: object) -> object:
        return self._end

    def tick(self, _now_ms: int) -> None:
        pass

    def ends_ms(self) -> tuple[int, ...]:
        return ()

    def _end(self) -> None:
        self.ended += 1


class Book:
    """Commands over a real journal, and what they say."""

    def __init__(self, folder: Path) -> None:
        self.authority = an_authority(folder)
        self.clock, self.acts = Clock(), Endless()
        self.journal = Journal(folder / "spool.sqlite")
        self.spool = Spool(self.journal, run="0" * 16)
        trust = Trust(folder / "trust.json", terminal=TERMINAL, root=self.authority.root_public_key)
        author = Author("0" * 16, self.clock, self.spool)
        self.commands = Commands(trust, self.journal, author=author, clock=self.clock, acts=cast("Acts", self.acts))

    def order(self, identifier: str, verb: Verb, **args: str) -> None:
        expires_ms = self.clock.uptime_ms() + 60_000
        command = Command(id=identifier, boot=self.clock.boot, expires_uptime_ms=expires_ms, verb=verb, args=args)
        body = msgspec.json.encode(command)
        self.commands.receive(self.authority.sign_document("command", TERMINAL, generation=1, body=body))

    def said(self) -> list[tuple[str, str, str]]:
        found = [decode_up(row.channel, row.payload) for row in self.spool.waiting(0, 100)]
        return [(each.id, each.state, each.why) for each in found if isinstance(each, CommandResult)]


def test_what_takes_too_long_has_failed_and_is_ended(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.order("c1", Verb.RESET_USB, component="camera")
    until_ms = book.commands.next_ms()
    assert until_ms is not None
    assert 0 < until_ms - book.clock.uptime_ms() <= 1000 * RULES[Verb.RESET_USB].deadline_s
    book.commands.tick(until_ms - 1)
    book.commands.tick(until_ms)
    assert book.said() == [("c1", "running", ""), ("c1", "failed", "deadline")]
    assert (book.acts.ended, book.commands.next_ms()) == (1, None)


def test_the_same_is_not_begun_twice_at_a_time_nor_too_much_at_once(tmp_path: Path) -> None:
    book = Book(tmp_path)
    for number, verb in enumerate((Verb.REBOOT, Verb.REBOOT, Verb.IDENTIFY, Verb.RESTART_AUDIO, Verb.CHECK_NOW)):
        book.order(f"c{number}", verb)
    book.order("c9", Verb.THROUGHPUT_TEST)
    refused = [identifier for identifier, state, why in book.said() if (state, why) == ("refused", "busy")]
    assert refused == ["c1", "c9"]
    assert MOST_AT_ONCE == 4


def test_arguments_that_do_not_fit_are_refused_by_their_names(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.order("c1", Verb.SET_VOLUME, component="camera", sugar="2")
    assert book.said() == [("c1", "refused", "arguments")]
