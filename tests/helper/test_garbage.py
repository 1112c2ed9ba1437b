"""Whatever is said on the helper's socket: it neither acts nor dies."""

import contextlib
import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.helper.call import Call, Place, RefusedError
from agent.helper.protocol import MOST_ASKED, HelperVerb
from agent.helper.verbs import DEEDS
from agent.privileged import ask
from tests.helper.pretended import Pretended, a_pretended_helper
from tests.support.waiting import until

GOOD = b'{"verb":"reboot","subject":""}\n'
TIMES = 400


@pytest.fixture
def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretended]:
    with a_pretended_helper(tmp_path) as helper:
        monkeypatch.setenv("BEKET_HELPER", str(helper.path))
        yield helper


def said(path: Path, words: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(10)
        line.connect(str(path))
        with contextlib.suppress(OSError):
            line.sendall(words)
            line.shutdown(socket.SHUT_WR)
            return line.recv(4096)
    return b""


def garbage(chance: random.Random) -> bytes:
    """Bytes of no meaning, and requests that were bent."""
    bent = bytearray(GOOD)
    for _ in range(chance.randint(1, 6)):
        bent[chance.randrange(len(bent))] = chance.choice(b'{}[]":,\\\x00\xff0aZ\n ')
    return chance.choice(
        (
            bytes(bent),
            chance.randbytes(chance.randint(0, 3 * MOST_ASKED)),
            b"[" * chance.randint(1, MOST_ASKED) + b"\n",
            GOOD[: chance.randrange(len(GOOD))],
            GOOD.replace(b'""', b'"' + chance.choice((b"/etc/shadow", b"a;b", b"$(id)", b"a" * 65, b"\\u0000")) + b'"'),
            GOOD.replace(b"}", b',"command":"id"}'),
        )
    )


def test_garbage_never_makes_it_act_or_die(pretended: Pretended) -> None:
    chance = random.Random(7)
    for words in (garbage(chance) for _ in range(TIMES)):
        # A byte that was bent into itself, or into a space between words, leaves a good request.
        assert b'"ok":true' not in said(pretended.path, words) or pretended.asked.pop() == "reboot", words
    assert not pretended.asked
    assert ask(HelperVerb.REBOOT, deadline_s=10).ok


def test_one_who_says_nothing_keeps_nobody_else_waiting(pretended: Pretended) -> None:
    with contextlib.ExitStack() as silent:
        for _ in range(4):
            silent.enter_context(socket.socket(socket.AF_UNIX)).connect(str(pretended.path))
        assert ask(HelperVerb.REBOOT, deadline_s=10).ok


def test_what_nobody_waits_for_any_more_is_not_done(pretended: Pretended) -> None:
    pretended.may_end.clear()
    with socket.socket(socket.AF_UNIX) as first, socket.socket(socket.AF_UNIX) as second:
        for line, verb in ((first, b"restart_audio"), (second, b"renew_lease")):
            line.connect(str(pretended.path))
            line.sendall(b'{"verb":"' + verb + b'"}\n')
            until(lambda: pretended.asked == ["restart_audio"])
    pretended.may_end.set()
    assert ask(HelperVerb.REBOOT, deadline_s=10).ok
    assert pretended.asked == ["restart_audio", "reboot"]


@pytest.mark.parametrize("verb", HelperVerb)
@pytest.mark.parametrize("subject", ["../../etc/passwd", "video0/../mem", "eth0;reboot", "sda", "microphone:81", "pcm"])
def test_a_subject_out_of_no_closed_set_is_refused(verb: HelperVerb, subject: str, tmp_path: Path) -> None:
    place = Place(state=tmp_path, hooks=tmp_path, memory=tmp_path, root=tmp_path)
    with pytest.raises(RefusedError, match=r"no device|neither|no subject|form|no look|has no port"):
        DEEDS[verb].do(Call(place=place, subject=subject, deadline_s=1))
