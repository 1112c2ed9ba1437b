"""Ears for tests: what the centre says to terminals, and how long it took."""

import time
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from contract.codec import decode_plain
from contract.messages import Ack
from control_plane.broker.settings import centre_address
from control_plane.settings import Settings
from tests.support.waiting import until


class AckWatch:
    """Says numbered messages for one terminal and hears when each is acknowledged."""

    def __init__(self, settings: Settings, topic: str) -> None:
        address = centre_address(settings)
        self.upto = 0
        self._said: dict[int, float] = {}
        self._heard: dict[int, float] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
        self._client.username_pw_set(address.user, address.password)
        self._client.on_message = self._arrived
        subscribed: list[bool] = []
        self._client.on_subscribe = lambda *_: subscribed.append(True)
        self._client.connect(address.host, address.port)
        self._client.loop_start()
        self._client.subscribe(topic)
        until(lambda: subscribed)

    def publish(self, topic: str, payload: bytes, *, seq: int, every_s: float) -> None:
        self._said[seq] = time.monotonic()
        self._client.publish(topic, payload, qos=1)
        time.sleep(every_s)

    def longest_delay_s(self) -> float:
        return max(self._heard[seq] - said for seq, said in self._said.items())

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _arrived(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        now = time.monotonic()
        ack = decode_plain(Ack, bytes(message.payload))
        for seq in range(self.upto + 1, ack.upto + 1):
            self._heard[seq] = now
        self.upto = max(self.upto, ack.upto)
