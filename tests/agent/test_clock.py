"""The wall clock, held against the centre's time by a running agent."""

import pytest

from contract.verdicts import Reason, Verdict
from tests.agent.centre import FakeCentre
from tests.agent.scripted import CLOCK
from tests.agent.terminals import OK, WELL, AgentProcess
from tests.agent.test_commands import a_command, send

DAY_MS = 86_400_000


@pytest.mark.parametrize(
    ("ahead_ms", "verdict", "reasons"),
    [
        (0, Verdict.OK, ()),
        (-600_000, Verdict.WARNING, (Reason.NETWORK_CLOCK_WRONG,)),
        (300 * DAY_MS, Verdict.FAILED, (Reason.NETWORK_CLOCK_WRONG,)),
    ],
)
def test_the_clock_is_held_against_what_the_centre_last_said(
    terminal: AgentProcess, centre: FakeCentre, *, ahead_ms: int, verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    centre.clock_ahead_ms = ahead_ms
    terminal.see(WELL | {CLOCK: OK})
    terminal.start()
    centre.wait_for_check(lambda state: state.reasons == (Reason.NETWORK_CLOCK_UNKNOWN,))
    centre.configure({"looks": {"bad_of": 1, "window": 1}}, generation=1)
    send(centre, a_command())
    centre.wait_for_check(lambda state: (state.check, state.verdict, state.reasons) == (CLOCK, verdict, reasons))
