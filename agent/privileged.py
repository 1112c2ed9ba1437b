"""Asks the root helper. It blocks: call it in a thread or a child process, never in the core's own round."""

import socket
import time

import msgspec

from agent.helper.protocol import MOST_ANSWERED, HelperAnswer, HelperRequest, HelperVerb, socket_path

_CHUNK = 1 << 16


class HelperAway(Exception):  # noqa: N818 - a state of the terminal, which every caller has an answer to
    """There is no helper here, or not for this user."""


def ask(verb: HelperVerb, *, subject: str = "", deadline_s: float) -> HelperAnswer:
    """Have the helper do it; raise `HelperAway` where there is none. One that is late or garbled did not do it."""
    until = time.monotonic() + deadline_s
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(deadline_s)
        try:
            line.connect(str(socket_path()))
        except OSError as error:
            raise HelperAway(f"no helper at {socket_path()}: {error}") from error
        try:
            line.sendall(msgspec.json.encode(HelperRequest(verb=verb, subject=subject)) + b"\n")
            return msgspec.json.decode(_read_line(line, until=until), type=HelperAnswer)
        except TimeoutError:
            return HelperAnswer(ok=False, detail=f"the helper did not answer within {deadline_s:.0f} s")
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            return HelperAnswer(ok=False, detail=f"the helper gave no answer: {error}")


def _read_line(line: socket.socket, *, until: float) -> bytes:
    said = bytearray()
    while not said.endswith(b"\n") and len(said) <= MOST_ANSWERED:
        line.settimeout(max(0.001, until - time.monotonic()))
        chunk = line.recv(_CHUNK)
        if not chunk:
            break
        said += chunk
    return bytes(said)
