"""After a commit the hooks get the configuration: by the root helper, and by this user's own hand in development.

In a thread, so that a hook that hangs holds up nothing. What was given is on disk after the hooks have run: a power cut
in between has them run again, with the same configuration.
"""

import queue
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from agent import log
from agent.author import Author
from agent.configuration.store import Kept
from agent.durable import write_durably
from agent.folder import StateFolder
from agent.helper.protocol import HelperAnswer, HelperVerb
from agent.privileged import HelperAway, ask
from contract.messages import ConfigOutcome, Outcome, Problem, ProblemCode

OWN = "hooks.d"
MOST_TOLD = 16
_PATIENCE_S = 600.0


class Hooks:
    """Has them run, and tells the centre how each ended. Used by the core's thread; the hooks have one of their own."""

    def __init__(self, folder: StateFolder, *, wake: Callable[[], None]) -> None:
        """Take up which configuration was given to them last."""
        self._folder = folder
        self._wake = wake
        self._ended: queue.SimpleQueue[tuple[Kept, HelperAnswer]] = queue.SimpleQueue()
        self._under_way = False
        try:
            self._given = folder.hooks.read_text(encoding="utf-8", errors="replace")
        except OSError:
            self._given = ""

    def tick(self, committed: Kept, author: Author) -> None:
        """Begin when there is a configuration that they do not know; tell what they said."""
        if not self._ended.empty():
            self._tell(*self._ended.get_nowait(), author)
            self._under_way = False
        if committed.hash in {"", self._given} or self._under_way:
            return
        self._under_way = True
        threading.Thread(target=self._run, args=(committed,), name="hooks", daemon=True).start()

    def _run(self, kept: Kept) -> None:
        try:
            answer = ask(HelperVerb.RUN_HOOKS, deadline_s=_PATIENCE_S)
        except HelperAway:
            answer = _run_own(self._folder.path)
        try:
            write_durably(self._folder.hooks, kept.hash.encode())
        except OSError as error:
            log.warning("hooks.not_kept", why=error)
        self._ended.put((kept, answer))
        self._wake()

    def _tell(self, kept: Kept, answer: HelperAnswer, author: Author) -> None:
        self._given = kept.hash
        if not answer.facts and answer.ok:
            return
        log.info("hooks.ran", count=len(answer.facts), ok=answer.ok)
        # Without one of them: the folder was refused, or nobody answered.
        told = dict(list(answer.facts.items())[:MOST_TOLD]) or {OWN: answer.detail[:200]}
        author.write(
            ConfigOutcome,
            outcome=Outcome.PROVEN,
            offered_generation=kept.generation,
            offered_hash=kept.hash,
            hooks=told,
            problems=tuple(
                Problem(path=f"{OWN}/{name}", code=ProblemCode.COULD_NOT_APPLY, value=outcome)
                for name, outcome in told.items()
                if not outcome.startswith("ok")
            ),
        )


def _run_own(state: Path) -> HelperAnswer:
    """Run `hooks.d/` of the state folder as its owner, where there is no helper: in development."""
    if not (state / OWN).is_dir():
        return HelperAnswer(ok=True)
    from agent.helper.call import Call, Place, RefusedError  # noqa: PLC0415 - not in the core of a terminal
    from agent.helper.hooks import run_hooks  # noqa: PLC0415 - as above

    try:
        return run_hooks(Call(place=Place(state=state, hooks=state / OWN), subject="", deadline_s=_PATIENCE_S))
    except (RefusedError, OSError, msgspec.MsgspecError) as error:
        return HelperAnswer(ok=False, detail=str(error))
