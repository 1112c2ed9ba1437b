import time

import pytest

from tests.end_to_end.house import House
from tests.support.waiting import until

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.timeout(400)]

SHORT_S, MINUTE_S = 10.0, 60.0


def test_what_was_made_while_the_broker_was_away_arrives_once_and_in_order(house: House) -> None:
    go_without_broker(house, for_s=SHORT_S, loses_memory=False)


def test_the_same_holds_for_a_broker_that_was_killed_and_lost_its_memory(house: House) -> None:
    go_without_broker(house, for_s=SHORT_S, loses_memory=True)


@pytest.mark.soak
@pytest.mark.parametrize("loses_memory", [False, True])
def test_the_same_holds_for_a_minute(house: House, *, loses_memory: bool) -> None:
    go_without_broker(house, for_s=MINUTE_S, loses_memory=loses_memory)


def go_without_broker(house: House, *, for_s: float, loses_memory: bool) -> None:
    """Take the broker away while the camera's plug is pulled and put back, give it back, and count."""
    house.wait_until_settled()
    before = [flip["id"] for flip in house.flips_of("camera.presence")]
    started = time.monotonic()
    take_broker_away(house, loses_memory=loses_memory)
    pulls = 0
    while not pulls or time.monotonic() - started < for_s:
        pull_and_put_back(house)
        pulls += 1
    assert house.status.spooled >= 2 * pulls
    house.broker.start()
    until(lambda: not house.status.spooled, within_s=120)

    numbers = house.numbers_of(house.status.run)
    assert numbers.stored == sorted(set(numbers.stored))
    assert numbers.upto >= numbers.stored[-1]
    made = [flip for flip in house.flips_of("camera.presence") if flip["id"] not in before]
    assert [flip["to_verdict"] for flip in made] == ["failed", "ok"] * pulls
    times = [flip["event_ms"] for flip in made]
    assert times == sorted(times)


def take_broker_away(house: House, *, loses_memory: bool) -> None:
    if not loses_memory:
        house.broker.stop()
        return
    house.broker.kill()
    (house.broker.settings.broker / "store" / "mosquitto.db").unlink(missing_ok=True)


def pull_and_put_back(house: House) -> None:
    house.turn("camera", fault="unplugged")
    until(lambda: house.verdict_of("camera.presence") == "failed")
    house.turn("camera", fault="none")
    until(lambda: house.verdict_of("camera.presence") == "ok")
