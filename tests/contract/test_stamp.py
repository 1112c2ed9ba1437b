"""The packets of RFC 8762 byte by byte, as its figures 2 and 5 draw them."""

import pytest

from contract.stamp import (
    LARGEST,
    OCTETS,
    Question,
    StampError,
    error_estimate,
    read_answer,
    read_question,
    reflect,
    write_question,
)

# Written by hand; one line a row of the figure.
ASKED = bytes.fromhex(
    "00000005"  # sequence number 5
    "ecaeb7af" "80000000"  # timestamp: 2025-10-31 04:21:03.5 UTC
    "9601" "002a"  # error estimate: S, scale 22, multiplier 1; session 42 (RFC 8972)
    + "00" * 28  # must be zero
)  # fmt: skip
ANSWERED = bytes.fromhex(
    "00000003"  # the reflector's own count
    "ecaeb7af" "c0000000"  # timestamp: a quarter of a second later
    "1601" "002a"  # error estimate: not synchronised; session 42
    "ecaeb7af" "a0000000"  # receive timestamp: an eighth of a second after the sender's
    "00000005" "ecaeb7af" "80000000" "9601"  # the sender's own words
    "0000"  # must be zero
    "3d" "000000"  # the sender's TTL as it arrived, must be zero
)  # fmt: skip
SENT_NS = 1_761_884_463_500_000_000
REACHED_NS, LEFT_NS = SENT_NS + 125_000_000, SENT_NS + 250_000_000


def test_a_sender_s_packet_is_figure_2() -> None:
    question = Question(number=5, sent_ns=SENT_NS, error=error_estimate(synchronised=True), session=42)
    assert write_question(question) == ASKED
    assert read_question(ASKED) == question


def test_a_reflector_s_packet_is_figure_5() -> None:
    error = error_estimate(synchronised=False)
    answer = reflect(ASKED, number=3, reached_ns=REACHED_NS, left_ns=LEFT_NS, ttl=61, error=error)
    assert answer == ANSWERED
    assert len(answer) == OCTETS


def test_the_answer_gives_back_each_number_of_its_figure() -> None:
    answer = read_answer(ANSWERED)
    assert (answer.number, answer.asked, answer.session, answer.ttl) == (3, 5, 42, 61)
    assert (answer.asked_ns, answer.reached_ns, answer.left_ns) == (SENT_NS, REACHED_NS, LEFT_NS)
    assert (answer.asked_error, answer.error) == (0x9601, 0x1601)


def test_padding_is_a_tlv_of_rfc_8972_and_comes_back_recognised() -> None:
    question = Question(number=0, sent_ns=SENT_NS, error=0x1601)
    packet = write_question(question, octets=160)
    assert packet[OCTETS : OCTETS + 4] == bytes((0x80, 1, 0, 112))
    answer = reflect(packet, number=0, reached_ns=0, left_ns=0, ttl=0, error=0x1601)
    assert len(answer) == len(packet)
    assert answer[OCTETS : OCTETS + 4] == bytes((0, 1, 0, 112))


def test_what_follows_and_is_not_known_comes_back_as_it_came() -> None:
    tail = bytes((0x80, 200, 0, 2, 7, 7))
    answer = reflect(ASKED + tail, number=0, reached_ns=0, left_ns=0, ttl=0, error=0x1601)
    assert answer[OCTETS:] == tail


@pytest.mark.parametrize(
    "packet", [b"", ASKED[:-1], ASKED + bytes(LARGEST), ASKED[:12] + b"\x96\x00" + ASKED[14:]],
    ids=["empty", "short", "long", "no error estimate"],
)  # fmt: skip
def test_what_no_sender_may_send_is_refused(packet: bytes) -> None:
    with pytest.raises(StampError):
        read_question(packet)


@pytest.mark.parametrize("octets", [0, 43, 45, 47, LARGEST + 1])
def test_a_packet_that_cannot_be_padded_to_its_length_is_not_written(octets: int) -> None:
    with pytest.raises(StampError, match="octets"):
        write_question(Question(number=0, sent_ns=0, error=1), octets=octets)


@pytest.mark.parametrize("year_s", [0, 1_761_884_463, 2_085_978_496, 2_300_000_000])
def test_a_time_survives_the_wire_though_its_count_begins_anew_in_2036(year_s: int) -> None:
    sent_ns = year_s * 1_000_000_000 + 123_456_789
    packet = write_question(Question(number=0, sent_ns=sent_ns, error=1))
    assert abs(read_question(packet).sent_ns - sent_ns) <= 1
