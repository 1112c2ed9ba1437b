"""The helper's own socket and server, with verbs that only count: what the agent asks for, without its being done."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.helper.call import Call, Place
from agent.helper.protocol import HelperAnswer, HelperVerb
from agent.helper.server import Server
from agent.helper.verbs import Deed


class Pretended:
    """What was asked, by verb and subject; `answer` is what each says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked: list[str] = []
        self.may_end = threading.Event()
        self.may_end.set()
        self.answer = HelperAnswer(ok=True, detail="done")

    @property
    def repairs(self) -> list[str]:
        """All but the hooks, which every new configuration is given to."""
        return [asked for asked in self.asked if asked != HelperVerb.RUN_HOOKS]

    def deed(self, verb: HelperVerb) -> Deed:
        def do(call: Call) -> HelperAnswer:
            self.asked.append(f"{verb} {call.subject}".strip())
            self.may_end.wait(30)
            return self.answer

        return Deed(do=do, deadline_s=5)


@contextmanager
def a_pretended_helper(folder: Path) -> Iterator[Pretended]:
    """Listen in the folder."""
    pretended = Pretended(folder / "helper.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(pretended.path))
        listener.listen()
        deeds = {verb: pretended.deed(verb) for verb in HelperVerb}
        server = Server(listener, deeds, place=Place(state=folder), callers={os.geteuid()})
        serving = threading.Thread(target=server.serve)
        serving.start()
        try:
            yield pretended
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            serving.join()
