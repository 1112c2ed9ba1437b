"""The one question to the centre's web address that enrolment asks."""

import http.client
import ipaddress
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from agent.identity import Address
from contract.messages import Device

PATH = "/api/v1/enrolments"
PATIENCE_S = 30.0
LARGEST_ANSWER = 256 * 1024


class EnrolmentError(Exception):
    """The terminal was not enrolled; the message says why, in a sentence for the engineer."""


class Question(Struct, frozen=True, kw_only=True):
    """What a device asks with; never its own choice of a name."""

    code: str
    csr_pem: str
    model: str
    inventory: tuple[Device, ...] = ()


class Answer(Struct, frozen=True, kw_only=True):
    """What makes it a terminal."""

    terminal: str
    certificate_pem: str
    authority_pem: str
    root_public_key: str
    brokers: tuple[Address, ...]
    generation_floor: int = 0


class _Problem(Struct, frozen=True):
    title: str = ""
    detail: str = ""


def check_address(centre: str) -> str:
    """Return the centre's address without a slash at its end; plain http is for loopback only."""
    try:
        parts = urlsplit(centre)
        _ = parts.port
    except ValueError as error:
        raise EnrolmentError(f"{centre}: no address ({error})") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise EnrolmentError(f"{centre}: the centre's address begins with https:// and a name")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise EnrolmentError(f"{centre}: plain http would show the code on the way; only https, or http to loopback")
    return centre.rstrip("/")


def ask(centre: str, question: Question, *, authority: Path | None = None) -> Answer:
    """Return the centre's answer; raises `EnrolmentError`. `authority`: whom to trust for https, else the system's."""
    request = urllib.request.Request(  # noqa: S310 - http or https: `check_address`
        check_address(centre) + PATH, data=msgspec.json.encode(question), headers={"Content-Type": "application/json"}
    )
    context = _context(authority)
    # Neither a proxy nor a redirect may carry the code to somebody else.
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context), _NoRedirect()
    )
    try:
        with opener.open(request, timeout=PATIENCE_S) as response:
            return msgspec.json.decode(response.read(LARGEST_ANSWER), type=Answer)
    except urllib.error.HTTPError as error:
        raise EnrolmentError(f"{centre} refuses: {_reason_of(error)}") from error
    except (urllib.error.URLError, OSError) as error:
        raise EnrolmentError(f"{centre} was not reached: {getattr(error, 'reason', error)}") from error
    except http.client.HTTPException as error:
        raise EnrolmentError(f"{centre} does not speak HTTP: is the port right?") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EnrolmentError(f"{centre} gave an answer that is none of a centre: {error}") from error


def _context(authority: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authority)
    except OSError as error:
        raise EnrolmentError(f"{authority}: no certificate to trust ({error})") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _reason_of(error: urllib.error.HTTPError) -> str:
    try:
        problem = msgspec.json.decode(error.read(LARGEST_ANSWER), type=_Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return f"{error.code} {error.reason}"
    return problem.detail or problem.title or f"{error.code} {error.reason}"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
