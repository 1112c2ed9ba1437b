"""The book of commands without a line: deadlines, and how much is done at a time."""

import queue
import sqlite3
import threading
from pathlib import Path
from typing import cast

import msgspec

from agent.author import Author
from agent.clock import Clock
from agent.commands.acts import Acts
from agent.commands.book import MOST_AT_ONCE, Commands
from agent.commands.errand import Told, Word
from agent.journal import Journal
from agent.spool import Spool
from agent.trust import Trust
from contract.codec import decode_up
from contract.messages import Command, CommandResult
from contract.orders import RULES, Verb
from tests.control_plane.factories import an_authority
from tests.support.waiting import until

TERMINAL = "0123456789abcdef"


class SlowDisk(sqlite3.Connection):
    """Commits when it is let."""

    answers = threading.Event()

    def commit(self) -> None:
        assert self.answers.wait(10)
        super().commit()


class Endless:
    """Begins everything and ends nothing."""

    def __init__(self) -> None:
        self.ended = 0
        self.begun: list[str] = []
        self.told: queue.SimpleQueue[Told] = queue.SimpleQueue()

    def deliver(self, told: Told) -> None:
        self.told.put(told)

    def objection(self, _verb: Verb, _args: dict[str, str]) -> Word | None:
        return None

    def begin(self, command: Command, _say: object) -> object:
        self.begun.append(command.id)
        return self._end

    def tick(self, _now_ms: int) -> None:
        pass

    def ends_ms(self) -> tuple[int, ...]:
        return ()

    def _end(self) -> None:
        self.ended += 1


class Book:
    """Commands over a real journal, and what they say."""

    def __init__(self, folder: Path, *, kind: type[sqlite3.Connection] = sqlite3.Connection) -> None:
        self.authority = an_authority(folder)
        self.clock, self.acts = Clock(), Endless()
        self.journal = Journal(folder / "spool.sqlite", kind=kind)
        self.spool = Spool(self.journal, run="0" * 16)
        trust = Trust(folder / "trust.json", terminal=TERMINAL, root=self.authority.root_public_key)
        author = Author("0" * 16, self.clock, self.spool)
        self.commands = Commands(trust, self.journal, author=author, clock=self.clock, acts=cast("Acts", self.acts))

    def order(self, identifier: str, verb: Verb, **args: str) -> None:
        expires_ms = self.clock.uptime_ms() + 60_000
        command = Command(id=identifier, boot=self.clock.boot, expires_uptime_ms=expires_ms, verb=verb, args=args)
        body = msgspec.json.encode(command)
        self.commands.receive(self.authority.sign_document("command", TERMINAL, generation=1, body=body))

    def begin(self) -> list[str]:
        """Do what the core's loop does until the disk has what was put; return what has begun."""

        def is_free() -> bool:
            self.journal.tick(self.clock.uptime_ms())
            return not self.journal.is_busy

        until(is_free)
        while not self.acts.told.empty():
            self.commands.hear(self.acts.told.get())
        return self.acts.begun

    def said(self) -> list[tuple[str, str, str]]:
        found = [decode_up(row.channel, row.payload) for row in self.spool.waiting(0, 100)]
        return [(each.id, each.state, each.why) for each in found if isinstance(each, CommandResult)]


def test_what_takes_too_long_has_failed_and_is_ended(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.order("c1", Verb.RESET_USB, component="camera")
    assert book.begin() == ["c1"]
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


def test_nothing_is_begun_before_it_is_on_disk(tmp_path: Path) -> None:
    SlowDisk.answers.clear()
    book = Book(tmp_path, kind=SlowDisk)
    book.order("c1", Verb.REBOOT)
    assert book.journal.is_busy
    assert (book.acts.told.empty(), book.acts.begun) == (True, [])
    SlowDisk.answers.set()
    assert book.begin() == ["c1"]


def test_what_came_twice_is_begun_once_though_the_disk_is_slow(tmp_path: Path) -> None:
    SlowDisk.answers.set()
    book = Book(tmp_path, kind=SlowDisk)
    book.order("c1", Verb.REBOOT)
    book.order("c1", Verb.REBOOT)
    assert book.begin() == ["c1"]
