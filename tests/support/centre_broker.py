"""The centre's own Mosquitto: generated settings, a real authority, certificates of terminals."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from paho.mqtt.enums import CallbackAPIVersion

from control_plane.authority.service import create_authority, ensure_server_certificate, load_authority
from control_plane.broker.child import BrokerChild
from control_plane.broker.settings import write_broker_settings
from control_plane.settings import Settings
from tests.support.absence import program
from tests.support.ports import LOOPBACK, free_port


class CentreBroker:
    """A running broker as production has it, and the certificates that open it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.log = settings.data / "mosquitto.log"
        now = datetime.now(UTC)
        create_authority(settings.authority, now)
        ensure_server_certificate(settings.authority, settings.broker_names, now=now)
        self.configuration = write_broker_settings(settings)
        self._child: BrokerChild | None = None

    @property
    def pid(self) -> int:
        assert self._child is not None
        assert self._child.pid is not None
        return self._child.pid

    def start(self) -> None:
        with self.log.open("ab") as output:
            self._child = BrokerChild(self.settings, self.configuration, output=output)
            self._child.start()

    def stop(self) -> None:
        if self._child:
            self._child.stop()

    def kill(self) -> None:
        if self._child:
            self._child.kill()

    def issue(self, terminal: str) -> tuple[Path, Path]:
        """Return the files of a fresh certificate and key of the terminal."""
        key = ec.generate_private_key(ec.SECP256R1())
        request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
        authority = load_authority(self.settings.authority)
        pem = request.public_bytes(serialization.Encoding.PEM).decode()
        certificate = authority.issue_terminal_certificate(pem, terminal, now=datetime.now(UTC))
        files = (self.settings.data / f"{terminal}.pem", self.settings.data / f"{terminal}.key")
        files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files

    def tls(self, terminal: str | None) -> ssl.SSLContext:
        """Return a TLS context that trusts the authority, with the terminal's certificate if one is named."""
        context = ssl.create_default_context(cafile=str(self.settings.authority / "authority.pem"))
        if terminal:
            context.load_cert_chain(*self.issue(terminal))
        return context

    def connect(self, terminal: str) -> paho.Client:
        """Return a client connected over TLS as the terminal; its thread runs."""
        client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5, reconnect_on_failure=False)
        client.tls_set_context(self.tls(terminal))
        client.connect(LOOPBACK, self.settings.broker_port)
        client.loop_start()
        return client


@pytest.fixture
def centre_settings(tmp_path: Path) -> Settings:
    """Settings of a centre in a folder of its own, on free ports."""
    return Settings(
        data=tmp_path,
        web_port=free_port(),
        broker_port=free_port(),
        broker_centre_port=free_port(),
        mosquitto=program("mosquitto", package="mosquitto"),
    )


@pytest.fixture
def centre_broker(centre_settings: Settings) -> Iterator[CentreBroker]:
    """Run the centre's broker."""
    broker = CentreBroker(centre_settings)
    broker.start()
    yield broker
    broker.stop()
