import struct

import pytest

from hardware.network.dns import ask_server, question, response_code
from tests.support.ports import free_port


def test_a_question_is_written_as_rfc_1035_has_it() -> None:
    assert question(0x1234, "pochta.kz") == (
        b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x06pochta\x02kz\x00\x00\x01\x00\x01"
    )


@pytest.mark.parametrize("code", [0, 2, 3, 5])
def test_the_code_of_an_answer_is_read(code: int) -> None:
    assert response_code(struct.pack("!6H", 7, 0x8180 | code, 1, 0, 0, 0), number=7) == code


@pytest.mark.parametrize(
    "datagram",
    [b"", struct.pack("!6H", 8, 0x8180, 1, 0, 0, 0), struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0)],
    ids=["nothing", "another's answer", "a question"],
)
def test_what_is_not_the_answer_is_refused(datagram: bytes) -> None:
    with pytest.raises(ValueError, match=r"header|question"):
        response_code(datagram, number=7)


def test_a_server_that_is_not_there_does_not_answer() -> None:
    answer = ask_server(f"127.0.0.1#{free_port()}", "pochta.kz", timeout_s=0.3)
    assert not answer.answered
    assert answer.code is None
