"""Whatever is said on the helper's socket: it neither acts nor dies."""

import contextlib
import os
import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.helper.call import Call, Place, RefusedError
from agent.helper.protocol import MOST_ASKED, HelperAnswer, HelperVerb
from agent.helper.server import Server
from agent.helper.verbs import DEEDS, Deed
from agent.privileged import ask

GOOD = b'{"verb":"reboot","subject":""}\n'
TIMES = 400


class Counting:
    """A verb that does nothing and counts."""

    def __init__(self) -> None:
        self.subjects: list[str] = []

    def __call__(self, call: Call) -> HelperAnswer:
        self.subjects.append(call.subject)
        return HelperAnswer(ok=True)


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    path, counting = tmp_path / "helper.sock", Counting()
    monkeypatch.setenv("BEKET_HELPER", str(path))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    deeds = dict.fromkeys(HelperVerb, Deed(do=counting, deadline_s=5))
    serving = threading.Thread(
        target=Server(listener, deeds, place=Place(state=tmp_path), callers={os.geteuid()}).serve
    )
    serving.start()
    yield counting
    listener.shutdown(socket.SHUT_RDWR)
    serving.join()
    listener.close()


def said(path: str, words: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(10)
        line.connect(path)
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


def test_garbage_never_makes_it_act_or_die(counted: Counting) -> None:
    chance = random.Random(7)
    for words in (garbage(chance) for _ in range(TIMES)):
        assert b'"ok":true' not in said(os.environ["BEKET_HELPER"], words) or counted.subjects.pop() == "", words
    assert not counted.subjects
    assert ask(HelperVerb.REBOOT, deadline_s=10).ok
    assert counted.subjects == [""]


def test_one_who_says_nothing_keeps_nobody_else_waiting(counted: Counting) -> None:
    with contextlib.ExitStack() as silent:
        for _ in range(4):
            silent.enter_context(socket.socket(socket.AF_UNIX)).connect(os.environ["BEKET_HELPER"])
        assert ask(HelperVerb.REBOOT, deadline_s=10).ok


@pytest.mark.parametrize("verb", HelperVerb)
@pytest.mark.parametrize("subject", ["../../etc/passwd", "video0/../mem", "eth0;reboot", "sda", "microphone:81", "pcm"])
def test_a_subject_out_of_no_closed_set_is_refused(verb: HelperVerb, subject: str, tmp_path: Path) -> None:
    place = Place(state=tmp_path, hooks=tmp_path, memory=tmp_path, root=tmp_path)
    with pytest.raises(RefusedError, match=r"no device|neither|no subject|form|no look|has no port"):
        DEEDS[verb].do(Call(place=place, subject=subject, deadline_s=1))
