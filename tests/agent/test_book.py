"""What the branch said and did: kept, told once, and taken up again. A truth table."""

from pathlib import Path

import pytest

from agent.book import AGAIN_MS, RATE_MS, RESUME_MS, Book
from contract.judgement.readiness import Answer
from contract.observed import CallEnd, FromBranch
from contract.verdicts import Readiness

READY = Answer(readiness=Readiness.READY)
CENTRE_MS = 1_780_283_400_000


def a_book(folder: Path, told: list[FromBranch], *, boot: str = "b", now_ms: int = 0) -> Book:
    return Book(folder, boot=boot, now_ms=now_ms, tell=told.append)


def ends(told: list[FromBranch]) -> list[CallEnd | None]:
    return [call.end for said in told for call in said.calls]


@pytest.mark.parametrize(
    ("lost", "died", "end"),
    [
        (False, False, CallEnd.NORMAL),
        (True, False, CallEnd.LINE_LOST),
        (False, True, CallEnd.DIED),
        (True, True, CallEnd.DIED),
    ],
)
def test_a_call_ends_as_it_ended(tmp_path: Path, *, lost: bool, died: bool, end: CallEnd) -> None:
    told = list[FromBranch]()
    book = a_book(tmp_path, told)
    book.call_began(READY, 1_000)
    if lost:
        book.line_lost()
    book.call_ended(61_000, died=died)
    assert ends(told) == [None, end]
    assert book.kept.to_rate
    assert book.kept.to_rate.subject == told[0].calls[0].id


def test_a_call_of_an_earlier_boot_ended_unseen(tmp_path: Path) -> None:
    told = list[FromBranch]()
    a_book(tmp_path, told).call_began(READY, 1_000)
    a_book(tmp_path, told, boot="c")
    assert ends(told) == [None, CallEnd.UNSEEN]
    assert told[0].calls[0].id == told[1].calls[0].id


def test_an_agent_that_was_away_finds_the_call_again_or_says_that_it_did_not_see_its_end(tmp_path: Path) -> None:
    told = list[FromBranch]()
    a_book(tmp_path, told).call_began(READY, 1_000)
    found = a_book(tmp_path, told, now_ms=5_000)
    found.call_began(READY, 6_000)
    found.tick(None, 5_000 + RESUME_MS)
    assert ends(told) == [None]
    missed = a_book(tmp_path, told, now_ms=40_000)
    missed.tick(None, 40_000 + RESUME_MS)
    assert ends(told) == [None, CallEnd.UNSEEN]


def test_a_problem_is_told_again_after_a_minute_and_another_kind_at_once(tmp_path: Path) -> None:
    told = list[FromBranch]()
    book = a_book(tmp_path, told)
    for kind, now_ms in (("sound", 0), ("sound", AGAIN_MS - 1), ("line", 10), ("sound", AGAIN_MS), ("nonsense", 9)):
        book.report_problem(kind, READY, now_ms)
    assert [problem.kind for said in told for problem in said.problems] == ["sound", "line", "sound"]


def test_she_is_asked_about_a_reception_once_and_not_beside_its_call(tmp_path: Path) -> None:
    book = a_book(tmp_path, [])
    book.reception_over("r1", 0, 5_000)
    assert book.kept.to_rate
    book.rate("good", "r1", 6_000)
    book.reception_over("r1", 0, 7_000)
    assert book.kept.to_rate is None
    book.call_began(READY, 100_000)
    book.call_ended(160_000, died=False)
    book.rate("good", "c", 170_000)
    book.reception_over("r2", 90_000, 180_000)
    assert book.kept.to_rate is None
    book.reception_over("r3", 200_000, 300_000)
    book.tick(None, 300_000 + RATE_MS)
    assert book.kept.to_rate is None


@pytest.mark.parametrize(("ahead_ms", "kept"), [(3_600_000, True), (0, False), (-1, False), (15 * 86_400_000, False)])
def test_closed_until_is_believed_for_a_fortnight_at_most(tmp_path: Path, ahead_ms: int, *, kept: bool) -> None:
    book = a_book(tmp_path, [])
    book.close_until(CENTRE_MS + ahead_ms, CENTRE_MS, 0)
    assert bool(book.kept.closed_until_centre_ms) is kept
    assert bool(a_book(tmp_path, []).kept.closed_until_centre_ms) is kept
    book.tick(CENTRE_MS + ahead_ms, 0)
    assert not book.kept.closed_until_centre_ms


def test_a_second_tap_on_the_same_call_says_nothing_new(tmp_path: Path) -> None:
    told = list[FromBranch]()
    book = a_book(tmp_path, told)
    book.rate("good", "c1", 1_000)
    a_book(tmp_path, told, now_ms=2_000).rate("good", "c1", 2_000)
    book.rate("bad_sound", "c2", 3_000)
    assert [tap.subject for said in told for tap in said.taps] == ["c1", "c2"]
