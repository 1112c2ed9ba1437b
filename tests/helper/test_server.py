"""The helper's socket: who is answered, and what never moves it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.helper.protocol import HelperVerb
from agent.privileged import HelperAway, ask
from tests.helper.asking import NOBODY, a_helper, as_root
from tests.helper.places import a_place
from tests.support.waiting import until

DAEMON = 1


@as_root
def test_the_agents_user_is_answered_and_another_is_not(tmp_path: Path) -> None:
    with a_helper(tmp_path) as helper:
        assert helper.ask("who_holds", "video99").detail == "there is no video99"
        helper.socket.chmod(0o666)  # even where the file's mode would let it pass
        assert not helper.ask("who_holds", "video99", uid=DAEMON).ok
        assert "event=helper.stranger uid=1" in helper.journal.read_text()


@as_root
def test_the_sockets_mode_keeps_others_out_before_a_word_is_said(tmp_path: Path) -> None:
    with a_helper(tmp_path) as helper:
        assert "Permission denied" in helper.ask_by(DAEMON, "who_holds", "video0").stderr


@as_root
def test_each_call_leaves_one_line_in_the_journal(tmp_path: Path) -> None:
    with a_helper(tmp_path) as helper:
        helper.ask("who_holds", "video99")
        until(lambda: "event=helper.called" in helper.journal.read_text())
        line = next(line for line in helper.journal.read_text().splitlines() if "helper.called" in line)
    assert f"verb=who_holds subject=video99 uid={NOBODY}" in line
    assert "ok=False" in line


def test_without_a_helper_the_agent_is_told_that_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BEKET_HELPER", str(tmp_path / "none.sock"))
    with pytest.raises(HelperAway, match=r"no helper at .*none\.sock"):
        ask(HelperVerb.REBOOT, deadline_s=1)


@as_root
def test_a_helper_that_is_killed_in_the_middle_did_not_do_it(tmp_path: Path) -> None:
    place = a_place(tmp_path)
    (place.hooks / "10-slow").write_text(f"#!/bin/sh\ntouch {tmp_path}/began\nsleep 5\n")
    (place.hooks / "10-slow").chmod(0o755)
    own = ("--hooks", str(place.hooks), "--root", str(place.root))
    with a_helper(tmp_path, *own) as helper, ThreadPoolExecutor() as pool:
        answer = pool.submit(helper.ask, "run_hooks")
        until((tmp_path / "began").exists, within_s=30)
        helper.process.kill()
        assert (answer.result().ok, answer.result().detail[:25]) == (False, "the helper gave no answer")
