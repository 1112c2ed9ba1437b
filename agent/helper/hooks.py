"""Gives the committed configuration to the executables of `hooks.d/`, so that the call application is configured too.

A hook runs with its owner's rights: whoever could write to it, or to a folder on the way to it, would have them. So all
of that must be the owner's alone. Each hook gets the configuration as JSON on stdin, 30 s, and a clean environment; it
ends with all that it started. One that fails keeps none of the others from running.
"""

import os
import stat
import subprocess
from pathlib import Path

import msgspec

from agent.checks.exchange import FloodError
from agent.configuration.store import Store
from agent.folder import StateFolder
from agent.helper.call import Call, RefusedError
from agent.helper.protocol import HelperAnswer
from agent.helper.running import Done, outside, run

HOOK_S = 30.0
MOST = 16
_LONGEST = 200
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def run_hooks(call: Call) -> HelperAnswer:
    """Run those of the place's folder, by name; `facts` says of each how it ended and what it said last."""
    call.refuse_subject()
    kept = Store(StateFolder(call.place.state).configuration).committed(0)
    given = msgspec.json.encode({"generation": kept.generation, "hash": kept.hash, "configuration": kept.document})
    outcomes = {hook.name: _run_one(hook, call, given) for hook in hooks_in(call.place.hooks, owner=os.geteuid())}
    failed = [name for name, outcome in outcomes.items() if not outcome.startswith("ok")]
    detail = f"{len(outcomes)} hooks" if not failed else f"of {len(outcomes)} hooks failed: {', '.join(failed)}"
    return HelperAnswer(ok=not failed, detail=detail, facts=outcomes)


def hooks_in(folder: Path, *, owner: int) -> list[Path]:
    """Return the executables in the order of their names; refuse a folder or a file that others could write to."""
    if not folder.is_dir():
        return []
    for above in (folder, *folder.parents):
        _refuse_if_writable(above, owner)
    found = sorted(entry for entry in folder.iterdir() if not entry.name.startswith(".") and not _is_left(entry))
    if len(found) > MOST:
        raise RefusedError(f"{folder} holds more than {MOST} hooks")
    for hook in found:
        if not stat.S_ISREG(hook.lstat().st_mode):
            raise RefusedError(f"{hook} is no regular file")
        _refuse_if_writable(hook, owner)
    return [hook for hook in found if os.access(hook, os.X_OK)]


def _is_left(entry: Path) -> bool:
    """Is it what an editor or the package manager left beside a file?"""
    return entry.name.endswith(("~", ".dpkg-old", ".dpkg-new", ".dpkg-dist"))


def _refuse_if_writable(path: Path, owner: int) -> None:
    facts = path.lstat()
    is_sticky_folder = stat.S_ISDIR(facts.st_mode) and facts.st_mode & stat.S_ISVTX
    if facts.st_uid not in {0, owner}:
        raise RefusedError(f"{path} is not its owner's: no hook runs")
    if facts.st_mode & _OTHERS and not is_sticky_folder:
        raise RefusedError(f"{path} can be written to by others: no hook runs")


def _run_one(hook: Path, call: Call, given: bytes) -> str:
    command = outside([str(hook)], deadline_s=HOOK_S, root=call.place.root)
    try:
        done = run(command, call, question=given, deadline_s=HOOK_S)
    except subprocess.TimeoutExpired:
        return f"ended after {HOOK_S:.0f} s: it took too long"
    except FloodError:
        return "ended: it said too much"
    except OSError as error:
        return f"did not start: {error.strerror}"
    return _outcome(done)


def _outcome(done: Done) -> str:
    said = (done.answer.decode(errors="replace") + "\n" + done.words).strip().splitlines()
    how = "ok" if done.status == 0 else f"status {done.status}"
    return f"{how}: {said[-1]}"[:_LONGEST] if said else how
