import random
import zlib

import pytest

from contract.codec import MAX_MESSAGE, CodecError, decode_up, encode_plain, encode_up
from contract.dictionary import DICTIONARIES
from contract.messages import Report
from contract.topics import Up
from contract.verdicts import Reason, Verdict
from tests.contract.factories import a_check, a_report


@pytest.mark.parametrize("encode", [encode_up, encode_plain])
def test_a_report_survives_the_round_trip(encode: object) -> None:
    report = a_report(a_check("camera.view", Verdict.FAILED, Reason.CAMERA_COVERED))
    assert callable(encode)
    assert decode_up(Up.REPORT, encode(report)) == report


def test_compression_takes_a_report_below_a_third() -> None:
    report = a_report(*(a_check(f"camera.{aspect}") for aspect in ("presence", "frames", "view")))
    assert len(encode_up(report)) * 3 < len(encode_plain(report))


def test_a_verdict_and_a_reason_from_the_future_become_unknown() -> None:
    payload = encode_plain(a_report(a_check("camera.view", Verdict.FAILED, Reason.CAMERA_COVERED)))
    report = decode_up(Up.REPORT, payload.replace(b'"failed"', b'"melted"').replace(b"camera.covered", b"camera.eaten"))
    assert isinstance(report, Report)
    assert (report.checks[0].verdict, report.checks[0].reasons) == (Verdict.UNKNOWN, (Reason.UNKNOWN,))


def test_fields_from_the_future_are_ignored() -> None:
    payload = encode_plain(a_report())
    assert decode_up(Up.REPORT, payload[:-1] + b',"mood":"good"}') == a_report()


def test_a_small_payload_cannot_fill_the_memory() -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=DICTIONARIES[1])
    bomb = b"\x01" + deflate.compress(b" " * 50_000_000) + deflate.flush()
    with pytest.raises(CodecError, match=f"larger than {MAX_MESSAGE}"):
        decode_up(Up.REPORT, bomb)


@pytest.mark.parametrize(
    "payload", [b"", b"\x01", b"\x02abc", b"{", b"[]", b"{}", b'{"run":1}', b"\xff\xfe", b"{" * 70_000, b"[" * 60_000]
)
def test_broken_bytes_are_refused_with_a_sentence(payload: bytes) -> None:
    with pytest.raises(CodecError):
        decode_up(Up.REPORT, payload)


def test_random_damage_never_raises_anything_else() -> None:
    chance = random.Random(7)
    good = encode_up(a_report())
    for _ in range(3000):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            decode_up(Up.REPORT, bytes(damaged))
        except CodecError:
            continue
