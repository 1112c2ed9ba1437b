"""The last lines of our own units, and of nobody else's."""

from agent.helper.call import Call
from agent.helper.protocol import HelperAnswer
from agent.helper.running import run

_UNITS = ("beket-agent", "beket-helper", "beket-page")
_LINES = 2000
_MOST_CHARACTERS = 400_000


def collect_logs(call: Call) -> HelperAnswer:
    """Return them, newest last; what is too long loses its beginning."""
    call.refuse_subject()
    units = [f"--unit={unit}.service" for unit in _UNITS]
    done = run(["journalctl", "--no-pager", "--output=short-iso-precise", f"--lines={_LINES}", *units], call)
    text = done.answer.decode(errors="replace")[-_MOST_CHARACTERS:]
    return HelperAnswer(ok=done.status == 0, detail=text if done.status == 0 else done.sentence)
