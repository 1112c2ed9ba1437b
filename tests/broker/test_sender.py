"""What goes down: sent once it is committed, sent again to a broker that forgot."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import func, select

from contract.identity import new_terminal_id
from contract.topics import PREFIX, Down, Topic
from control_plane.broker import outbox
from control_plane.broker.models import Outbox, RetainedDocument
from control_plane.broker.sender import Sender
from control_plane.broker.settings import RESEND_WINDOW_MS, centre_address
from control_plane.database import Database
from control_plane.presence import sight
from control_plane.settings import Settings
from control_plane.timekeeping import now_ms
from tests.control_plane.factories import a_database
from tests.support.centre_broker import CentreBroker
from tests.support.waiting import until


class Ear:
    """Somebody who hears all that goes down, from now on and retained."""

    def __init__(self, settings: Settings) -> None:
        self.heard: list[tuple[str, bytes]] = []
        address = centre_address(settings)
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.username_pw_set(address.user, address.password)
        self._client.on_message = self._arrived
        self._client.connect(address.host, address.port)
        self._client.loop_start()
        subscribed: list[bool] = []
        self._client.on_subscribe = lambda *_: subscribed.append(True)
        self._client.subscribe(f"{PREFIX}/+/+/down/+", qos=1)
        until(lambda: subscribed)

    def _arrived(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        self.heard.append((message.topic, bytes(message.payload)))

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@dataclass
class Office:
    """A sender with its outbox and broker."""

    broker: CentreBroker
    database: Database
    sender: Sender
    topic: Topic = field(default_factory=lambda: Topic(new_terminal_id(), Down.CONFIG))

    def send(self, payload: bytes) -> None:
        with self.database.transaction() as session:
            outbox.send_retained(session, {self.topic: payload}, now=now_ms())

    def step_until_sent(self) -> None:
        until(self._has_nothing_left, within_s=15)

    def is_connected(self) -> bool:
        self.sender.step()
        return self.sender.is_connected

    def retained(self) -> list[bytes]:
        ear = Ear(self.broker.settings)
        try:
            until(lambda: ear.heard, within_s=1)
        except TimeoutError:
            return []
        finally:
            ear.close()
        return [payload for topic, payload in ear.heard if topic == self.topic.render()]

    def _has_nothing_left(self) -> bool:
        self.sender.step()
        with self.database.reading() as session:
            return not session.scalar(select(func.count()).select_from(Outbox).where(Outbox.sent_ms.is_(None)))


@pytest.fixture
def office(centre_broker: CentreBroker, database_url: str) -> Iterator[Office]:
    with a_database(database_url) as database:
        sender = Sender(database, centre_address(centre_broker.settings))
        yield Office(centre_broker, database, sender)
        sender.close()


def test_what_is_committed_reaches_the_broker_in_order(office: Office) -> None:
    ear = Ear(office.broker.settings)
    for number in range(300):
        office.send(str(number).encode())
    office.step_until_sent()
    until(lambda: len(ear.heard) == 300)
    assert [int(payload) for _, payload in ear.heard] == list(range(300))
    ear.close()


def test_a_message_nobody_wants_any_more_is_not_sent(office: Office) -> None:
    ear = Ear(office.broker.settings)
    with office.database.transaction() as session:
        command = Topic(office.topic.terminal, Down.COMMAND)
        outbox.send_once(session, command, payload=b"late", expires_ms=now_ms() - 1, now=now_ms())
        outbox.send_once(session, command, payload=b"good", expires_ms=now_ms() + 60_000, now=now_ms())
    until(lambda: office.is_connected() and ear.heard)
    assert [payload for _, payload in ear.heard] == [b"good"]
    ear.close()


def test_what_is_written_while_the_broker_is_away_is_sent_when_it_is_back(office: Office) -> None:
    until(office.is_connected)
    office.broker.stop()
    office.send(b"meanwhile")
    until(lambda: not office.is_connected())
    office.broker.start()
    office.step_until_sent()
    assert office.retained() == [b"meanwhile"]


def test_a_killed_broker_is_told_again_what_it_held(office: Office) -> None:
    office.send(b"one")
    office.step_until_sent()
    office.broker.kill()
    until(lambda: not office.is_connected())
    office.broker.start()
    until(office.is_connected)
    until(lambda: office.is_connected() and office.retained() == [b"one"], within_s=20)


def test_a_broker_that_saved_is_told_only_what_changed_since_about_then(office: Office) -> None:
    office.send(b"old")
    office.step_until_sent()
    office.sender.close()
    with office.database.transaction() as session:
        sight.mark_seen(session, [(sight.SENDER, now_ms())])
        session.get_one(RetainedDocument, office.topic.render()).changed_ms -= RESEND_WINDOW_MS + 60_000
    ear = Ear(office.broker.settings)
    until(lambda: ear.heard)
    until(office.is_connected)
    office.send(b"new")
    office.step_until_sent()
    until(lambda: len(ear.heard) > 1)
    assert [payload for _, payload in ear.heard] == [b"old", b"new"]
    ear.close()
