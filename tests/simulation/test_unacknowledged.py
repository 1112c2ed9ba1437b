from contract.messages import Ack
from contract.topics import Up
from simulation.unacknowledged import AT_ONCE, CAPACITY, PROBE_S, Said, Unacknowledged

RUN = "0123456789abcdef"


def numbers(waiting: Unacknowledged, now_s: float = 0.0) -> list[int]:
    return [said.seq for said in waiting.take(now_s)]


def a_queue(count: int) -> Unacknowledged:
    queue = Unacknowledged(RUN)
    for seq in range(1, count + 1):
        queue.put(Said(seq, Up.REPORT, b"{}"))
    queue.start_session(0.0)
    return queue


def an_ack(upto: int, *, also: tuple[tuple[int, int], ...] = (), resend: tuple[tuple[int, int], ...] = ()) -> Ack:
    return Ack(run=RUN, upto=upto, also=also, resend=resend, centre_ms=0)


def test_at_most_sixty_four_go_before_an_ack() -> None:
    queue = a_queue(100)
    assert numbers(queue) == list(range(1, AT_ONCE + 1))
    assert numbers(queue) == []
    queue.settle(an_ack(10), 1.0)
    assert numbers(queue) == list(range(AT_ONCE + 1, AT_ONCE + 11))


def test_when_no_ack_comes_only_the_oldest_is_tried_again() -> None:
    queue = a_queue(100)
    numbers(queue)
    assert numbers(queue, PROBE_S) == [1]
    assert numbers(queue, PROBE_S + 1) == []


def test_a_new_session_sends_all_again() -> None:
    queue = a_queue(3)
    assert numbers(queue) == [1, 2, 3]
    queue.start_session(5.0)
    assert numbers(queue) == [1, 2, 3]


def test_what_the_centre_misses_goes_again_and_what_it_has_does_not() -> None:
    queue = a_queue(6)
    numbers(queue)
    queue.settle(an_ack(2, also=((5, 6),), resend=((3, 3),)), 1.0)
    assert numbers(queue) == [3]
    assert len(queue) == 2


def test_an_ack_of_another_run_settles_nothing() -> None:
    queue = a_queue(2)
    queue.settle(Ack(run="f" * 16, upto=2, centre_ms=0), 1.0)
    assert len(queue) == 2


def test_a_full_queue_tells_of_the_number_that_it_lost() -> None:
    queue = a_queue(CAPACITY)
    gap = queue.put(Said(CAPACITY + 1, Up.REPORT, b"{}"))
    assert gap is not None
    assert (gap.first, gap.last, gap.run) == (1, 1, RUN)
