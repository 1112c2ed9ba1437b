"""What the whole republic asks of the centre before the branches open, all at one hour, each at its own moment."""

from bisect import bisect_right

from agent.checks.reading.network_path import plan
from agent.occasions import LATEST_MS, LEAD_MS, chance_of
from contract.configuration.schema import Configuration
from contract.identity import new_terminal_id
from control_plane.reflector.service import ADDRESS_PER_SECOND, ALL_PER_SECOND
from control_plane.throughput.service import ALL_PER_SECOND as THROUGHPUT_PER_SECOND
from hardware.network.throughput import PIECES

TERMINALS = 3200
ONE_CORE_PER_S = 5000
"""What `make bench ONLY=reflector` holds one core to."""
RULES = Configuration().path


def moments_s() -> list[float]:
    """When each terminal of a fleet begins its thorough look, in seconds from the first."""
    return sorted(chance_of(new_terminal_id()) * (LEAD_MS - LATEST_MS) / 1000 for _ in range(TERMINALS))


def most_at_once(moments: list[float], lasts_s: float) -> int:
    return max(index + 1 - bisect_right(moments, moment - lasts_s) for index, moment in enumerate(moments))


def test_a_fleet_that_opens_at_one_hour_does_not_collide_at_the_reflector() -> None:
    at_once = most_at_once(moments_s(), RULES.full_s + RULES.wait_s)
    packets_per_s = at_once * RULES.packets_per_s
    assert packets_per_s < ONE_CORE_PER_S / 2
    assert packets_per_s < ALL_PER_SECOND


def test_a_fleet_behind_one_address_is_answered_as_well() -> None:
    assert most_at_once(moments_s(), RULES.full_s) * RULES.packets_per_s < ADDRESS_PER_SECOND


def test_within_an_hour_all_are_a_tenth_of_what_one_core_answers() -> None:
    packets, _ = plan(RULES, full=True)
    assert TERMINALS * packets / 3600 < ONE_CORE_PER_S / 10


def test_their_measurements_of_throughput_are_let_through() -> None:
    requests = 2 * len(PIECES) + 2
    assert most_at_once(moments_s(), 1.0) * requests < THROUGHPUT_PER_SECOND * 2
    assert TERMINALS * requests / ((LEAD_MS - LATEST_MS) / 1000) < THROUGHPUT_PER_SECOND / 4
