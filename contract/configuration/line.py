"""What of the line is tried, and the services that a call needs."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

from contract.configuration.units import unit

Host = Annotated[str, Meta(pattern=r"^[A-Za-z0-9.\-:]{1,253}$", title="host")]
Port = Annotated[int, Meta(ge=1, le=65535)]


class ServiceKind(StrEnum):
    """How a service is tried."""

    TCP = "tcp"
    TLS = "tls"
    HTTPS = "https"
    STUN = "stun"


class Service(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service that a call needs."""

    host: Annotated[Host, Meta(description="name or address of the service")]
    port: Annotated[Port, Meta(description="port of the service: UDP for stun, TCP for the rest")]
    kind: Annotated[
        ServiceKind,
        Meta(description="tcp: a connection; tls: a handshake too; https: a page too; stun: a binding over UDP"),
    ] = ServiceKind.TLS
    verify: Annotated[bool, Meta(description="must its certificate be valid")] = True
    path: Annotated[
        str, Meta(pattern=r"^/[!-~]{0,199}$", description="https: the page that is asked for", title="path")
    ] = "/"
    status: Annotated[
        int, Meta(ge=0, le=599, description="https: the status that the page must have; 0: any below 400")
    ] = 0
    fallback_port: Annotated[
        int, Meta(ge=0, le=65535, description="stun: TCP port of the same server where UDP is blocked; 0: none")
    ] = 0
    fallback_tls: Annotated[bool, Meta(description="stun: is the fallback inside TLS (turns)")] = False
    needed_for_call: Annotated[bool, Meta(description="is a call impossible without it")] = True


class Network(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of the line is tried, and when it is called faulty."""

    timeout_s: Annotated[
        float, Meta(ge=0.2, le=30, description="patience with each step", extra_json_schema=unit("s"))
    ] = 5.0
    dns_name: Annotated[
        str, Meta(max_length=253, description="name that must resolve; empty: the services' names are tried")
    ] = ""
    rtt_warning_ms: Annotated[
        float, Meta(ge=1, le=5000, description="round trip above which attention is due", extra_json_schema=unit("ms"))
    ] = 150.0
    rtt_failed_ms: Annotated[
        float,
        Meta(ge=1, le=10000, description="round trip that spoils a call", extra_json_schema=unit("ms")),
    ] = 400.0
    link_mbit: Annotated[
        float,
        Meta(ge=0, le=10000, description="speed that a cable must negotiate", extra_json_schema=unit("Mbit/s")),
    ] = 100.0
    wifi_dbm: Annotated[
        float, Meta(ge=-110, le=0, description="Wi-Fi level below which it is weak", extra_json_schema=unit("dBm"))
    ] = -75.0
    mobile_rsrp_dbm: Annotated[
        float,
        Meta(ge=-140, le=0, description="mobile level (RSRP) below which it is weak", extra_json_schema=unit("dBm")),
    ] = -112.0
    mobile_quality: Annotated[
        float,
        Meta(ge=0, le=1, description="the modem's signal quality below which it is weak, where it tells no level"),
    ] = 0.25
    portal_url: Annotated[
        str,
        Meta(
            pattern=r"^(http://[A-Za-z0-9.\-]{1,253}(:[0-9]{1,5})?/[!-~]{0,200})?$",
            description="page over plain HTTP whose answer is known, to find a captive portal; empty: not looked for",
            title="address that begins with http://",
        ),
    ] = ""
    portal_status: Annotated[int, Meta(ge=100, le=599, description="status that this page has")] = 200
    portal_answer: Annotated[
        str, Meta(max_length=200, description="text that this page begins with; empty: the status is enough")
    ] = ""
    mtu: Annotated[
        int,
        Meta(ge=576, le=9000, description="largest packet that must get through whole", extra_json_schema=unit("B")),
    ] = 1280
    certificate_days: Annotated[
        float,
        Meta(ge=0, le=365, description="days left of a service's certificate: attention", extra_json_schema=unit("d")),
    ] = 14.0
    clock_warning_s: Annotated[
        float,
        Meta(ge=1, le=86400, description="distance from the centre's clock: attention", extra_json_schema=unit("s")),
    ] = 60.0
    clock_failed_s: Annotated[
        float,
        Meta(
            ge=60,
            le=31536000,
            description="distance from the centre's clock at which certificates are refused",
            extra_json_schema=unit("s"),
        ),
    ] = 86400.0
    services: Annotated[
        dict[Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,30}$")], Service],
        Meta(max_length=16, description="services that a call needs, by a short name"),
    ] = field(default_factory=dict)
