"""Mosquitto's settings, access list and password file, written from the centre's settings."""

from pathlib import Path

import msgspec

from contract.topics import PREFIX
from control_plane.authority.certificates import AUTHORITY_CERTIFICATE, SERVER_CERTIFICATE, SERVER_KEY
from control_plane.authority.files import write_private
from control_plane.authority.revocation import REVOCATIONS, withdrawn_terminals
from control_plane.broker.passwords import CENTRE_USER, ensure_password, hashed_line
from control_plane.settings import Settings
from control_plane.timekeeping import SECOND_MS

AUTOSAVE_INTERVAL_S = 300
RESEND_WINDOW_MS = 2 * AUTOSAVE_INTERVAL_S * SECOND_MS
LARGEST_MESSAGE = 256 * 1024
LOOPBACK = "127.0.0.1"
TLS_SETTINGS = "openssl.cnf"

_CONFIGURATION = """\
# Written by the centre at every start; changes here are lost.
# Only for a start as root, which would otherwise drop to a user that cannot read this folder.
user root
per_listener_settings false
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/access
persistence true
persistence_location {folder}/store/
autosave_interval {autosave}
autosave_on_changes false
# The defaults (1000 and 20) throw messages away while a worker is gone.
max_queued_messages 0
max_queued_bytes 536870912
max_inflight_messages 2000
max_packet_size {largest}
set_tcp_nodelay true
log_dest stderr
log_type error
log_type warning
log_type notice
connection_messages false

# The centre's own: never reachable from outside.
listener {centre_port} {loopback}

# The terminals'. The certificate's name is both user and client id, or any terminal could evict another.
listener {port} {host}
cafile {authority}
certfile {certificate}
keyfile {key}
{crl}require_certificate true
use_identity_as_username true
use_username_as_clientid true
tls_version tlsv1.2
"""

_WEBSOCKET = """
# The same inside WebSocket. Here Mosquitto knows no list of withdrawn certificates: the access list shuts them out.
listener {port} {host}
protocol websockets
cafile {authority}
certfile {certificate}
keyfile {key}
require_certificate true
use_identity_as_username true
use_username_as_clientid true
"""

_TLS = """\
# Mosquitto has no setting for it: without session tickets, which no terminal uses, a connect costs 1.6 KB less.
openssl_conf = openssl_init
[openssl_init]
ssl_conf = ssl
[ssl]
system_default = terminals
[terminals]
NumTickets = 0
Options = -SessionTicket
"""

_ACCESS = """\
# A terminal writes only its own `up`, reads only its own `down`; %u is its certificate's name.
pattern write {prefix}/+/%u/up/+
pattern write {prefix}/+/%u/alive
pattern read {prefix}/+/%u/down/+

user {centre}
topic readwrite {prefix}/#
topic readwrite beket/centre/#
topic read $SYS/#
"""

_SHUT_OUT = """
user {terminal}
topic deny {prefix}/#
"""


class BrokerAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where and as whom the centre's processes connect."""

    host: str
    port: int
    user: str
    password_file: Path

    @property
    def password(self) -> str:
        """Read when it is needed: it is kept in no structure that might be printed."""
        return ensure_password(self.password_file)


def centre_address(settings: Settings) -> BrokerAddress:
    """The centre's own listener."""
    return BrokerAddress(
        host=LOOPBACK,
        port=settings.broker_centre_port,
        user=CENTRE_USER,
        password_file=settings.broker / "centre-password",
    )


def write_broker_settings(settings: Settings) -> Path:
    """Write all that Mosquitto reads, beside the authority's files; return the path of its configuration."""
    folder = settings.broker
    (folder / "store").mkdir(parents=True, exist_ok=True, mode=0o700)
    password = ensure_password(folder / "centre-password")
    write_private(folder / "passwords", hashed_line(CENTRE_USER, password).encode())
    write_private(folder / "access", _access(settings).encode())
    write_private(folder / TLS_SETTINGS, _TLS.encode())
    path = folder / "mosquitto.conf"
    write_private(path, _configuration(settings).encode())
    return path


def _access(settings: Settings) -> str:
    shut_out = (_SHUT_OUT.format(terminal=name, prefix=PREFIX) for name in withdrawn_terminals(settings.authority))
    return _ACCESS.format(prefix=PREFIX, centre=CENTRE_USER) + "".join(shut_out)


def _configuration(settings: Settings) -> str:
    crl = settings.authority / REVOCATIONS
    files = {
        "authority": settings.authority / AUTHORITY_CERTIFICATE,
        "certificate": settings.authority / SERVER_CERTIFICATE,
        "key": settings.authority / SERVER_KEY,
    }
    text = _CONFIGURATION.format(
        folder=settings.broker,
        autosave=AUTOSAVE_INTERVAL_S,
        largest=LARGEST_MESSAGE,
        centre_port=settings.broker_centre_port,
        loopback=LOOPBACK,
        port=settings.broker_port,
        host=settings.broker_host,
        crl=f"crlfile {crl}\n" if crl.exists() else "",
        **files,
    )
    if not settings.broker_websocket_port:
        return text
    return text + _WEBSOCKET.format(port=settings.broker_websocket_port, host=settings.broker_websocket_host, **files)
