"""The line is away: what was made meanwhile arrives, none twice in the ledger, none lost."""

from functools import partial

from contract.messages import Presence, Report
from contract.verdicts import Judgement, Reason, Verdict
from tests.agent.centre import FakeCentre
from tests.agent.terminals import WELL, AgentProcess
from tests.support.centre_broker import CentreBroker
from tests.support.waiting import until

MUTED = Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_MISSING,))
GONE = WELL | {"camera.presence": MUTED}


def settle(terminal: AgentProcess) -> None:
    until(lambda: (status := terminal.status) and status.link.stage == "online" and status.spooled == 0, within_s=20)


def flips_of(centre: FakeCentre) -> list[Verdict]:
    reports = {(report.run, report.seq): report for report in centre.all(Report)}
    ordered = sorted(reports.values(), key=lambda report: report.seq)
    return [s.verdict for r in ordered for s in r.checks if s.changed and s.check == "camera.presence"]


def says(terminal: AgentProcess, verdict: Verdict) -> bool:
    status = terminal.status
    return status is not None and any(
        state.check == "camera.presence" and state.verdict is verdict for state in status.checks
    )


def since_of(terminal: AgentProcess) -> dict[str, int]:
    status = terminal.status
    return {state.check: state.since_ms for state in status.checks if state.check in WELL} if status else {}


def see_changes(terminal: AgentProcess) -> None:
    for answers, verdict in ((GONE, Verdict.FAILED), (WELL, Verdict.OK), (GONE, Verdict.FAILED)):
        terminal.see(answers)
        until(partial(says, terminal, verdict))


def test_changes_made_while_the_broker_is_away_arrive_in_order(
    centre_broker: CentreBroker, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.start()
    centre.wait_until_online()
    settle(terminal)
    centre_broker.stop()
    see_changes(terminal)
    centre_broker.start()
    centre.connect()
    settle(terminal)
    assert flips_of(centre)[-3:] == [Verdict.FAILED, Verdict.OK, Verdict.FAILED]


def test_a_killed_agent_sends_what_its_earlier_run_could_not(
    centre_broker: CentreBroker, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.start()
    run = centre.wait_until_online().run
    settle(terminal)
    centre_broker.stop()
    see_changes(terminal)
    terminal.kill()
    centre_broker.start()
    centre.connect()
    terminal.start()
    settle(terminal)
    assert flips_of(centre)[-3:] == [Verdict.FAILED, Verdict.OK, Verdict.FAILED]
    latest = centre.all(Presence)[-1]
    assert latest.run != run
    assert [presence.runs for presence in centre.all(Presence) if run in presence.runs and presence.run != run]


def test_what_the_broker_took_and_lost_is_sent_again(
    centre_broker: CentreBroker, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.start()
    run = centre.wait_until_online().run
    settle(terminal)
    centre.acknowledges = False
    before = set(centre.numbers(run))
    see_changes(terminal)
    until(lambda: len(set(centre.numbers(run)) - before) >= 3)
    lost = set(centre.numbers(run)) - before
    centre_broker.kill()
    centre.heard.clear()
    centre.acknowledges = True
    centre_broker.start()
    centre.connect()
    settle(terminal)
    assert lost <= set(centre.numbers(run))


def test_numbers_that_the_centre_asks_for_are_sent_again(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    run = centre.wait_until_online().run
    settle(terminal)
    first = centre.numbers(run)
    centre.acknowledge(run, resend=((1, 2),))
    until(lambda: centre.numbers(run).count(1) == first.count(1) + 1)
    settle(terminal)


def test_a_restarted_agent_invents_no_change_of_verdict(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    centre.wait_until_online()
    terminal.see(GONE)
    until(partial(says, terminal, Verdict.FAILED))
    settle(terminal)
    since = since_of(terminal)
    terminal.kill()
    flips = len(flips_of(centre))
    terminal.start()
    until(lambda: (status := terminal.status) and status.link.stage == "online" and len(centre.all(Presence)) > 2)
    settle(terminal)
    assert len(flips_of(centre)) == flips
    assert since_of(terminal) == since
