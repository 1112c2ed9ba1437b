"""Restarts the terminal or the agent; systemd does it after the answer has left."""

from agent.helper.call import Call
from agent.helper.protocol import HelperAnswer
from agent.helper.running import run

_AGENT = "beket-agent.service"


def reboot(call: Call) -> HelperAnswer:
    """Restart the terminal."""
    return _systemctl(call, "reboot")


def restart_agent(call: Call) -> HelperAnswer:
    """Restart the agent, also where systemd holds it for failed."""
    return _systemctl(call, "restart", _AGENT)


def _systemctl(call: Call, *arguments: str) -> HelperAnswer:
    call.refuse_subject()
    done = run(["systemctl", "--no-block", "--no-ask-password", *arguments], call)
    return HelperAnswer(ok=done.status == 0, detail="begun" if done.status == 0 else done.sentence)
