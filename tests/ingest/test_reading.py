"""Bytes to messages, or to the reason why not."""

import pytest

from contract.codec import encode_plain, encode_up
from contract.identity import new_terminal_id
from contract.topics import Down, Topic, Up
from control_plane.ingest.reading import Bad, Message, read
from control_plane.ingest.states import BadReason
from tests.ingest.messages import RUN, a_report, delivered
from tests.ingest.rubbish import KINDS, rubbish


@pytest.mark.parametrize("number", range(len(KINDS) - 1), ids=lambda number: KINDS[number].__name__.strip("_"))
def test_each_kind_of_rubbish_is_called_by_its_name(number: int) -> None:
    topic, payload, reason = rubbish(new_terminal_id(), number)
    reading = read(delivered(topic, payload))
    assert isinstance(reading, Bad)
    assert reading.reason is reason


def test_an_oversized_message_is_never_inflated() -> None:
    topic, payload, reason = rubbish(new_terminal_id(), 5)
    reading = read(delivered(topic, payload))
    assert isinstance(reading, Bad)
    assert (reading.reason, reason) == (BadReason.TOO_LARGE, BadReason.TOO_LARGE)


def test_the_number_of_a_message_with_a_wrong_field_is_known() -> None:
    topic, payload, _ = rubbish(new_terminal_id(), KINDS_BY_NAME["_wrongly_typed"])
    reading = read(delivered(topic, payload))
    assert isinstance(reading, Bad)
    assert reading.counts == (RUN, KINDS_BY_NAME["_wrongly_typed"] + 1)


def test_a_downward_topic_is_nothing_that_a_terminal_says() -> None:
    reading = read(delivered(Topic(new_terminal_id(), Down.CONFIG).render(), b"{}"))
    assert isinstance(reading, Bad)


def test_a_field_that_nobody_knows_must_be_text_all_the_same() -> None:
    for text, kind in ((b'"\xff"', Bad), ('"ү"'.encode(), Message)):
        payload = encode_plain(a_report(1))[:-1] + b',"new":' + text + b"}"
        assert isinstance(read(delivered(Topic(new_terminal_id(), Up.REPORT).render(), payload)), kind)


def test_a_good_message_is_read_whole() -> None:
    terminal = new_terminal_id()
    reading = read(delivered(Topic(terminal, Up.REPORT).render(), encode_up(a_report(7))))
    assert isinstance(reading, Message)
    assert (reading.terminal, reading.body) == (terminal, a_report(7))


KINDS_BY_NAME = {kind.__name__: number for number, kind in enumerate(KINDS)}
