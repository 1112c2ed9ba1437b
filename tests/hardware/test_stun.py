"""STUN's bytes, by the test vectors of RFC 5769, and what no answer may do to us."""

import random
import struct

import pytest

from hardware.network.stun import StunError, binding_request, parse_binding

TRANSACTION = bytes.fromhex("b7e7a701bc34d686fa87dfae")
IPV4 = bytes.fromhex(
    "0101003c2112a442b7e7a701bc34d686fa87dfae"
    "8022000b7465737420766563746f7220"
    "002000080001a147e112a643"
    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
    "80280004c07d4c96"
)
IPV6 = bytes.fromhex(
    "010100482112a442b7e7a701bc34d686fa87dfae"
    "8022000b7465737420766563746f7220"
    "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
    "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
    "80280004c8fb0b4c"
)


def test_the_ipv4_answer_of_rfc_5769_is_read() -> None:
    answer = parse_binding(IPV4)
    assert (answer.transaction, answer.succeeded, answer.mapped) == (TRANSACTION, True, "192.0.2.1#32853")


def test_the_ipv6_answer_of_rfc_5769_is_read() -> None:
    assert parse_binding(IPV6).mapped == "2001:db8:1234:5678:11:2233:4455:6677#32853"


def test_a_request_has_the_header_of_rfc_8489() -> None:
    assert binding_request(TRANSACTION) == bytes.fromhex("000100002112a442") + TRANSACTION


@pytest.mark.parametrize("size", [24, 548, 1472])
def test_a_request_is_filled_up_to_the_size(size: int) -> None:
    request = binding_request(TRANSACTION, size=size)
    assert len(request) == size
    assert struct.unpack_from("!H", request, 2) == (size - 20,)


def test_no_bytes_make_it_stumble() -> None:
    chance = random.Random(5769)
    for _ in range(5000):
        head = IPV6[:20] if chance.random() < 0.7 else chance.randbytes(20)
        body = chance.randbytes(4 * chance.randrange(20))
        head = head[:2] + struct.pack("!H", len(body)) + head[4:]
        try:
            parse_binding((head + body)[: chance.choice((None, -1))])
        except StunError:
            continue


def test_an_error_is_an_answer_too() -> None:
    assert not parse_binding(bytes.fromhex("011100002112a442") + TRANSACTION).succeeded


def test_an_answer_that_is_cut_off_is_refused() -> None:
    for cut in range(len(IPV4)):
        with pytest.raises(StunError):
            parse_binding(IPV4[:cut])


def test_a_byte_changed_before_the_fingerprint_is_noticed() -> None:
    for place in range(len(IPV4) - 8):
        changed = bytearray(IPV4)
        changed[place] ^= 0x11
        with pytest.raises(StunError):
            parse_binding(bytes(changed))
