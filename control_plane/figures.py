"""The centre's figures for Prometheus, read from the database when they are asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from control_plane.authority.revocation import days_left
from control_plane.broker.models import Outbox
from control_plane.fleet.models import Terminal
from control_plane.history.models import TerminalState
from control_plane.ingest.models import Counter
from control_plane.presence.models import BrokerWatch, Presence
from control_plane.timekeeping import SECOND_MS


class _Figures:
    def __init__(self, session: Session, authority: Path, *, now: int) -> None:
        self._session = session
        self._authority = authority
        self._now = now

    def collect(self) -> Iterator[Metric]:
        yield self._by("beket_terminals", "terminals by life cycle", Terminal.life_cycle)
        yield self._by("beket_readiness", "terminals by readiness", TerminalState.readiness)
        yield self._by("beket_presence", "terminals by contact", Presence.state)
        unsent = GaugeMetricFamily("beket_outbox_unsent", "messages that wait for the broker")
        query = select(func.count()).select_from(Outbox).where(Outbox.sent_ms.is_(None))
        unsent.add_metric([], self._session.scalar(query) or 0)
        yield unsent
        left = GaugeMetricFamily("beket_revocations_days_left", "days until the broker would refuse everyone")
        days = days_left(self._authority, datetime.fromtimestamp(self._now / SECOND_MS, UTC))
        if days is not None:
            left.add_metric([], days)
        yield left
        yield self._eyes()
        yield self._counters()

    def _by(self, name: str, meaning: str, column: InstrumentedAttribute[str]) -> Metric:
        gauge = GaugeMetricFamily(name, meaning, labels=[column.key])
        for value, count in self._session.execute(select(column, func.count()).group_by(column)):
            gauge.add_metric([str(value)], count)
        return gauge

    def _eyes(self) -> Metric:
        gauge = GaugeMetricFamily("beket_seen_seconds_ago", "since each of the centre's eyes last saw", labels=["eye"])
        for eye, seen_ms in self._session.execute(select(BrokerWatch.name, BrokerWatch.seen_ms)):
            gauge.add_metric([eye], (self._now - seen_ms) / SECOND_MS)
        return gauge

    def _counters(self) -> Metric:
        counter = CounterMetricFamily("beket_ingest", "what came in, by kind", labels=["kind"])
        for name, value in self._session.execute(select(Counter.name, Counter.value)):
            counter.add_metric([name], value)
        return counter


def figures(session: Session, authority: Path, *, now: int) -> bytes:
    """All figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(session, authority, now=now))
    return generate_latest(registry)
