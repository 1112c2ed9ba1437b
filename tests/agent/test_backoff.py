"""The pauses between attempts: doubling, capped, spread after the cap, begun anew after a stable minute."""

import pytest

from agent.link.backoff import STABLE_MS, Backoff, share_of
from contract.identity import new_terminal_id


def pauses(backoff: Backoff, count: int, chance: float = 1.0, *, refused: bool = False) -> list[int]:
    return [backoff.pause_ms(0, chance, refused=refused) // 1000 for _ in range(count)]


def test_pauses_double_up_to_the_cap() -> None:
    assert pauses(Backoff(60.0), 8) == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize(("chance", "pause_s"), [(0.0, 30), (0.5, 45), (1.0, 60)])
def test_chance_spreads_the_pause_after_the_cap(chance: float, pause_s: int) -> None:
    assert pauses(Backoff(60.0, failures=20), 1, chance) == [pause_s]


def test_behind_a_captive_portal_the_cap_is_a_quarter_of_an_hour() -> None:
    assert pauses(Backoff(60.0, failures=20), 1, refused=True) == [900]


@pytest.mark.parametrize(("held_ms", "pause_s"), [(STABLE_MS - 1, 32), (STABLE_MS, 1)])
def test_only_a_session_that_held_a_minute_begins_anew(held_ms: int, pause_s: int) -> None:
    backoff = Backoff(60.0, failures=5)
    backoff.connected(1000)
    assert backoff.pause_ms(1000 + held_ms, 1.0) == 1000 * pause_s


def test_every_terminal_has_its_own_place_in_the_spread_and_they_fill_it_evenly() -> None:
    shares = sorted(share_of(new_terminal_id()) for _ in range(3200))
    most_in_a_second = max(sum(second <= 15 * share < second + 1 for share in shares) for second in range(15))
    assert most_in_a_second < 3200 / 15 * 1.4
