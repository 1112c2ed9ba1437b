"""Ten thousand bad messages: counted, kept for a look, and no good one waits for them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import func, select

from contract.codec import encode_up
from contract.topics import Down, Topic, Up
from control_plane.ingest.models import Quarantine
from control_plane.ingest.repository import counters
from control_plane.settings import Settings
from tests.ingest.centres import a_way_in
from tests.ingest.hearing import AckWatch
from tests.ingest.messages import a_report
from tests.ingest.rubbish import rubbish, said
from tests.ingest.speaker import Speaker, packets_of
from tests.support.waiting import until

pytestmark = pytest.mark.alone

BAD, GOOD = 10_000, 100
EVERY_S = 0.1


def test_10000_bad_messages_are_kept_and_delay_no_good_one(centre_settings: Settings, database_url: str) -> None:
    with a_way_in(centre_settings, database_url, terminals=2) as way, ExitStack() as ears:
        noisy, honest = way.terminals
        bad = [rubbish(noisy, number) for number in range(BAD)]
        way.start_worker()
        watch = ears.enter_context(closing(AckWatch(way.settings, Topic(honest, Down.ACK).render())))
        speaker = ears.enter_context(closing(Speaker(way.settings)))
        packets = packets_of([said(each) for each in bad])
        with ThreadPoolExecutor() as pool:
            shouting = pool.submit(speaker.say, packets, per_second=int(BAD / (GOOD * EVERY_S)))
            for seq in range(1, GOOD + 1):
                watch.publish(Topic(honest, Up.REPORT).render(), encode_up(a_report(seq)), seq=seq, every_s=EVERY_S)
        shouting.result()
        until(lambda: watch.upto == GOOD)
        assert watch.longest_delay_s() < 1.0
        expected = Counter(f"bad.{reason}" for *_, reason in bad)

        def counted() -> dict[str, int]:
            with way.database.reading() as session:
                return {name: value for name, value in counters(session).items() if name.startswith("bad.")}

        until(lambda: sum(counted().values()) == BAD, within_s=30)
        assert counted() == expected
        with way.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Quarantine)) == BAD
            assert max(session.scalars(select(func.length(Quarantine.excerpt)))) <= 512
