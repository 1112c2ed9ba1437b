"""The spool on a real SQLite file: order, acknowledgement, thinning, a broken file, a disk that refuses."""

import contextlib
import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from agent.journal import Journal
from agent.spool import ROW_OVERHEAD, Spool
from contract.identity import new_run
from contract.messages import Gap
from contract.topics import Up
from tests.support.waiting import until

RUN = "00000000000000aa"


def a_spool(folder: Path, *, run: str = RUN, max_bytes: int = 10**6) -> Spool:
    return Spool(Journal(folder / "spool.sqlite"), run=run, max_bytes=max_bytes)


def fill(spool: Spool, numbers: range, *, routine: bool = False, size: int = 10) -> None:
    for number in numbers:
        spool.add(number, Up.REPORT, b"{" + b"x" * (size - 1), routine=routine)
        free(spool._journal)


def waiting(spool: Spool) -> list[int]:
    free(spool._journal)
    return [row.seq for row in spool.waiting(0, 1000)]


def gaps(spool: Spool) -> list[tuple[int, int, str]]:
    free(spool._journal)
    return [(gap.first, gap.last, gap.why) for gap in spool.gaps()]


def free(journal: Journal) -> None:
    """Wait until the disk has answered, however busy the machine is."""

    def is_free() -> bool:
        journal.tick(0)
        return not journal.is_busy

    until(is_free, within_s=60)


def back_on_disk(journal: Journal) -> None:
    """Let the time pass after which the disk is tried again, and wait for it."""
    journal.tick(cast("int", journal.next_ms))
    free(journal)


@contextlib.contextmanager
def no_room_beyond(file: Path) -> Iterator[None]:
    """Let no file of this process grow beyond the size of this one: the write fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_is_acknowledged_waits_no_longer(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    fill(spool, range(1, 11))
    spool.mark_stored(RUN, [(1, 4), (7, 7)])
    assert waiting(spool) == [5, 6, 8, 9, 10]


def test_a_change_is_on_disk_when_it_is_taken_and_a_routine_figure_is_not(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    fill(spool, range(1, 3))
    fill(spool, range(3, 5), routine=True)
    assert waiting(a_spool(tmp_path, run=new_run())) == [1, 2]
    fill(spool, range(5, 6))
    assert waiting(a_spool(tmp_path, run=new_run())) == [1, 2, 3, 4, 5]


def test_the_runs_that_wait_are_named_oldest_first_the_present_last(tmp_path: Path) -> None:
    first, second, third = ("1" * 16, "0" * 16, "2" * 16)
    fill(a_spool(tmp_path, run=first), range(1, 2))
    fill(a_spool(tmp_path, run=second), range(1, 2))
    assert a_spool(tmp_path, run=third).runs() == (first, second, third)


def test_what_is_asked_for_again_waits_again_and_what_is_gone_is_a_gap(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    for number in range(3, 6):
        spool.add(number, Up.REPORT, b"{}", routine=False)
        free(spool._journal)
    spool.mark_stored(RUN, [(1, 5)])
    spool.send_again(RUN, [(1, 4)])
    assert waiting(spool) == [3, 4]
    assert gaps(spool) == [(1, 2, "lost")]


def test_room_is_made_of_what_is_stored_before_anything_else(tmp_path: Path) -> None:
    spool = a_spool(tmp_path, max_bytes=14_000)
    fill(spool, range(1, 51), size=86)
    spool.mark_stored(RUN, [(1, 50)])
    fill(spool, range(51, 101), size=86)
    assert waiting(spool) == list(range(51, 101))
    assert gaps(spool) == []


def test_routine_figures_are_thinned_before_any_change_of_verdict(tmp_path: Path) -> None:
    spool = a_spool(tmp_path, max_bytes=14_000)
    for number in range(1, 101):
        spool.add(number, Up.REPORT, b"x" * 86, routine=number % 2 == 0)
        free(spool._journal)
    kept = waiting(spool)
    assert set(range(1, 101, 2)) <= set(kept)
    missing = set(range(1, 101)) - set(kept)
    assert missing == {n for first, last, why in gaps(spool) for n in range(first, last + 1) if why == "thinned"}


def test_the_spool_stays_within_its_bounds(tmp_path: Path) -> None:
    spool = a_spool(tmp_path, max_bytes=50_000)
    fill(spool, range(1, 2001), size=200)
    assert len(waiting(spool)) * (200 + ROW_OVERHEAD) <= 50_000
    assert gaps(spool)[0] == (1, waiting(spool)[0] - 1, "no room")
    assert (tmp_path / "spool.sqlite").stat().st_size < 200_000


def test_a_gap_is_told_until_the_centre_has_it(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    earlier = "00000000000000bb"
    spool.send_again(earlier, [(4, 9)])
    assert spool.gaps() == [Gap(run=earlier, first=4, last=9, why="lost")]
    spool.mark_stored(earlier, [(1, 9)])
    assert spool.gaps() == []


def test_numbers_that_were_never_given_are_no_gap(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    fill(spool, range(1, 4))
    spool.send_again(RUN, [(2, 2**53), (9, 12), (5, 4)])
    assert gaps(spool) == []


def test_what_the_broker_refuses_is_buried_and_its_number_told(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    fill(spool, range(1, 4))
    spool.bury(RUN, 2, "refused")
    assert waiting(spool) == [1, 3]
    assert gaps(spool) == [(2, 2, "refused")]


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_broken_file_is_put_aside_and_a_new_one_begun(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "spool.sqlite").write_bytes(content)
    spool = a_spool(tmp_path)
    fill(spool, range(1, 3))
    assert waiting(spool) == [1, 2]
    assert (tmp_path / "spool.broken").read_bytes() == content


def test_without_a_disk_the_spool_goes_on_in_memory_and_says_so(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "nowhere/spool.sqlite")
    spool = Spool(journal, run=RUN)
    fill(spool, range(1, 4))
    assert waiting(spool) == [1, 2, 3]
    assert "unable to open" in journal.trouble


def test_a_disk_that_fails_later_loses_nothing_that_waits(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "spool.sqlite")
    spool = Spool(journal, run=RUN)
    fill(spool, range(1, 4))
    spool.mark_stored(RUN, [(1, 1)])
    journal.settle()
    free(journal)
    with sqlite3.connect(tmp_path / "spool.sqlite", timeout=5) as other:
        other.execute("BEGIN IMMEDIATE")
        fill(spool, range(4, 6))
    other.close()
    free(journal)
    assert "locked" in journal.trouble
    assert waiting(spool) == [4, 5]
    back_on_disk(journal)
    assert waiting(spool) == [2, 3, 4, 5]


def test_a_disk_that_is_full_when_a_change_is_settled_loses_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "spool.sqlite")
    spool = Spool(journal, run=RUN)
    fill(spool, range(1, 4))
    fill(spool, range(4, 7), routine=True)
    free(journal)
    with no_room_beyond(tmp_path / "spool.sqlite-wal"):
        fill(spool, range(7, 8))
        free(journal)
    assert journal.trouble
    assert waiting(spool) == [4, 5, 6, 7]
    back_on_disk(journal)
    assert waiting(spool) == [1, 2, 3, 4, 5, 6, 7]


def test_what_a_disk_that_comes_late_holds_is_counted(tmp_path: Path) -> None:
    fill(a_spool(tmp_path, run=new_run()), range(1, 101), size=26)
    journal = Journal(tmp_path / "later/spool.sqlite")
    spool = Spool(journal, run=RUN, max_bytes=10_000)
    (tmp_path / "later").symlink_to(tmp_path)
    back_on_disk(journal)
    fill(spool, range(1, 51), size=26)
    assert sum(len(row.payload) + ROW_OVERHEAD for row in spool.waiting(0, 1000)) <= 10_000


def test_the_disk_is_taken_up_again_when_it_is_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "later/spool.sqlite")
    spool = Spool(journal, run=RUN)
    fill(spool, range(1, 4))
    (tmp_path / "later").mkdir()
    back_on_disk(journal)
    assert journal.trouble == ""
    assert waiting(a_spool(tmp_path / "later", run=new_run())) == [1, 2, 3]
