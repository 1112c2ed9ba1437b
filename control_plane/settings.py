"""Settings of the centre: defaults, then `settings.toml` of the data folder, then BEKET_* variables."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

FILE_NAME = "settings.toml"
PREFIX = "BEKET_"
PORT_FIELDS = ("web_port", "broker_port", "broker_centre_port")
OPTIONAL_PORT_FIELDS = ("reflector_port", "broker_websocket_port")
LARGEST_PORT = 65535


class SettingsError(Exception):
    """A setting is wrong; the sentence names the field and where it stands."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a machine's owner may decide about the centre."""

    data: Path
    database_url: str = ""
    web_host: str = "127.0.0.1"
    web_port: int = 8080
    web_certificate: str = ""
    """The file of the pages' own TLS certificate; empty: plain, for loopback or behind a proxy."""
    web_key: str = ""
    """The file of its key."""
    public_url: str = ""
    """Where terminals reach the pages' server, to put logs and pictures; empty: the address that it listens at."""
    broker_host: str = "127.0.0.1"
    broker_port: int = 8883
    """The terminals' listener: TLS with client certificates."""
    broker_websocket_host: str = "127.0.0.1"
    """Where the same is reached by WebSocket, for branches behind a firewall: 443 on an address of its own."""
    broker_websocket_port: int = 0
    """0: not at all."""
    broker_centre_port: int = 8884
    """The centre's own listener, on loopback."""
    broker_names: tuple[str, ...] = ("127.0.0.1", "localhost")
    """The names and addresses under which terminals reach the broker, in its certificate."""
    broker_is_child: bool = True
    reflector_host: str = "127.0.0.1"
    """Where the terminals' tests of their line are answered; empty: every address, IPv4 and IPv6."""
    reflector_port: int = 8862
    """UDP; 862 is STAMP's own, which needs the right to listen below 1024. 0: `up` runs no reflector."""
    mosquitto: str = "mosquitto"
    secure_cookies: bool = False
    log_level: str = "info"

    @property
    def database(self) -> str:
        """The database's address; SQLite in the data folder unless set."""
        return self.database_url or f"sqlite:///{self.data / 'control-plane.sqlite'}"

    @property
    def authority(self) -> Path:
        """The folder of keys and certificates."""
        return self.data / "authority"

    @property
    def uploads(self) -> Path:
        """The folder of what terminals were ordered to send, for a day."""
        return self.data / "uploads"

    @property
    def terminals_url(self) -> str:
        """Where terminals reach the pages' server, without a slash at its end."""
        scheme = "https" if self.web_certificate else "http"
        return self.public_url.rstrip("/") or f"{scheme}://{self.web_host}:{self.web_port}"

    @property
    def broker(self) -> Path:
        """The folder of the broker's generated settings and its store."""
        return self.data / "broker"


def load_settings(data: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings for a data folder; raises SettingsError naming what is wrong and where."""
    data = data.absolute()
    values = _from_file(data / FILE_NAME)
    values |= _from_environment(os.environ if environment is None else environment)
    try:
        settings = msgspec.convert({**values, "data": str(data)}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        message = f"a setting in {data / FILE_NAME} or a {PREFIX}* variable is wrong: {error}"
        raise SettingsError(message) from error
    _check_ports(settings)
    return settings


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        values = msgspec.toml.decode(path.read_bytes(), type=dict[str, Any])
    except (msgspec.DecodeError, OSError) as error:
        message = f"cannot read {path}: {error}"
        raise SettingsError(message) from error
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    known = {PREFIX + field.upper(): field for field in Settings.__struct_fields__ if field != "data"}
    found: dict[str, Any] = {field: environment[name] for name, field in known.items() if name in environment}
    if "broker_names" in found:
        found["broker_names"] = [name.strip() for name in found["broker_names"].split(",")]
    return found


def _path(kind: type, value: Any) -> Any:
    return kind(value)


def _check_ports(settings: Settings) -> None:
    for field in PORT_FIELDS:
        port = getattr(settings, field)
        if not 1 <= port <= LARGEST_PORT:
            message = f"{field} is {port}, but a port is a number from 1 to {LARGEST_PORT}"
            raise SettingsError(message)
    for field in OPTIONAL_PORT_FIELDS:
        port = getattr(settings, field)
        if not 0 <= port <= LARGEST_PORT:
            message = f"{field} is {port}, but a port is a number from 1 to {LARGEST_PORT}, 0 for none"
            raise SettingsError(message)
