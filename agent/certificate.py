"""Until when a certificate is good, read from its DER: a terminal has no library for certificates.

Layout: RFC 5280, 4.1. Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version OPTIONAL, serialNumber,
signature, issuer, validity SEQUENCE { notBefore, notAfter }, … }, … }; times as in 4.1.2.5.
"""

import datetime as dt
import ssl
from collections.abc import Iterator

_VERSION, _UTC_TIME = 0xA0, 0x17
_VALIDITY = 3
"""The place of the validity, after serial number, signature and issuer."""
_DAY_S = 86_400


def ends_on(pem: str) -> float:
    """Return the last moment of a certificate in days since 1970; raises ValueError for what is none."""
    try:
        [certificate] = _elements(ssl.PEM_cert_to_DER_cert(pem))
        body = [each for each in _elements(next(_elements(certificate[1]))[1]) if each[0] != _VERSION]
        _, (tag, text) = _elements(body[_VALIDITY][1])
    except (IndexError, StopIteration) as error:
        raise ValueError("no certificate in DER") from error
    return _moment(tag, text.decode("ascii")).timestamp() / _DAY_S


def _elements(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of the elements that follow one another."""
    at = 0
    while at < len(der):
        tag, length = der[at], der[at + 1]
        at += 2
        if length & 0x80:
            digits = length & 0x7F
            length = int.from_bytes(der[at : at + digits], "big")
            at += digits
        yield tag, der[at : at + length]
        at += length


def _moment(tag: int, text: str) -> dt.datetime:
    century = "" if tag != _UTC_TIME else "20" if text < "50" else "19"
    return dt.datetime.strptime(century + text, "%Y%m%d%H%M%SZ").replace(tzinfo=dt.UTC)
