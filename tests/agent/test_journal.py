"""The journal on a disk that is slow, hangs, is full, is read-only, or holds rubbish."""

import sqlite3
import threading
import time
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest

from agent.journal import Journal
from agent.spool import Spool
from contract.topics import Up
from tests.support.waiting import until

RUN = "00000000000000aa"


class SlowDisk(sqlite3.Connection):
    """A disk that brings nothing to rest before it is told to."""

    lets: ClassVar[threading.Event] = threading.Event()

    def commit(self) -> None:
        self.lets.wait(30)
        super().commit()


def a_slow_spool(folder: Path) -> tuple[Journal, Spool]:
    SlowDisk.lets.set()
    journal = Journal(folder / "spool.sqlite", kind=SlowDisk)
    spool = Spool(journal, run=RUN)
    SlowDisk.lets.clear()
    return journal, spool


def a_full_file(folder: Path) -> Path:
    """Return a journal of 2000 messages, closed; it is about half a megabyte."""
    journal = Journal(folder / "spool.sqlite")
    spool = Spool(journal, run=RUN)
    for number in range(1, 2001):
        spool.add(number, Up.REPORT, b"{" + b"x" * 150, routine=True)
    let_free(journal)
    journal.close()
    return folder / "spool.sqlite"


def damage(file: Path, seed: int) -> None:
    """Cut a file off, or overwrite parts of it, anywhere."""
    chance = Random(seed)
    content = bytearray(file.read_bytes())
    if seed % 2:
        del content[chance.randrange(len(content)) :]
    else:
        for _ in range(20):
            content[chance.randrange(len(content))] = chance.randrange(256)
    file.write_bytes(content)


def take(spool: Spool, seq: int, *, routine: bool = False) -> None:
    spool.add(seq, Up.REPORT, b"{}", routine=routine)


def waiting(spool: Spool) -> list[int]:
    return [row.seq for row in spool.waiting(0, 1000)]


def let_free(journal: Journal) -> None:
    """Wait until the disk has answered."""

    def is_free() -> bool:
        journal.tick(0)
        return not journal.is_busy

    until(is_free, within_s=60)


def pass_time(journal: Journal) -> None:
    """Let the journal's next deadline pass."""
    assert journal.next_ms is not None
    journal.tick(journal.next_ms)


def recover(journal: Journal) -> None:
    """Try the disk until it has taken everything."""

    def is_back() -> bool:
        if journal.trouble:
            pass_time(journal)
            let_free(journal)
        return not journal.trouble

    until(lambda: not _hangs(journal))
    until(is_back)


def test_nobody_waits_for_a_slow_disk_and_nothing_is_sent_before_it_is_on_it(tmp_path: Path) -> None:
    journal, spool = a_slow_spool(tmp_path)
    began = time.monotonic()
    take(spool, 1)
    take(spool, 2)
    assert time.monotonic() - began < 5
    assert spool.is_busy
    SlowDisk.lets.set()
    let_free(journal)
    assert waiting(spool) == [1, 2]
    assert not journal.trouble


def test_what_is_asked_of_a_busy_journal_is_done_in_order_when_it_is_free(tmp_path: Path) -> None:
    journal, spool = a_slow_spool(tmp_path)
    take(spool, 1)
    spool.mark_stored(RUN, [(1, 1)])
    spool.send_again(RUN, [(1, 1)])
    take(spool, 2, routine=True)
    spool.mark_stored(RUN, [(2, 2)])
    SlowDisk.lets.set()
    let_free(journal)
    assert waiting(spool) == [1]


def test_what_must_be_on_disk_before_it_is_done_waits_for_the_disk(tmp_path: Path) -> None:
    journal, spool = a_slow_spool(tmp_path)
    done: list[str] = []
    take(spool, 1)
    journal.settle(lambda: done.append("acted"))
    assert done == []
    SlowDisk.lets.set()
    let_free(journal)
    assert done == ["acted"]


def test_a_disk_that_gives_no_answer_is_left_and_taken_up_again(tmp_path: Path) -> None:
    journal, spool = a_slow_spool(tmp_path)
    take(spool, 1)
    take(spool, 2, routine=True)
    pass_time(journal)
    assert "no answer for 15 s" in journal.trouble
    assert waiting(spool) == [1, 2]
    pass_time(journal)
    assert not journal.is_busy  # the first still hangs: no second one on top of it
    SlowDisk.lets.set()
    recover(journal)
    assert waiting(spool) == [1, 2]


def test_a_disk_that_hangs_on_its_return_is_left_again(tmp_path: Path) -> None:
    journal, spool = a_slow_spool(tmp_path)
    take(spool, 1)
    pass_time(journal)
    SlowDisk.lets.set()
    until(lambda: not _hangs(journal))
    SlowDisk.lets.clear()
    pass_time(journal)
    assert journal.is_busy
    pass_time(journal)
    assert (journal.is_busy, waiting(spool)) == (False, [1])
    SlowDisk.lets.set()
    recover(journal)
    assert waiting(spool) == [1]


def test_what_only_memory_holds_gets_a_last_chance_at_the_end(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "later/spool.sqlite")
    take(Spool(journal, run=RUN), 1)
    (tmp_path / "later").mkdir()
    journal.close()
    assert waiting(Spool(Journal(tmp_path / "later/spool.sqlite"), run="00000000000000bb")) == [1]


def _hangs(journal: Journal) -> bool:
    return journal._stuck is not None and not journal._stuck.is_over


@pytest.mark.parametrize("seed", range(6))
def test_a_file_that_was_damaged_anywhere_never_stops_the_agent(tmp_path: Path, seed: int) -> None:
    damage(a_full_file(tmp_path), seed)
    journal = Journal(tmp_path / "spool.sqlite")
    spool = Spool(journal, run="00000000000000bb")
    take(spool, 1)
    let_free(journal)
    assert "00000000000000bb" in spool.runs()
    assert [row.seq for row in spool.waiting(0, 5000) if row.run == spool.run] == [1]
    recover(journal)
    journal.close()


def test_of_a_damaged_file_what_can_be_read_is_kept(tmp_path: Path) -> None:
    file = a_full_file(tmp_path)
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(content)
    spool = Spool(Journal(file), run="00000000000000bb")
    kept = [row.seq for row in spool.waiting(0, 5000)]
    assert 1500 < len(kept) < 2000
    assert {1, 2000} <= set(kept)
