"""How the terminal reaches the centre, and how much that may cost."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.configuration.line import Host, Port
from contract.configuration.units import unit


class Transport(StrEnum):
    """What MQTT travels in."""

    TLS = "tls"
    WEBSOCKET = "websocket"


class Broker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One address of the centre's broker."""

    host: Annotated[Host, Meta(description="name or address of the broker")]
    port: Annotated[Port, Meta(description="TCP port of the broker")] = 8883
    transport: Annotated[
        Transport, Meta(description="tls: MQTT inside TLS; websocket: inside WebSocket inside TLS, for port 443")
    ] = Transport.TLS


class Link(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the terminal reaches the centre. A change here must be proven by reaching it."""

    brokers: Annotated[
        tuple[Broker, ...],
        Meta(max_length=8, description="addresses of the centre, tried in turn; empty: those given at enrolment"),
    ] = ()
    proxy: Annotated[
        str,
        Meta(
            pattern=r"^([A-Za-z0-9.\-]{1,253}:[0-9]{1,5})?$",
            description="HTTP proxy of the branch, name:port; its user and password are a file on the terminal",
            title="name:port",
        ),
    ] = ""
    keepalive_s: Annotated[int, Meta(ge=5, le=600, description="MQTT keepalive", extra_json_schema=unit("s"))] = 60
    backoff_cap_s: Annotated[
        float, Meta(ge=1, le=900, description="longest pause between attempts", extra_json_schema=unit("s"))
    ] = 60.0
    spread_s: Annotated[
        float,
        Meta(
            ge=0,
            le=900,
            description="terminals that lost the centre together come back spread over",
            extra_json_schema=unit("s"),
        ),
    ] = 15.0
    budget_mb: Annotated[
        float,
        Meta(ge=1, le=10_000, description="data a day for this connection", extra_json_schema=unit("MB")),
    ] = 8.0
    prove_s: Annotated[
        int,
        Meta(
            ge=5,
            le=180,
            description="time for new link settings to reach the centre",
            extra_json_schema=unit("s"),
        ),
    ] = 120
