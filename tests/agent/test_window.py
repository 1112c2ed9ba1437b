"""What is under way: at most 64 unconfirmed, the oldest probed, a refusal buried."""

from pathlib import Path

from agent.journal import Journal
from agent.link.events import Confirmed
from agent.link.window import FIRST_PROBE_MS, MOST_UNCONFIRMED, PROBE_MS, Window
from agent.spool import Spool
from contract.identity import new_terminal_id
from contract.messages import Ack
from contract.topics import Topic, Up
from tests.support.waiting import until

RUN = "00000000000000aa"


class Recorder:
    """A publisher that remembers what it was handed."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.topics: list[str] = []

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> int:
        assert not retain
        self.sent.append(payload)
        self.topics.append(topic)
        return len(self.sent)


def a_window(folder: Path, messages: int) -> tuple[Window, Spool, Recorder]:
    spool = Spool(Journal(folder / "spool.sqlite"), run=RUN)
    for number in range(1, messages + 1):
        spool.add(number, Up.REPORT, f"{{{number}}}".encode(), routine=True)
    return Window(new_terminal_id(), spool), spool, Recorder()


def settled(spool: Spool) -> None:
    """Wait until the disk has answered."""

    def is_free() -> bool:
        spool._journal.tick(0)
        return not spool.is_busy

    until(is_free, within_s=60)


def numbers(recorder: Recorder) -> list[int]:
    return [int(payload.strip(b"{}")) for payload in recorder.sent]


def test_sixty_four_go_out_and_the_rest_waits_for_the_centre(tmp_path: Path) -> None:
    window, _, line = a_window(tmp_path, 100)
    window.fill(line, 0)
    assert numbers(line) == list(range(1, MOST_UNCONFIRMED + 1))
    window.acknowledge(Ack(run=RUN, upto=10, centre_ms=0))
    window.fill(line, 0)
    assert numbers(line)[MOST_UNCONFIRMED:] == list(range(65, 75))


def test_a_puback_alone_makes_no_room(tmp_path: Path) -> None:
    window, _, line = a_window(tmp_path, 100)
    window.fill(line, 0)
    window.confirm(Confirmed(session="s", mid=1, code=0, at_ms=40))
    window.fill(line, 50)
    assert len(line.sent) == MOST_UNCONFIRMED
    assert window.round_trip_ms() == 40


def test_in_silence_the_oldest_alone_is_tried_again_soon_and_then_every_five_minutes(tmp_path: Path) -> None:
    window, _, line = a_window(tmp_path, 70)
    window.fill(line, 0)
    window.probe(line, FIRST_PROBE_MS - 1)
    assert len(line.sent) == MOST_UNCONFIRMED
    for moment in (FIRST_PROBE_MS, FIRST_PROBE_MS + PROBE_MS - 1, FIRST_PROBE_MS + PROBE_MS):
        window.probe(line, moment)
    assert numbers(line)[MOST_UNCONFIRMED:] == [1, 1]


def test_what_a_broker_confirmed_and_lost_is_sent_again_when_a_probe_arrives(tmp_path: Path) -> None:
    window, _, line = a_window(tmp_path, 70)
    window.fill(line, 0)
    window.probe(line, FIRST_PROBE_MS)
    window.acknowledge(Ack(run=RUN, upto=1, centre_ms=0, also=((3, 4),)))
    window.fill(line, FIRST_PROBE_MS + 1)
    again = numbers(line)[MOST_UNCONFIRMED + 1 :]
    assert again == [2, *range(5, 68)]


def test_a_new_session_begins_from_the_oldest(tmp_path: Path) -> None:
    window, _, line = a_window(tmp_path, 3)
    window.fill(line, 0)
    window.restart()
    window.fill(line, 1)
    assert numbers(line) == [1, 2, 3, 1, 2, 3]


def test_the_present_state_goes_before_the_past_and_only_once(tmp_path: Path) -> None:
    window, _, line = a_window(tmp_path, 5)
    window.send_first(RUN, 5, publisher=line, now_ms=0)
    window.fill(line, 0)
    assert numbers(line) == [5, 1, 2, 3, 4]


def test_what_the_centre_lacks_is_sent_again(tmp_path: Path) -> None:
    window, _, line = a_window(tmp_path, 5)
    window.fill(line, 0)
    window.acknowledge(Ack(run=RUN, upto=5, centre_ms=0))
    window.acknowledge(Ack(run=RUN, upto=1, also=((4, 5),), resend=((2, 3),), centre_ms=0))
    window.fill(line, 0)
    assert numbers(line)[5:] == [2, 3]


def test_a_message_that_the_broker_refuses_is_never_sent_again_and_its_number_told(tmp_path: Path) -> None:
    window, spool, line = a_window(tmp_path, 2)
    window.fill(line, 0)
    window.confirm(Confirmed(session="s", mid=1, code=0x87, at_ms=5))
    window.restart()
    line.sent.clear()
    line.topics.clear()
    window.fill(line, 10)
    assert [Topic.parse(topic).channel for topic in line.topics] == [Up.GAP, Up.REPORT]
    assert [(gap.first, gap.last) for gap in spool.gaps()] == [(1, 1)]


def test_a_disk_that_fails_under_way_keeps_the_order_and_repeats_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "spool.sqlite")
    spool, line = Spool(journal, run=RUN), Recorder()
    window = Window(new_terminal_id(), spool)
    spool.add(1, Up.REPORT, b"{1}", routine=False)
    settled(spool)
    spool.add(2, Up.REPORT, b"{2}", routine=False)
    spool.mark_stored(RUN, [(1, 1)])
    settled(spool)
    window.fill(line, 0)
    journal._connection.execute("PRAGMA max_page_count = 1")  # a limit of this disk, not a row to be repeated
    spool.add(3, Up.REPORT, b"{" + b"3" * 9000, routine=False)
    settled(spool)
    spool.add(4, Up.REPORT, b"{4}", routine=False)
    settled(spool)
    window.fill(line, 1)
    assert "full" in journal.trouble
    assert [payload[:2] for payload in line.sent] == [b"{2", b"{3", b"{4"]


def test_a_broker_that_owes_a_puback_is_known(tmp_path: Path) -> None:
    window, _, line = a_window(tmp_path, 2)
    window.fill(line, 1000)
    assert window.silent_ms(61_000) == 60_000
    for mid in (1, 2):
        window.confirm(Confirmed(session="s", mid=mid, code=0, at_ms=1040))
    assert window.silent_ms(61_000) == 0


def test_what_comes_up_in_a_session_goes_ahead_of_what_waited_before(tmp_path: Path) -> None:
    window, spool, line = a_window(tmp_path, 200)
    window.fill(line, 0)
    spool.add(201, Up.REPORT, b"{201}", routine=False)
    settled(spool)
    window.acknowledge(Ack(run=RUN, upto=3, centre_ms=0))
    window.fill(line, 1)
    assert numbers(line)[MOST_UNCONFIRMED:] == [201, 65, 66]


def test_what_is_still_on_its_way_to_the_broker_is_not_sent_again(tmp_path: Path) -> None:
    window, _, line = a_window(tmp_path, 4)
    window.fill(line, 0)
    for mid in (1, 2):
        window.confirm(Confirmed(session="s", mid=mid, code=0, at_ms=1))
    window.acknowledge(Ack(run=RUN, upto=1, resend=((2, 4),), centre_ms=0))
    window.fill(line, 2)
    assert numbers(line)[4:] == [2]
