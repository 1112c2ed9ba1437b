"""Mosquitto as a child: what goes wrong is said in a sentence."""

import re
import socket
from pathlib import Path

import pytest

from control_plane.broker.child import BrokerChild, BrokerError, find_mosquitto
from control_plane.broker.passwords import hashed_line
from control_plane.broker.settings import centre_address
from control_plane.ports import PortTakenError
from tests.support.centre_broker import CentreBroker
from tests.support.ports import LOOPBACK


def test_a_taken_port_is_named(centre_broker: CentreBroker) -> None:
    settings = centre_broker.settings
    centre_broker.stop()
    with socket.create_server((LOOPBACK, settings.broker_port)):
        child = BrokerChild(settings, centre_broker.configuration)
        with pytest.raises(PortTakenError, match=rf"port {settings.broker_port} \(broker_port\)"):
            child.start()


def test_settings_that_mosquitto_refuses_are_told_at_once(centre_broker: CentreBroker) -> None:
    centre_broker.stop()
    centre_broker.configuration.write_text("no such setting\n")
    with pytest.raises(BrokerError, match="ended as soon as"):
        centre_broker.start()


def test_a_missing_mosquitto_is_named_with_the_remedy() -> None:
    with pytest.raises(BrokerError, match="apt-get install mosquitto"):
        find_mosquitto("mosquitto-that-is-not-there")


def test_the_password_is_in_no_argument_and_in_no_readable_file(centre_broker: CentreBroker) -> None:
    address = centre_address(centre_broker.settings)
    arguments = Path(f"/proc/{centre_broker.pid}/cmdline").read_text()
    assert address.password not in arguments
    assert address.password not in repr(address)
    assert address.password_file.stat().st_mode & 0o077 == 0
    assert address.password not in (centre_broker.settings.broker / "passwords").read_text()


def test_the_password_line_has_mosquittos_form() -> None:
    assert re.fullmatch(r"a:\$7\$101\$[\w+/]{16}\$[\w+/]{86}==\n", hashed_line("a", "secret"))
    assert hashed_line("a", "secret", salt=bytes(12)) == hashed_line("a", "secret", salt=bytes(12))
