"""The hooks of a configuration: whose they must be, what they are given, and when they are ended."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from agent.configuration.store import Kept, Store
from agent.folder import StateFolder
from agent.helper import hooks
from agent.helper.call import Call, Place, RefusedError
from agent.helper.protocol import HelperAnswer
from tests.helper.asking import a_helper, as_root
from tests.support.waiting import until


def a_place(folder: Path) -> Place:
    state = StateFolder(folder / "state")
    state.prepare()
    Store(state.configuration).commit(Kept(generation=7, hash="abc", document={"camera": {"watch_s": 4}}))
    (folder / "hooks.d").mkdir(mode=0o755)
    return Place(state=state.path, hooks=folder / "hooks.d", root=folder)


def a_hook(place: Place, name: str, script: str, *, mode: int = 0o755) -> Path:
    hook = place.hooks / name
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(mode)
    return hook


def run_all(place: Place) -> HelperAnswer:
    return hooks.run_hooks(Call(place=place, subject="", deadline_s=60))


def has_sleeper(process: Path) -> bool:
    try:
        return (process / "stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_each_hook_gets_the_committed_configuration_in_the_order_of_names(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    a_hook(place, "20-second", f"cat >> {tmp_path}/seen; echo >> {tmp_path}/seen second; echo done")
    a_hook(place, "10-first", f"cat > {tmp_path}/seen; echo >> {tmp_path}/seen first")
    assert run_all(place) == HelperAnswer(ok=True, detail="2 hooks", facts={"10-first": "ok", "20-second": "ok: done"})
    first, second = (tmp_path / "seen").read_text().splitlines()
    assert (first[-5:], second[-6:]) == ("first", "second")
    given = {"generation": 7, "hash": "abc", "configuration": {"camera": {"watch_s": 4}}}
    assert msgspec.json.decode(first.removesuffix("first")) == given


def test_a_hook_that_fails_is_reported_and_keeps_no_other_from_running(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    a_hook(place, "10-bad", "echo no such programme >&2; exit 3")
    a_hook(place, "20-good", "exit 0")
    answer = run_all(place)
    assert not answer.ok
    assert answer.facts == {"10-bad": "status 3: no such programme", "20-good": "ok"}


def test_a_hook_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "HOOK_S", 1.0)
    place = a_place(tmp_path)
    a_hook(place, "10-hangs", f"sleep 300 & echo $! > {tmp_path}/pid; sleep 300")
    assert run_all(place).facts == {"10-hangs": "ended after 1 s: it took too long"}
    pid = (tmp_path / "pid").read_text().strip()
    until(lambda: not has_sleeper(Path("/proc", pid)))


def test_a_hooks_environment_has_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SECRET", "hidden")
    place = a_place(tmp_path)
    a_hook(place, "10-env", "env | cut -d= -f1 | sort | tr '\\n' ' '")
    assert run_all(place).facts["10-env"].removeprefix("ok: ").split() == ["LANG", "PATH", "PWD"]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda hook: hook.chmod(0o775), "can be written to by others"),
        (lambda hook: hook.chmod(0o757), "can be written to by others"),
        (lambda hook: hook.parent.chmod(0o777), "can be written to by others"),
        (lambda hook: hook.with_name("30-link").symlink_to(hook), "no regular file"),
        (lambda hook: (hook.unlink(), hook.mkdir()), "no regular file"),
    ],
)
def test_a_hook_that_others_could_change_is_never_run(
    spoil: Callable[[Path], object], why: str, tmp_path: Path
) -> None:
    place = a_place(tmp_path)
    a_hook(place, "10-good", f"touch {tmp_path}/ran")
    spoil(a_hook(place, "20-spoilt", f"touch {tmp_path}/ran"))
    with pytest.raises(RefusedError, match=why):
        run_all(place)
    assert not (tmp_path / "ran").exists()


@as_root
@pytest.mark.parametrize("of_folder", [True, False])
def test_a_hook_of_another_owner_is_never_run(of_folder: bool, tmp_path: Path) -> None:  # noqa: FBT001
    place = a_place(tmp_path)
    hook = a_hook(place, "10-foreign", f"touch {tmp_path}/ran")
    os.chown(place.hooks if of_folder else hook, 65534, 65534)
    with pytest.raises(RefusedError, match="not its owner's"):
        run_all(place)
    assert not (tmp_path / "ran").exists()


def test_no_folder_of_hooks_is_no_fault(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    place.hooks.rmdir()
    assert run_all(place) == HelperAnswer(ok=True, detail="0 hooks")


@as_root
def test_the_agents_user_has_the_hooks_run_by_root(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    a_hook(place, "10-who", "id -u")
    with a_helper(tmp_path, "--hooks", str(place.hooks), "--root", str(tmp_path)) as helper:
        assert helper.ask("run_hooks").facts == {"10-who": "ok: 0"}
        assert "id -u" not in helper.journal.read_text()
