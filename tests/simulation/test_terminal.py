from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from contract.codec import decode_up, encode_plain
from contract.messages import Ack, CheckState, ConfigOutcome, Outcome, Presence, ProblemCode, Report, ReportKind
from contract.verdicts import Reason, Verdict
from simulation.faults import Fault, Spell
from simulation.voice import Outgoing
from tests.simulation.factories import ACK_TOPIC, CONFIG_TOPIC, STRANGER, a_signed, a_terminal

FAST = {"looks": {"quick_s": 5, "full_s": 10, "confirm_s": 1}, "privacy": {"rest_allowed": False}}
FIVE_MISTAKES = {
    "looks": {"quick_s": 0, "full_s": "often"},
    "camera": {"covered_edr": 7},
    "helpdesk": {"language": "fr"},
    "link": {"keepalive_s": 1},
}

_Message = TypeVar("_Message", bound=Struct)


def said(outgoing: list[Outgoing], kind: type[_Message]) -> list[_Message]:
    messages = [decode_up(one.channel, one.payload) for one in outgoing]
    return [message for message in messages if isinstance(message, kind)]


def test_the_first_words_are_a_retained_presence_and_a_full_report(tmp_path: Path) -> None:
    first, second, *_ = a_terminal(tmp_path).connected(0.0)
    assert first.retain
    assert said([first], Presence)[0].online
    report = said([second], Report)[0]
    assert (report.kind, report.seq) == (ReportKind.FULL, 1)
    assert {state.verdict for state in report.checks if "trend" in state.check} == {Verdict.OK}
    assert {state.check for state in report.checks} >= {"camera.view", "microphone.level", "network.centre"}


def test_an_unplugged_camera_is_told_in_the_same_second(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path, script=(Spell(fault=Fault.CAMERA_UNPLUGGED, starts_s=100),))
    terminal.connected(0.0)
    assert not said(terminal.tick(99.0), Report)
    (report,) = said(terminal.tick(100.0), Report)
    assert (report.kind, report.checks[0].reasons) == (ReportKind.CHANGE, (Reason.CAMERA_MISSING,))


def test_a_covered_lens_is_told_once_it_is_confirmed(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path, script=(Spell(fault=Fault.CAMERA_COVERED, starts_s=1),))
    terminal.connected(0.0)
    terminal.received(CONFIG_TOPIC, a_signed(FAST), 0.5)
    changes = [(second, state) for second in range(1, 20) for state in changed(terminal.tick(float(second)))]
    bad = [(second, state.check, state.verdict) for second, state in changes if state.verdict.is_bad]
    assert bad == [(3, "camera.view", Verdict.FAILED)]


def test_a_lens_that_gets_dirty_is_a_warning_with_its_date(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path, script=(Spell(fault=Fault.LENS_DIRTY),))
    terminal.connected(0.0)
    terminal.received(CONFIG_TOPIC, a_signed(FAST), 0.5)
    changes = [state for second in range(1, 20) for state in changed(terminal.tick(float(second)))]
    assert [state.reasons for state in changes] == [(Reason.CAMERA_SHARPNESS_FALLING,)]


def changed(outgoing: list[Outgoing]) -> list[CheckState]:
    return [state for report in said(outgoing, Report) for state in report.checks if state.changed]


def test_nothing_is_said_without_a_line_and_all_of_it_afterwards(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path, script=(Spell(fault=Fault.CAMERA_UNPLUGGED, starts_s=10, lasts_s=10, every_s=20),))
    terminal.connected(0.0)
    terminal.lost()
    assert not [one for second in range(1, 60) for one in terminal.tick(float(second))]
    reports = said(terminal.connected(60.0), Report)
    assert [report.seq for report in reports] == sorted({report.seq for report in reports})
    assert sum(state.changed for report in reports for state in report.checks) >= 5


def test_an_ack_lets_go(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    terminal.connected(0.0)
    terminal.received(ACK_TOPIC, encode_plain(Ack(run=terminal.run, upto=1, centre_ms=0)), 1.0)
    assert terminal.waiting == 1


def test_a_signed_configuration_is_applied_and_told(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    terminal.connected(0.0)
    (outcome,) = said(terminal.received(CONFIG_TOPIC, a_signed(FAST), 1.0), ConfigOutcome)
    assert (outcome.outcome, outcome.generation, terminal.configuration.looks.quick_s) == (Outcome.APPLIED, 1, 5)
    assert not terminal.received(CONFIG_TOPIC, a_signed(FAST), 2.0)


def test_all_mistakes_of_a_configuration_are_told(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    terminal.connected(0.0)
    (outcome,) = said(terminal.received(CONFIG_TOPIC, a_signed(FIVE_MISTAKES), 1.0), ConfigOutcome)
    assert outcome.outcome is Outcome.REJECTED
    assert {problem.path for problem in outcome.problems} == {
        "looks.quick_s", "looks.full_s", "camera.covered_edr", "helpdesk.language", "link.keepalive_s",
    }  # fmt: skip


def test_a_configuration_of_a_stranger_is_refused(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    terminal.connected(0.0)
    (outcome,) = said(terminal.received(CONFIG_TOPIC, a_signed(FAST, root=STRANGER), 1.0), ConfigOutcome)
    assert [problem.code for problem in outcome.problems] == [ProblemCode.REFUSED]
    assert terminal.configuration.looks.quick_s == 300


def test_an_older_configuration_is_refused(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    terminal.connected(0.0)
    terminal.received(CONFIG_TOPIC, a_signed(FAST, generation=4), 1.0)
    (outcome,) = said(terminal.received(CONFIG_TOPIC, a_signed({}, generation=3), 2.0), ConfigOutcome)
    assert outcome.outcome is Outcome.REJECTED
    assert terminal.configuration.looks.quick_s == 5


def test_a_terminal_that_thinks_it_is_1970_says_that_its_clock_is_not_set(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path, script=(Spell(fault=Fault.WRONG_CLOCK),))
    (presence,) = said(terminal.connected(60.0), Presence)
    assert (presence.synced, presence.wall_ms) == (False, 60_000)


def test_a_shorter_silence_holds_from_the_moment_that_it_is_asked_for(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    terminal.connected(0.0)
    terminal.received(CONFIG_TOPIC, a_signed({"reporting": {"routine_s": 15}}), 1.0)
    reports = [report for second in range(1, 18) for report in said(terminal.tick(float(second)), Report)]
    assert ReportKind.ROUTINE in {report.kind for report in reports}


def test_a_lossy_line_breaks_now_and_then_and_comes_back(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path, script=(Spell(fault=Fault.LINE_LOSSY),))
    has_line = []
    for second in range(60):
        terminal.tick(float(second))
        has_line.append(terminal.has_line)
    assert 1 <= has_line.count(False) <= 15
