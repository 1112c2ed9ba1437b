"""The root helper inside its cage on a real systemd: what it may do from there, and who may ask."""

import base64

import msgspec
import pytest

from agent.helper.protocol import HelperAnswer
from tests.guest.branch import Branch
from tests.guest.machine import Machine

pytestmark = [pytest.mark.alone, pytest.mark.soak, pytest.mark.timeout(2400)]

MOST_EXPOSED = 3.0
ASK = """
import sys, msgspec
from agent.helper.protocol import HelperVerb
from agent.privileged import ask
print(msgspec.json.encode(ask(HelperVerb(sys.argv[1]), subject=sys.argv[2], deadline_s=120)).decode())
"""


def ask(machine: Machine, verb: str, subject: str = "", *, user: str = "beket") -> HelperAnswer:
    script = base64.b64encode(ASK.encode()).decode()
    machine.run(f"echo {script} | base64 -d > /run/ask.py")
    said = machine.run(
        f"runuser -u {user} -- /usr/lib/beket/venv/bin/python -I /run/ask.py {verb} '{subject}'", within_s=200
    )
    return msgspec.json.decode(said, type=HelperAnswer)


def test_the_helper_is_hardened_and_answers_the_agent_only(branch: Branch) -> None:
    said = branch.machine.run("systemd-analyze security --no-pager beket-helper.service | tail -1")
    assert float(said.split(":")[1].split()[0]) <= MOST_EXPOSED
    branch.machine.run("chmod 666 /run/beket/helper.sock")
    assert not ask(branch.machine, "collect_logs", user="nobody").ok
    assert "event=agent.started" in ask(branch.machine, "collect_logs").detail


def test_another_user_s_programme_that_holds_the_camera_is_named(branch: Branch) -> None:
    branch.machine.run(
        "setpriv --reuid=man --clear-groups --regid=video sh -c 'exec 3<>/dev/video0; exec sleep 600' >/dev/null 2>&1 &"
    )
    assert "sleep" in ask(branch.machine, "who_holds", "camera").facts.values()
    branch.look_at("camera")
    branch.wait_for("camera.frames", "camera.in_use")


def test_a_camera_s_driver_is_bound_anew(branch: Branch) -> None:
    assert ask(branch.machine, "reset_usb", "camera").detail == "the driver of vivid.0 was bound anew"
    branch.wait_for("camera.presence")


def test_a_camera_that_gives_no_picture_is_mended_by_the_terminal_itself(branch: Branch) -> None:
    branch.office.centre.edit_layer("fleet", patch={"repair": {"enabled": True}}, reason="let it mend")
    branch.machine.run("v4l2-ctl -d /dev/video0 -c percentage_of_dropped_buffers=100")
    branch.look_at("camera")
    branch.wait_for_any("camera.frames", {"camera.no_frames", "camera.stuck"})
    branch.wait_for("camera.frames", within_s=300)


def test_line_and_agent_are_begun_anew(branch: Branch) -> None:
    before = branch.machine.run("systemctl show -p MainPID --value beket-agent")
    assert ask(branch.machine, "renew_lease").detail.startswith("asked again on ")
    assert ask(branch.machine, "restart_agent") == HelperAnswer(ok=True, detail="begun")
    branch.machine.run(f"while [ $(systemctl show -p MainPID --value beket-agent) = {before} ]; do sleep 0.2; done")


def test_a_hook_may_do_what_its_owner_may(branch: Branch) -> None:
    hook = "/etc/beket/hooks.d/10-note"
    branch.machine.run(f"printf '#!/bin/sh\\ncat > /root/note; id -u\\n' > {hook} && chmod 755 {hook}")
    assert ask(branch.machine, "run_hooks").facts == {"10-note": "ok: 0"}
    assert '"configuration"' in branch.machine.run("cat /root/note")
