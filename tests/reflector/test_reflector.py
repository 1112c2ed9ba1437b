"""The reflector on a real socket: what it answers, what it does not, and that it gives nobody more than he sent."""

import contextlib
import socket
import time
from random import Random

import pytest

from contract.stamp import EXPEDITED, LARGEST, OCTETS, Answer, Question, error_estimate, read_answer, write_question
from control_plane.reflector.endpoint import Datagram
from control_plane.reflector.service import ADDRESS_BURST, Fate, Reflector, network_of
from control_plane.reflector.sessions import IDLE_MS, Sessions
from tests.support.reflecting import LOOPBACK, reflecting
from tests.support.waiting import until

ERROR = error_estimate(synchronised=False)


def a_question(number: int = 0, *, session: int = 7, octets: int = OCTETS) -> bytes:
    question = Question(number=number, sent_ns=time.time_ns(), error=ERROR, session=session)
    return write_question(question, octets=octets)


def a_datagram(packet: bytes | None = None, *, address: str = "192.0.2.7", port: int = 40_000) -> Datagram:
    return Datagram(a_question() if packet is None else packet, (address, port), time.time_ns(), 61)


def ask(port: int, packet: bytes, *, host: str = LOOPBACK) -> bytes:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.settimeout(30)
        asking.connect((host, port))
        asking.send(packet)
        return asking.recv(2000)


def answered(answer: bytes | None) -> Answer:
    assert answer is not None
    return read_answer(answer)


def has_ipv6() -> bool:
    """Has loopback an IPv6 address? A container often has none, though its kernel knows IPv6."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as trying:
        trying.bind(("::1", 0))
        return True
    return False


@pytest.mark.parametrize("octets", [OCTETS, 160, LARGEST])
def test_an_answer_is_as_long_as_what_was_asked(octets: int) -> None:
    with reflecting() as (port, _):
        assert len(ask(port, a_question(octets=octets))) == octets


def test_the_times_of_an_answer_are_the_kernel_s_and_in_order() -> None:
    began_ns = time.time_ns()
    with reflecting() as (port, _):
        answer = read_answer(ask(port, a_question(5)))
    assert answer.asked == 5
    assert began_ns <= answer.asked_ns <= answer.reached_ns <= answer.left_ns <= time.time_ns()
    assert answer.ttl == 64


@pytest.mark.parametrize("host", [LOOPBACK, "::1"] if has_ipv6() else [LOOPBACK])
def test_a_reflector_that_listens_everywhere_answers_each_family_of_the_machine(host: str) -> None:
    with reflecting("") as (port, _):
        assert read_answer(ask(port, a_question(3), host=host)).asked == 3


def test_an_answer_is_marked_as_a_call_s_voice() -> None:
    with reflecting() as (port, _), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(30)
        asking.setsockopt(socket.IPPROTO_IP, socket.IP_RECVTOS, 1)
        asking.sendto(a_question(), (LOOPBACK, port))
        _, ancillary, _, _ = asking.recvmsg(2000, 64)
    assert [data[0] for _, kind, data in ancillary if kind == socket.IP_TOS] == [EXPEDITED]


def test_each_session_is_counted_by_itself() -> None:
    reflector = Reflector(8862)
    numbers = [
        answered(reflector.answer(a_datagram(a_question(session=session)), 0)).number for session in (1, 1, 2, 1, 2)
    ]
    assert numbers == [0, 1, 0, 2, 1]


def test_a_session_begins_anew_after_a_minute_and_the_oldest_is_forgotten() -> None:
    sessions = Sessions(kept=2)
    first = ("192.0.2.1", 40_000, 0)
    assert [sessions.next_number(first, now) for now in (0, 1, IDLE_MS + 2)] == [0, 1, 0]
    for port in (1, 2):
        sessions.next_number(("192.0.2.2", port, 0), IDLE_MS + 3)
    assert len(sessions) == 2
    assert sessions.next_number(first, IDLE_MS + 4) == 0


@pytest.mark.parametrize(
    ("datagram", "fate"),
    [
        (a_datagram(b""), Fate.MALFORMED),
        (a_datagram(a_question()[:43]), Fate.MALFORMED),
        (a_datagram(bytes(LARGEST + 1)), Fate.MALFORMED),
        (a_datagram(bytes(OCTETS)), Fate.MALFORMED),
        (a_datagram(port=53), Fate.FORBIDDEN_PORT),
        (a_datagram(port=8862), Fate.FORBIDDEN_PORT),
    ],
)
def test_what_is_no_question_gets_no_answer(datagram: Datagram, fate: Fate) -> None:
    reflector = Reflector(8862)
    assert reflector.answer(datagram, 0) is None
    assert reflector.take_fates() == {fate: 1}


def test_an_address_that_asks_too_much_is_answered_no_more_and_another_is() -> None:
    reflector = Reflector(8862)
    given = [reflector.answer(a_datagram(), 0) is not None for _ in range(ADDRESS_BURST + 5)]
    assert given.count(True) == ADDRESS_BURST
    assert reflector.answer(a_datagram(address="192.0.2.8"), 0) is not None
    assert reflector.answer(a_datagram(), 1000) is not None
    assert reflector.take_fates()[Fate.TOO_MANY] == 5


def test_an_ipv6_customer_is_one_whatever_address_he_takes() -> None:
    assert network_of(("2001:db8:1:2::3", 1, 0, 0)) == network_of(("2001:db8:1:2:ffff::4", 1, 0, 0))
    assert network_of(("::ffff:192.0.2.7", 1, 0, 0)) == "192.0.2.7"


def test_a_flood_of_rubbish_leaves_it_answering() -> None:
    with reflecting() as (port, reflector), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flooding:
        for length in range(44):
            flooding.sendto(bytes([0xFF]) * length, (LOOPBACK, port))
        assert read_answer(ask(port, a_question(9))).asked == 9
        until(lambda: reflector.fates[Fate.MALFORMED] == 44)


def test_captured_octets_stand_where_the_rfc_s_figures_have_them() -> None:
    with reflecting() as (port, _), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(30)
        asked = a_question(0x01020304, session=0x0506, octets=160)
        asking.sendto(asked, (LOOPBACK, port))
        asking.recv(2000)
        asking.sendto(asked, (LOOPBACK, port))
        answer = asking.recv(2000)
    # RFC 8762, figure 5, with RFC 8972's session identifier; offsets in octets.
    assert int.from_bytes(answer[0:4]) == 1  # the reflector's own count
    assert answer[14:16] == b"\x05\x06"
    assert answer[24:38] == asked[0:14]  # number, timestamp and error estimate of the sender
    assert answer[38:40] + answer[41:44] == bytes(5)  # must be zero
    assert answer[40] == 64  # TTL
    left, reached, sent = (int.from_bytes(answer[at : at + 8]) for at in (4, 16, 28))
    assert sent <= reached <= left < sent + (30 << 32)  # NTP's whole seconds are the upper 32 bits
    assert abs((sent >> 32) - 2_208_988_800 - time.time()) < 30


@pytest.mark.parametrize("seed", range(20))
def test_no_octets_whatever_make_it_fall_or_say_more_than_was_asked(seed: int) -> None:
    chance, reflector = Random(seed), Reflector(8862)
    for _ in range(200):
        packet = chance.randbytes(chance.choice((0, 13, 43, 44, 45, 48, 160, LARGEST, LARGEST + 1)))
        answer = reflector.answer(a_datagram(packet, port=chance.randrange(1 << 16)), 0)
        assert answer is None or len(answer) == len(packet)
