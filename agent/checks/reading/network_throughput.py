"""Measures what the line carries, rarely: a good result is kept and told with its age."""

import hashlib
import ssl
import time
from pathlib import Path

import msgspec

from agent.checks.day_data import spend
from agent.checks.descriptor import Request
from agent.checks.reading.network_path import has_carrier
from agent.durable import write_whole
from agent.folder import StateFolder
from agent.identity import Identity, IdentityError, load_identity
from contract.configuration.schema import Configuration
from contract.judgement.throughput import ThroughputNumbers
from hardware.network.throughput import Rates, cost, measure

KEPT = "throughput.json"
ANEW = "anew"
"""As an argument: measure, whatever was measured of late."""
_HOUR_S = 3600.0


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A good result, and when it was measured by the machine's clock."""

    at_s: float
    url: str
    up_kbit: float
    down_kbit: float


def read(request: Request) -> ThroughputNumbers:
    """Return what was measured of late and was good, else measure, if the day's data allows it."""
    rules, state, now_s = request.configuration, Path(request.terminal.state), time.time()
    kept = None if request.argument == ANEW else _kept(state / KEPT, rules, now_s=now_s)
    if kept is not None:
        age_h = (now_s - kept.at_s) / _HOUR_S
        return ThroughputNumbers(up_kbit=kept.up_kbit, down_kbit=kept.down_kbit, age_h=age_h)
    try:
        identity = load_identity(StateFolder(state).identity)
    except IdentityError as error:
        return ThroughputNumbers(error=str(error))
    if not spend(state, cost(), cap=rules.path.day_bytes, now_s=now_s):
        return ThroughputNumbers(afforded=False)
    rates = measure(
        rules.throughput.url,
        authorization=authorization(identity),
        enough_kbit=rules.throughput.video_kbit,
        context=_context(identity),
    )
    spend(state, rates.data_bytes - cost(), cap=rules.path.day_bytes, now_s=now_s)
    _keep(state / KEPT, rates, rules, now_s=now_s)
    return ThroughputNumbers(
        up_kbit=rates.up_kbit,
        down_kbit=rates.down_kbit,
        carrier=rates.up_kbit is not None or has_carrier(request),
        error=rates.error,
        data_bytes=rates.data_bytes,
    )


def authorization(identity: Identity) -> str:
    """Return the right to be measured: the terminal's name and its certificate's fingerprint."""
    certificate = ssl.PEM_cert_to_DER_cert(identity.certificate.read_text())
    return f"Terminal {identity.terminal}:{hashlib.sha256(certificate).hexdigest()}"


def _context(identity: Identity) -> ssl.SSLContext:
    """Trust whom the machine trusts, and the centre's own authority."""
    context = ssl.create_default_context()
    context.load_verify_locations(identity.authority)
    return context


def _kept(path: Path, rules: Configuration, *, now_s: float) -> _Kept | None:
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    is_fresh = 0 <= now_s - kept.at_s < rules.throughput.good_for_h * _HOUR_S and kept.url == rules.throughput.url
    return kept if is_fresh and min(kept.up_kbit, kept.down_kbit) >= rules.throughput.video_kbit else None


def _keep(path: Path, rates: Rates, rules: Configuration, *, now_s: float) -> None:
    if rates.up_kbit is None or rates.down_kbit is None:
        return
    kept = _Kept(at_s=now_s, url=rules.throughput.url, up_kbit=rates.up_kbit, down_kbit=rates.down_kbit)
    write_whole(path, msgspec.json.encode(kept))
