"""A fast mouth: pre-encoded MQTT 3.1.1 packets down a bare socket, so that the speaker costs next to nothing.

It speaks on the centre's own listener, which may write under any terminal's name.
"""

import socket
import struct
import threading
import time
from collections.abc import Sequence

from contract.codec import encode_up
from contract.messages import ReportKind
from contract.topics import Topic, Up
from control_plane.broker.settings import centre_address
from control_plane.settings import Settings
from tests.ingest.messages import RUN, a_check, a_report

Said = tuple[str, bytes]
AT_ONCE = 50

_CONNECT, _PUBLISH_QOS_1, _DISCONNECT = 0x10, 0x32, 0xE0
_PUBACK_BYTES = 4
_CLEAN_WITH_USER_AND_PASSWORD = 0xC2


class Speaker:
    """One connection that plays every terminal, QoS 1."""

    def __init__(self, settings: Settings) -> None:
        address = centre_address(settings)
        self._socket = socket.create_connection((address.host, address.port))
        fields = [_text("MQTT"), bytes([4, _CLEAN_WITH_USER_AND_PASSWORD]), struct.pack("!H", 0)]
        fields += [_text("speaker"), _text(address.user), _text(address.password)]
        self._socket.sendall(_packet(_CONNECT, b"".join(fields)))
        assert self._socket.recv(4) == bytes([0x20, 2, 0, 0])
        self._acknowledged_bytes = 0
        self._said = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def say(self, packets: Sequence[bytes], *, per_second: int = 0) -> float:
        """Send packets, evenly at a rate if one is given; return how many seconds it took."""
        began = time.monotonic()
        for start in range(0, len(packets), AT_ONCE):
            if per_second:
                time.sleep(max(0.0, began + start / per_second - time.monotonic()))
            self._socket.sendall(b"".join(packets[start : start + AT_ONCE]))
        self._said += len(packets)
        return time.monotonic() - began

    def _wait_for_acknowledgements(self) -> None:
        # A socket that is closed with something unread in it takes back what was still on its way.
        deadline = time.monotonic() + 30
        while self._acknowledged_bytes < self._said * _PUBACK_BYTES:
            assert time.monotonic() < deadline, "the broker did not take everything"
            time.sleep(0.02)

    def close(self) -> None:
        self._wait_for_acknowledgements()
        self._socket.sendall(bytes([_DISCONNECT, 0]))
        self._socket.close()

    def _listen(self) -> None:
        try:
            while received := self._socket.recv(65536):
                self._acknowledged_bytes += len(received)
        except OSError:
            return


def packets_of(said: Sequence[Said]) -> list[bytes]:
    """PUBLISH packets with QoS 1, ready to be sent."""
    return [
        _packet(_PUBLISH_QOS_1, _text(topic) + struct.pack("!H", number % 65535 + 1) + payload)
        for number, (topic, payload) in enumerate(said)
    ]


def stream(terminals: Sequence[str], *, each: int, checks: int = 2, first: int = 1) -> list[Said]:
    """Encoded routine reports, the terminals taking turns."""
    looks = [a_check(f"camera.check{number}") for number in range(checks)]
    topics = [Topic(terminal, Up.REPORT).render() for terminal in terminals]
    return [
        (topic, encode_up(a_report(seq, *looks, run=RUN, kind=ReportKind.ROUTINE, uptime_ms=seq)))
        for seq in range(first, first + each)
        for topic in topics
    ]


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("!H", len(data)) + data


def _packet(kind: int, body: bytes) -> bytes:
    length, rest = bytearray(), len(body)
    while True:
        rest, digit = divmod(rest, 128)
        length.append(digit | 0x80 if rest else digit)
        if not rest:
            return bytes([kind]) + bytes(length) + body
