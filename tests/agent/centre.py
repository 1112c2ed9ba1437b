"""A centre in the test's own process on the real broker: it records, acknowledges when told to, and signs."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
import paho.mqtt.client as paho
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion

from contract.codec import decode_up, encode_plain
from contract.messages import Ack, CheckState, ConfigOutcome, Numbered, Presence, Report, Span
from contract.ranges import Ranges
from contract.topics import Down, Topic
from control_plane.authority.service import Authority, load_authority
from control_plane.broker.settings import centre_address
from tests.support.centre_broker import CentreBroker
from tests.support.waiting import until

_Message = TypeVar("_Message", bound=Struct)


class FakeCentre:
    """Everything that one terminal says, in the order of its coming; repeats are kept apart by their number."""

    def __init__(self, broker: CentreBroker, terminal: str) -> None:
        self.terminal = terminal
        self.heard: list[Struct] = []
        self.acknowledges = True
        self.clock_ahead_ms = 0
        self._broker = broker
        self._ranges: dict[str, Ranges] = {}
        self.connect()

    def connect(self) -> None:
        address = centre_address(self._broker.settings)
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5, reconnect_on_failure=False)
        self._client.username_pw_set(address.user, address.password)
        self._client.on_message = self._arrived
        self._client.on_connect = lambda client, *_: client.subscribe(f"beket/v1/+/{self.terminal}/up/+", qos=1)
        self._client.connect(address.host, address.port)
        self._client.loop_start()

    def leave(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def all(self, kind: type[_Message]) -> list[_Message]:
        return [message for message in list(self.heard) if isinstance(message, kind)]

    def numbers(self, run: str) -> list[int]:
        return [message.seq for message in list(self.heard) if isinstance(message, Numbered) and message.run == run]

    def wait_for(
        self, kind: type[_Message], is_it: Callable[[_Message], bool] = lambda _: True, *, within_s: float = 10
    ) -> _Message:
        found = until(lambda: [message for message in self.all(kind) if is_it(message)], within_s=within_s)
        return found[0]

    def wait_for_check(self, is_it: Callable[[CheckState], bool], *, within_s: float = 10) -> Report:
        return self.wait_for(Report, lambda report: any(is_it(state) for state in report.checks), within_s=within_s)

    def wait_for_outcome(self, outcome: str, *, within_s: float = 10) -> ConfigOutcome:
        return self.wait_for(ConfigOutcome, lambda told: told.outcome == outcome, within_s=within_s)

    def wait_until_online(self, *, within_s: float = 15) -> Presence:
        return self.wait_for(Presence, lambda presence: presence.online, within_s=within_s)

    def acknowledge(self, run: str, *, resend: tuple[Span, ...] = ()) -> None:
        numbers = self._ranges.get(run, Ranges())
        now_ms = int(time.time() * 1000) + self.clock_ahead_ms
        ack = Ack(run=run, upto=numbers.upto, also=tuple(numbers.beyond()), resend=resend, centre_ms=now_ms)
        self._client.publish(self._topic(Down.ACK), encode_plain(ack), qos=0)

    def sign(self, kind: Down, body: Any, *, generation: int, authority: Authority | None = None) -> bytes:
        signer = authority or load_authority(self._broker.settings.authority)
        document = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return signer.sign_document(kind, self.terminal, generation=generation, body=document)

    def send(self, kind: Down, payload: bytes) -> None:
        retain = kind in {Down.CONFIG, Down.SCHEDULE}
        self._client.publish(self._topic(kind), payload, qos=1, retain=retain).wait_for_publish(5)

    def send_unseen(self, kind: Down, payload: bytes) -> None:
        """Publish without keeping it and without waiting."""
        self._client.publish(self._topic(kind), payload, qos=1)

    def configure(self, body: dict[str, Any], *, generation: int) -> None:
        self.send(Down.CONFIG, self.sign(Down.CONFIG, body, generation=generation))

    def _topic(self, kind: Down) -> str:
        return Topic(self.terminal, kind).render()

    def _arrived(self, _client: paho.Client, _user: Any, message: paho.MQTTMessage) -> None:
        said = decode_up(Topic.parse(message.topic).channel, bytes(message.payload))  # type: ignore[arg-type] # only up/
        self.heard.append(said)
        if isinstance(said, Numbered):
            self._ranges.setdefault(said.run, Ranges()).add(said.seq)
            if self.acknowledges:
                self.acknowledge(said.run)
