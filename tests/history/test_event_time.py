"""The time of an event, whatever the terminal's clock says."""

from control_plane.history.event_time import BootOffset, Stamp, earlier_boot, speaking_boot
from control_plane.history.states import EventClock

NOON = 1_790_000_000_000


def a_stamp(*, received: int = NOON, uptime: int = 0, wall: int = 0, synced: bool = False) -> Stamp:
    return Stamp(received, uptime, wall, synced)


def test_the_least_delayed_message_sets_the_boots_instant() -> None:
    stamps = [a_stamp(received=NOON + 9_000, uptime=1_000), a_stamp(received=NOON + 5_040, uptime=5_000)]
    assert speaking_boot(None, stamps) == BootOffset(NOON + 40, EventClock.BOOT)


def test_what_was_known_of_a_boot_is_only_improved() -> None:
    assert speaking_boot(NOON - 7, [a_stamp(received=NOON + 50, uptime=0)]).offset_ms == NOON - 7
    assert speaking_boot(NOON - 7, [a_stamp(received=NOON, uptime=30)]).offset_ms == NOON - 30


def test_a_terminal_that_thinks_it_is_1970_is_not_misplaced() -> None:
    offset = speaking_boot(None, [a_stamp(received=NOON, uptime=60_000, wall=12_345)])
    assert offset.place(30_000, received_ms=NOON) == NOON - 30_000


def test_an_event_is_never_after_its_message() -> None:
    assert BootOffset(NOON, EventClock.BOOT).place(500, received_ms=NOON + 100) == NOON + 100


def test_an_uptime_beyond_belief_gives_a_date_that_a_page_can_show() -> None:
    offset = speaking_boot(None, [a_stamp(received=NOON, uptime=2**53)])
    assert offset.place(0, received_ms=NOON) == 0


def test_a_boot_that_spoke_live_keeps_its_instant_when_its_spool_comes_later() -> None:
    late = a_stamp(received=NOON + 86_400_000, uptime=1_000)
    assert earlier_boot(NOON, [late], next_began_ms=None) == BootOffset(NOON, EventClock.BOOT)


def test_a_synchronised_clock_places_a_boot_that_never_spoke() -> None:
    stamps = [
        a_stamp(received=NOON, uptime=9_000),
        a_stamp(received=NOON, uptime=5_000, wall=NOON - 1_000, synced=True),
    ]
    assert earlier_boot(None, stamps, next_began_ms=None) == BootOffset(NOON - 6_000, EventClock.WALL)


def test_a_clock_that_is_called_synchronised_but_stands_in_1970_or_tomorrow_is_not_believed() -> None:
    for wall in (12_345, NOON + 86_400_000):
        offset = earlier_boot(None, [a_stamp(wall=wall, synced=True)], next_began_ms=None)
        assert offset.clock is EventClock.BOUNDED


def test_without_any_clock_it_was_before_the_next_boot_began_in_the_order_it_happened() -> None:
    stamps = [a_stamp(uptime=1_000), a_stamp(uptime=4_000)]
    offset = earlier_boot(None, stamps, next_began_ms=NOON - 60_000)
    assert offset.clock is EventClock.BOUNDED
    assert not offset.is_worth_keeping
    assert [offset.place(uptime, received_ms=NOON) for uptime in (1_000, 4_000)] == [NOON - 63_000, NOON - 60_000]
