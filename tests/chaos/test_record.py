"""The comparison sees what is lost, twice, invented, out of order, or left open."""

from tests.chaos.record import Change, Flip, differences, gone_astray, holes

RUN = "00000000000000aa"


def a_change(seq: int, *, was: str = "ok", verdict: str = "failed") -> Change:
    return Change(RUN, seq, "camera.presence", was, verdict)


def flips(*changes: Change, backwards: bool = False) -> list[Flip]:
    return [Flip(change=one, event_ms=-number if backwards else number) for number, one in enumerate(changes)]


def test_the_same_record_differs_in_nothing() -> None:
    own = [a_change(1), a_change(2, was="failed", verdict="ok")]
    assert differences(own, flips(*own)) == []


def test_a_change_that_never_came_is_lost_and_one_that_came_twice_is_twice() -> None:
    said = differences([a_change(1), a_change(2)], flips(a_change(1), a_change(1)))
    assert [line.partition(":")[0] for line in said] == ["lost", "twice"]


def test_a_change_that_the_terminal_told_otherwise_is_invented() -> None:
    said = differences([a_change(1)], flips(a_change(1), a_change(1, verdict="warning")))
    assert [line.partition(":")[0] for line in said] == ["invented"]


def test_a_later_change_with_an_earlier_time_is_out_of_order() -> None:
    own = [a_change(1), a_change(2, was="failed", verdict="ok")]
    assert [line.partition(":")[0] for line in differences(own, flips(*own, backwards=True))] == ["out of order"]


def test_a_number_that_is_neither_there_nor_a_gap_is_a_hole() -> None:
    assert holes({RUN: 9}, {RUN: 9}) == []
    assert holes({RUN: 9}, {RUN: 8}) != []


def test_only_the_end_of_what_a_killed_run_saw_may_be_missing() -> None:
    seen = {RUN: [("camera.presence", "unknown", "ok"), ("camera.presence", "ok", "failed")]}
    first, last = (Change(RUN, 1, "camera.presence", *seen[RUN][number][1:]) for number in (0, 1))
    assert gone_astray(seen, flips(first)) == []
    assert gone_astray(seen, flips(last)) != []
