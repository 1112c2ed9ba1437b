"""kill -9 of the worker in the middle of a stream: nothing lost, nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from control_plane.settings import Settings
from tests.ingest.centres import Process, WayIn, a_way_in
from tests.ingest.speaker import Speaker, packets_of, stream
from tests.support.waiting import until

TERMINALS, EACH = 40, 500
PER_SECOND = 3200  # so that a busy machine still says more than 2,000
KILLS = 5


@pytest.mark.slow
def test_five_kills_in_a_stream_of_20000_reports_lose_nothing(centre_settings: Settings, database_url: str) -> None:
    with a_way_in(centre_settings, database_url, terminals=TERMINALS) as way:
        packets = packets_of(stream(way.terminals, each=EACH))
        way.start_worker()
        with closing(Speaker(way.settings)) as speaker, ThreadPoolExecutor() as pool:
            talking = pool.submit(speaker.say, packets, per_second=PER_SECOND)
            for _ in range(KILLS):
                _wait_for_more(way)
                way.worker.kill()
                way.worker.start()
        seconds = talking.result()
        until(lambda: way.count_reports() == len(packets), within_s=60, every_s=0.2)
        until(lambda: set(way.acknowledged()) == {EACH})
    assert len(packets) / seconds > 2000


@pytest.mark.slow
def test_a_second_worker_takes_its_share_and_all_of_it_when_the_first_is_killed(
    centre_settings: Settings, postgresql_url: str
) -> None:
    with a_way_in(centre_settings, postgresql_url, terminals=TERMINALS) as way:
        packets = packets_of(stream(way.terminals, each=EACH // 5))
        way.start_worker()
        second = Process("ingest.process", way.settings)
        with ExitStack() as ending, closing(Speaker(way.settings)) as speaker:
            second.start()
            ending.callback(second.stop)
            until(lambda: len(way.holders_of_lanes()) == 2, within_s=40, every_s=0.2)
            speaker.say(packets[: len(packets) // 2], per_second=1000)
            way.worker.kill()
            speaker.say(packets[len(packets) // 2 :], per_second=1000)
            until(lambda: way.count_reports() == len(packets), within_s=60, every_s=0.2)
            assert len(way.holders_of_lanes()) == 1


def _wait_for_more(way: WayIn) -> None:
    before = way.count_reports()
    until(lambda: way.count_reports() > before + 300, within_s=30, every_s=0.1)
