"""Why the centre is not reached: codes that a terminal tells, stable for ever once they were sent."""

from contract.verdicts import Forgiving


class Trouble(Forgiving):
    """What became of an attempt to reach the centre, or of a session; told apart by who has to do something."""

    NO_NAME = "no_name"
    """The name was not resolved."""
    NO_WAY = "no_way"
    """The kernel knows no route, or the next router says so."""
    NOBODY_ANSWERS = "nobody_answers"
    """Packets vanish: no answer to TCP, TLS or MQTT in time."""
    PORT_CLOSED = "port_closed"
    """TCP was refused: nothing listens there, or a firewall says no."""
    PROXY_AWAY = "proxy_away"
    """The branch's proxy was not reached."""
    PROXY_REFUSES = "proxy_refuses"
    """It was, and will not connect us."""
    PROXY_LOGIN = "proxy_login"
    """It wants another user and password."""
    NOT_TLS = "not_tls"
    """Something else than TLS answered: a captive portal, most likely."""
    WRONG_NAME = "wrong_name"
    """The certificate is ours, but made for another name."""
    FOREIGN_CERTIFICATE = "foreign_certificate"
    """The certificate is of another authority: a captive portal, or somebody who listens."""
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    TLS_FAILED = "tls_failed"
    """The handshake came to nothing for another reason."""
    OWN_FILES = "own_files"
    """The terminal's own key or certificate cannot be read."""
    WEBSOCKET_REFUSED = "websocket_refused"
    """HTTP answered, but takes no WebSocket."""
    SESSION_REFUSED = "session_refused"
    """The broker answered CONNECT with a refusal."""
    KICKED = "kicked"
    """The far end took us and dropped us within a minute."""
    SILENT = "silent"
    """A session in which nothing came back any more."""
    LOST = "lost"
    """A session that had held was closed."""
    UNKNOWN = "unknown"


FAR_END_REFUSES = frozenset(
    {
        Trouble.PROXY_REFUSES,
        Trouble.PROXY_LOGIN,
        Trouble.NOT_TLS,
        Trouble.WRONG_NAME,
        Trouble.FOREIGN_CERTIFICATE,
        Trouble.CERTIFICATE_EXPIRED,
        Trouble.CERTIFICATE_NOT_YET_VALID,
        Trouble.TLS_FAILED,
        Trouble.WEBSOCKET_REFUSED,
        Trouble.SESSION_REFUSED,
    }
)
"""Somebody answers and does not want us: asking again soon changes nothing."""
