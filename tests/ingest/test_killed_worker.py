"""kill -9 of the worker in the middle of a stream: nothing lost, nothing twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from control_plane.settings import Settings
from tests.ingest.centres import WayIn, a_way_in
from tests.ingest.speaker import Speaker, packets_of, stream
from tests.support.waiting import until

TERMINALS, EACH = 40, 500
PER_SECOND = 2200
KILLS = 5


@pytest.mark.slow
def test_five_kills_in_a_stream_of_20000_reports_lose_nothing(centre_settings: Settings, database_url: str) -> None:
    with a_way_in(centre_settings, database_url, terminals=TERMINALS) as way:
        packets = packets_of(stream(way.terminals, each=EACH))
        way.start_worker()
        speaker = Speaker(way.settings)
        with ThreadPoolExecutor() as pool:
            talking = pool.submit(speaker.say, packets, per_second=PER_SECOND)
            for _ in range(KILLS):
                _wait_for_more(way)
                way.worker.kill()
                way.worker.start()
        seconds = talking.result()
        until(lambda: way.count_reports() == len(packets), within_s=60, every_s=0.2)
        until(lambda: set(way.acknowledged()) == {EACH})
        speaker.close()
    assert len(packets) / seconds > 2000


def _wait_for_more(way: WayIn) -> None:
    before = way.count_reports()
    until(lambda: way.count_reports() > before + 300, within_s=30, every_s=0.1)
