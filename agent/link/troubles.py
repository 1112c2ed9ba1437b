"""Which trouble an error of the line stands for: who has to do something follows from it."""

import ssl

from agent.link.reach import ReachError
from contract.trouble import Trouble

KICKED_WITHIN_MS = 60_000

_BY_VERIFY_CODE = {
    9: Trouble.CERTIFICATE_NOT_YET_VALID,
    10: Trouble.CERTIFICATE_EXPIRED,
    62: Trouble.WRONG_NAME,
    64: Trouble.WRONG_NAME,
}
"""X509_V_ERR_… of OpenSSL's x509_vfy.h; the others say that the chain does not end in our authority."""
_NOT_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG"})
_KEEPALIVE_OVER = 0x8D
"""Of MQTT 5.0, 3.14.2.1: the broker's word, or paho's own count."""


def trouble_of(error: Exception) -> Trouble:
    """Return the trouble of an attempt that failed."""
    if isinstance(error, ReachError):
        return error.trouble
    if isinstance(error, ssl.SSLCertVerificationError):
        return _BY_VERIFY_CODE.get(error.verify_code, Trouble.FOREIGN_CERTIFICATE)
    if isinstance(error, ssl.SSLEOFError | ConnectionError):
        return Trouble.KICKED
    if isinstance(error, ssl.SSLError):
        return Trouble.NOT_TLS if error.reason in _NOT_TLS else Trouble.TLS_FAILED
    return Trouble.NOBODY_ANSWERS if isinstance(error, TimeoutError) else Trouble.NO_WAY


def trouble_of_loss(code: int, *, lasted_ms: int, is_unheard: bool) -> Trouble:
    """Return the trouble of a session that ended, by the reason that MQTT gives.

    `is_unheard`: nothing came for as long as the kernel waits for a dead line. A session that held may still have been
    quiet for that long: then it was lost, or the line was dead, and nobody can say which.
    """
    if code == _KEEPALIVE_OVER:
        return Trouble.SILENT
    if lasted_ms >= KICKED_WITHIN_MS:
        return Trouble.LOST
    return Trouble.SILENT if is_unheard else Trouble.KICKED


def reason_of(error: Exception, *, at: str) -> str:
    """Return what a log may say of an error at an address, without OpenSSL's file and line."""
    if isinstance(error, ReachError):
        return str(error)  # it names the address, or the proxy's
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{at}: {error.verify_message}"
    return f"{at}: {getattr(error, 'reason', None) or error}"
