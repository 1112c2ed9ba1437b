"""The core as a process: a real broker over TLS, verdicts to the centre, a clean end."""

from contract.messages import Presence, Report, ReportKind
from contract.verdicts import Judgement, Reason, Verdict
from tests.agent.centre import FakeCentre
from tests.agent.terminals import WELL, AgentProcess
from tests.support.waiting import until

GONE = WELL | {"camera.presence": Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_MISSING,))}


def test_the_first_word_is_presence_and_the_second_what_is_known_so_far(
    terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.start()
    presence = centre.wait_until_online()
    report = centre.wait_for(Report)
    assert centre.heard[0] == presence
    assert report.kind is ReportKind.ROUTINE
    assert presence.runs[-1] == presence.run == report.run


def test_an_unplugged_camera_is_told_at_once(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    centre.wait_until_online()
    centre.wait_for_check(lambda state: state.check == "camera.presence" and state.verdict is Verdict.OK)
    terminal.see(GONE)
    told = centre.wait_for_check(lambda state: Reason.CAMERA_MISSING in state.reasons, within_s=2)
    assert told.kind is ReportKind.CHANGE
    assert [state.changed for state in told.checks] == [True]


def test_every_number_arrives_once_and_is_acknowledged(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    run = centre.wait_until_online().run
    centre.wait_for(Report)
    until(lambda: len(centre.numbers(run)) > len(WELL))
    until(lambda: (status := terminal.status) and status.spooled == 0)
    assert sorted(centre.numbers(run)) == list(range(1, len(centre.numbers(run)) + 1))


def test_sigterm_says_goodbye_and_ends_within_five_seconds(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    centre.wait_until_online()
    assert terminal.stop() == 0
    goodbye = centre.wait_for(Presence, lambda presence: not presence.online)
    assert goodbye.why == "stopped"


def test_a_killed_agent_leaves_its_last_will(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    session = centre.wait_until_online().session
    terminal.kill()
    will = centre.wait_for(Presence, lambda presence: not presence.online)
    assert (will.session, will.why) == (session, "last will")
