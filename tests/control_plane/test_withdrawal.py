import os
import signal
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import paho.mqtt.client as paho
from cryptography import x509
from paho.mqtt.enums import CallbackAPIVersion

from contract.identity import new_terminal_id
from contract.topics import downward_filter
from control_plane.authority.certificates import serial_text
from control_plane.authority.revocation import LIFE, REISSUED_AFTER, days_left, keep_revocations
from control_plane.authority.service import create_authority
from control_plane.broker.mqtt import take_over
from control_plane.broker.settings import centre_address, write_broker_settings
from tests.support.centre_broker import CentreBroker
from tests.support.ports import LOOPBACK

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def wait_until(holds: Callable[[], bool], within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def connect_again(broker: CentreBroker, terminal: str) -> paho.Client:
    """Connect with the certificate that the terminal had; TLS 1.3 tells a client late that it was refused."""
    context = ssl.create_default_context(cafile=str(broker.settings.authority / "authority.pem"))
    context.load_cert_chain(broker.settings.data / f"{terminal}.pem", broker.settings.data / f"{terminal}.key")
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5, reconnect_on_failure=False)
    client.tls_set_context(context)
    with suppress(OSError):
        client.connect(LOOPBACK, broker.settings.broker_port)
        client.loop_start()
    return client


def test_the_list_is_issued_daily_and_at_once_for_a_withdrawal(tmp_path: Path) -> None:
    create_authority(tmp_path, NOW)
    assert days_left(tmp_path, NOW) is None
    assert keep_revocations(tmp_path, {}, now=NOW)
    assert not keep_revocations(tmp_path, {}, now=NOW + REISSUED_AFTER / 2)
    assert keep_revocations(tmp_path, {}, now=NOW + REISSUED_AFTER)
    assert keep_revocations(tmp_path, {"1f": 1000}, now=NOW + REISSUED_AFTER)
    assert not keep_revocations(tmp_path, {"1f": 1000}, now=NOW + REISSUED_AFTER)
    assert days_left(tmp_path, NOW + REISSUED_AFTER) == LIFE.days
    assert keep_revocations(tmp_path, {"1f": 1000}, now=NOW - REISSUED_AFTER)  # the clock was set back


def test_a_withdrawn_terminal_is_out_at_once_and_stays_out(centre_broker: CentreBroker) -> None:
    folder = centre_broker.settings.authority
    keep_revocations(folder, {}, now=datetime.now(UTC))
    write_broker_settings(centre_broker.settings)
    centre_broker.stop()
    centre_broker.start()
    good, bad = new_terminal_id(), new_terminal_id()
    other, client = centre_broker.connect(good), centre_broker.connect(bad)
    wait_until(lambda: client.is_connected() and other.is_connected())
    client.subscribe(downward_filter(bad))
    certificate = x509.load_pem_x509_certificate((centre_broker.settings.data / f"{bad}.pem").read_bytes())
    keep_revocations(folder, {serial_text(certificate): 1000}, now=datetime.now(UTC))
    os.kill(centre_broker.pid, signal.SIGHUP)
    take_over(centre_address(centre_broker.settings), bad)
    wait_until(lambda: not client.is_connected())
    assert other.is_connected()
    again = connect_again(centre_broker, bad), connect_again(centre_broker, good)
    wait_until(again[1].is_connected)
    assert not again[0].is_connected()
    for each in (client, other, *again):
        each.disconnect()
        each.loop_stop()
