"""The centre's end of the wire for tests of the fleet: a broker with TLS, and one who listens and answers."""

import ssl
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from contract.codec import decode_up
from contract.identity import new_terminal_id
from contract.topics import Topic, Up
from control_plane.authority.certificates import SERVER_CERTIFICATE, SERVER_KEY, pem_text
from control_plane.authority.service import create_authority, ensure_server_certificate, load_authority
from simulation.faults import Script
from simulation.fleet import Address, Credentials, Fleet, Member
from tests.simulation.factories import a_terminal
from tests.support.mosquitto import Mosquitto, StartMosquitto
from tests.support.ports import LOOPBACK


class Wire:
    """A broker that asks for certificates, and all that was said over it."""

    def __init__(self, folder: Path, start_mosquitto: StartMosquitto) -> None:
        self.said: list[tuple[str, Up, Struct]] = []
        self._folder = folder
        create_authority(folder, datetime.now(UTC))
        ensure_server_certificate(folder, [LOOPBACK], now=datetime.now(UTC))
        self._authority = load_authority(folder)
        self.broker: Mosquitto = start_mosquitto(settings=self._settings())
        self._listener = self._listen()

    def a_member(self, *, script: Script = ()) -> Member:
        """Return a terminal with its own certificate."""
        terminal = a_terminal(self._folder, name=new_terminal_id(), script=script)
        return Member(terminal, credentials=self.credentials(terminal.name), address=self.address)

    @property
    def address(self) -> Address:
        return Address(LOOPBACK, self.broker.port)

    def credentials(self, name: str) -> Credentials:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._authority.issuer.issue_for_terminal(key.public_key(), name, now=datetime.now(UTC))
        files = Credentials(
            certificate=self._folder / f"{name}.pem",
            key=self._folder / f"{name}.key",
            authority=self._folder / "authority.pem",
        )
        files.certificate.write_text(pem_text(certificate))
        files.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files

    def send(self, topic: str, payload: bytes) -> None:
        self._listener.publish(topic, payload, qos=1)

    def close(self) -> None:
        self._listener.disconnect()
        self._listener.loop_stop()

    def _settings(self) -> str:
        return (
            f"allow_anonymous true\ncafile {self._folder}/authority.pem\n"
            f"certfile {self._folder / SERVER_CERTIFICATE}\nkeyfile {self._folder / SERVER_KEY}\n"
            "require_certificate true\nuse_identity_as_username true\nset_tcp_nodelay true"
        )

    def _listen(self) -> Client:
        context: ssl.SSLContext = self.credentials(new_terminal_id()).context()
        client, ready = Client(CallbackAPIVersion.VERSION2), threading.Event()
        client.tls_set_context(context)
        client.on_message = self._hear
        client.on_subscribe = lambda *_: ready.set()
        client.connect(LOOPBACK, self.broker.port)
        client.subscribe("beket/v1/+/+/up/+", qos=1)
        client.loop_start()
        assert ready.wait(10)
        return client

    def _hear(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        topic = Topic.parse(message.topic)
        assert isinstance(topic.channel, Up)
        self.said.append((topic.terminal, topic.channel, decode_up(topic.channel, bytes(message.payload))))


class Running:
    """A fleet on a thread of its own for the length of a test."""

    def __init__(self, members: list[Member]) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=Fleet(members).run, args=(self._stop,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()
