"""Ten ways to be a bad message, for tests."""

import json
from collections.abc import Callable

from contract.codec import MAX_MESSAGE, encode_plain, encode_up
from contract.identity import new_terminal_id, shard_of
from contract.topics import Topic, Up
from control_plane.ingest.states import BadReason
from tests.ingest.messages import a_check, a_report
from tests.ingest.speaker import Said

Bad = tuple[str, bytes, BadReason]


def rubbish(terminal: str, number: int) -> Bad:
    """The bad message of a number: all kinds take turns."""
    return KINDS[number % len(KINDS)](terminal, number)


def _report_topic(terminal: str) -> str:
    return Topic(terminal, Up.REPORT).render()


def _no_json(terminal: str, number: int) -> Bad:
    return _report_topic(terminal), b'{"run": ' + str(number).encode(), BadReason.MALFORMED


def _no_text(terminal: str, _number: int) -> Bad:
    return _report_topic(terminal), b'{"run":"\xff\xfe"}', BadReason.MALFORMED


def _broken_deflate(terminal: str, number: int) -> Bad:
    return _report_topic(terminal), encode_up(a_report(number + 1, a_check()))[:-5], BadReason.MALFORMED


def _wrongly_typed(terminal: str, number: int) -> Bad:
    report = json.loads(encode_plain(a_report(number + 1, a_check())))
    return _report_topic(terminal), json.dumps(report | {"uptime_ms": "long"}).encode(), BadReason.MALFORMED


def _out_of_range(terminal: str, number: int) -> Bad:
    report = json.loads(encode_plain(a_report(number + 1)))
    return _report_topic(terminal), json.dumps(report | {"seq": -number}).encode(), BadReason.MALFORMED


def _deeply_nested(terminal: str, _number: int) -> Bad:
    return _report_topic(terminal), b'{"checks":' + b"[" * 5000, BadReason.MALFORMED


def _oversized(terminal: str, number: int) -> Bad:
    # One in ten of its kind, or the test would mostly move air.
    size = MAX_MESSAGE + 1 if number % 100 == 5 else 0
    payload = b"{" + b" " * size
    return _report_topic(terminal), payload, BadReason.TOO_LARGE if size else BadReason.MALFORMED


def _not_storable(terminal: str, number: int) -> Bad:
    payload = encode_plain(a_report(number + 1, agent_version="a\0b"))
    return _report_topic(terminal), payload, BadReason.NOT_STORABLE


def _wrong_shard(terminal: str, number: int) -> Bad:
    other = "00" if shard_of(terminal) != "00" else "01"
    topic = f"beket/v1/{other}/{terminal}/up/report"
    return topic, encode_up(a_report(number + 1)), BadReason.TOPIC


def _wrong_topic(terminal: str, number: int) -> Bad:
    topic = f"beket/v1/{shard_of(terminal)}/{terminal}/up/nonsense"
    return topic, encode_up(a_report(number + 1)), BadReason.TOPIC


def _stranger(_terminal: str, number: int) -> Bad:
    return _report_topic(new_terminal_id()), encode_up(a_report(number + 1)), BadReason.UNKNOWN_TERMINAL


KINDS: tuple[Callable[[str, int], Bad], ...] = (
    _no_json,
    _no_text,
    _broken_deflate,
    _wrongly_typed,
    _out_of_range,
    _oversized,
    _deeply_nested,
    _not_storable,
    _wrong_shard,
    _wrong_topic,
    _stranger,
)


def said(bad: Bad) -> Said:
    """The message without what it should be called."""
    return bad[0], bad[1]
