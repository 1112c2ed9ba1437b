"""Traffic made readable: `beket-control-plane listen` prints each message as one line."""

import os
import re
import selectors
import threading
from collections.abc import Callable
from typing import Any

from contract.codec import CodecError, readable
from contract.topics import PREFIX, Topic, TopicError
from control_plane.broker.mqtt import Consumer
from control_plane.broker.settings import BrokerAddress

WAIT_S = 0.5
_TOKEN = re.compile(r"/up/[A-Za-z0-9_-]{43}")
"""What lets its holder put something in a terminal's name is for that terminal alone."""


def listen(address: BrokerAddress, say: Callable[[str], None], *, stopping: threading.Event) -> None:
    """Say a line for each message, up and down, until told to stop; raises OSError without a broker."""

    def arrived(consumer: Consumer, message: Any) -> None:
        say(line_of(message.topic, message.payload, retained=message.retain))
        if message.qos:
            consumer.acknowledge(message.mid)

    consumer = Consumer(f"beket-listen-{os.getpid()}", [f"{PREFIX}/#"], arrived, keeps_session=False)
    with selectors.DefaultSelector() as selector:
        selector.register(consumer.connect(address), selectors.EVENT_READ)
        while not stopping.is_set():
            selector.select(WAIT_S)
            if not (consumer.read() and consumer.write() and consumer.keep_alive()):
                raise ConnectionError(consumer.refusal or "the broker closed the connection")
    consumer.close()


def line_of(topic: str, payload: bytes, *, retained: bool) -> str:
    """A message as people read it: terminal, channel, whether it was retained, and its JSON."""
    try:
        parsed = Topic.parse(topic)
    except TopicError as error:
        return f"{topic}  ? {error}"
    mark = " (retained)" if retained else ""
    try:
        text = readable(payload).decode("utf-8", "replace") if payload else "(cleared)"
    except CodecError as error:
        text = f"? {error}, {len(payload)} bytes"
    return f"{parsed.terminal}  {parsed.channel}{mark}  {_TOKEN.sub('/up/…', text)}"
