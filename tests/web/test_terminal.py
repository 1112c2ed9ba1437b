"""The words of a terminal's page, from invented history."""

from itertools import pairwise
from typing import Any

from contract.verdicts import Figure, Readiness, Reason, Verdict
from control_plane.configuration.states import DesiredState
from control_plane.timekeeping import DAY_MS
from control_plane.web.terminal.checks import build_checks
from control_plane.web.terminal.configuration import Assignment, build_configuration
from control_plane.web.terminal.spark import build_spark
from control_plane.web.terminal.story import CheckFlip, build_story
from control_plane.web.terminal.strip import DAYS, Flip, build_strip, spans
from control_plane.web.wording import wording
from tests.web.invented import HOUR, MINUTE, NOW, an_answer

WORDS = wording("en")
DAY = DAY_MS


def a_flip(days_ago: float, was: Readiness, became: Readiness) -> Flip:
    return Flip(was=was, became=became, at_ms=int(NOW - days_ago * DAY))


def an_assignment(**changes: object) -> Assignment:
    values: dict[str, object] = {
        "state": DesiredState.ISSUED,
        "state_ms": NOW - 40_000,
        "generation": 2,
        "hash": "new",
        "document": {"looks": {"quick_s": 60}},
        "problems": (),
        "reported_generation": 1,
        "reported_hash": "old",
    }
    return Assignment(**(values | changes))  # type: ignore[arg-type]


def test_the_strip_covers_fourteen_days_without_a_hole() -> None:
    flips = (a_flip(3, Readiness.READY, Readiness.NOT_READY), a_flip(2, Readiness.NOT_READY, Readiness.READY))
    covered = spans(flips, Readiness.READY, flips[-1].at_ms, now=NOW)
    assert [span.readiness for span in covered] == [Readiness.READY, Readiness.NOT_READY, Readiness.READY]
    assert sum(span.lasts_ms for span in covered) == DAYS * DAY
    assert all(one.until_ms == other.from_ms for one, other in pairwise(covered))


def test_what_was_before_the_first_known_moment_is_unknown_and_not_green() -> None:
    covered = spans((), Readiness.READY, NOW - DAY, now=NOW)
    assert [span.readiness for span in covered] == [Readiness.UNKNOWN, Readiness.READY]
    assert build_strip(covered, now=NOW, words=WORDS).stretches[0].tone == "gone"


def test_readiness_over_opening_hours_is_a_range_as_wide_as_what_is_not_known() -> None:
    flips = (
        a_flip(8, Readiness.CLOSED, Readiness.READY),
        a_flip(4, Readiness.READY, Readiness.UNREACHABLE),
        a_flip(2, Readiness.UNREACHABLE, Readiness.NOT_READY),
    )
    strip = build_strip(spans(flips, Readiness.NOT_READY, flips[-1].at_ms, now=NOW), now=NOW, words=WORDS)
    assert strip.told.startswith("Could hold a call in opening hours: 50–75\u202f% · no data: 25\u202f%")


def test_the_story_goes_by_when_it_happened_and_marks_a_time_that_is_not_certain() -> None:
    late = CheckFlip(was=Verdict.OK, answer=an_answer(), at_ms=NOW - 5 * HOUR, received_ms=NOW, is_certain=False)
    prompt = CheckFlip(
        was=Verdict.OK, answer=an_answer(), at_ms=NOW - MINUTE, received_ms=NOW - MINUTE, is_certain=True
    )
    story = build_story((late, prompt), (), (), words=WORDS)
    assert [event.at for event in story] == ["", "10:55", "05:56"]
    assert story[0].is_day
    assert not story[1].uncertain
    assert story[2].uncertain
    assert "we heard of it at 22 November, 10:56:00" in story[2].detail


def test_settings_on_their_way_are_told_apart_from_those_that_the_terminal_runs() -> None:
    waiting = build_configuration(an_assignment(), now=NOW, words=WORDS)
    assert [(pair.assigned, pair.reported, pair.differs) for pair in waiting.pairs] == [
        ("2", "1", True),
        ("60\xa0s", "as before", True),
    ]
    done = an_assignment(state=DesiredState.PROVEN, reported_generation=2, reported_hash="new")
    settled = build_configuration(done, now=NOW, words=WORDS)
    assert [(pair.assigned, pair.reported, pair.differs) for pair in settled.pairs] == [
        ("2", "2", False),
        ("60\xa0s", "60\xa0s", False),
    ]


def test_what_a_terminal_refused_is_told_with_key_value_and_range() -> None:
    problem = {"path": "looks.quick_s", "code": "out_of_range", "value": "0", "allowed": "1 to 3600 s"}
    card = build_configuration(an_assignment(state=DesiredState.REJECTED, problems=(problem,)), now=NOW, words=WORDS)
    assert card.state.tone == "bad"
    assert card.problems == ("looks.quick_s: 0 – out of range; allowed: whole number from 1 to 3,600 s",)


def test_a_sparkline_keeps_its_limit_in_the_picture() -> None:
    figure = Figure(name="edges_gone", value=0.1, op=">=", limit=0.55)
    spark = build_spark(figure, tuple((NOW + minute, 0.1) for minute in range(4)), WORDS)
    assert spark
    assert spark.limit_y == 3
    assert spark.points.startswith("0.0,31.0")
    assert build_spark(figure, ((NOW, 0.1),), WORDS) is None


def test_what_is_fine_is_told_in_a_line_and_what_is_not_in_full() -> None:
    answers = (
        an_answer(),
        an_answer(check="camera.presence", verdict=Verdict.OK, reasons=()),
        an_answer(check="camera.frames", verdict=Verdict.OK, reasons=()),
        an_answer(check="system.power", verdict=Verdict.UNKNOWN, reasons=(Reason.SYSTEM_NOT_REPORTED,), figures=()),
    )
    camera, system = build_checks(answers, {}, now=NOW, words=WORDS)
    assert [row.name for row in camera.loud] == ["view"]
    assert [(line.state.word, line.names) for line in camera.told] == [("no fault", "connected, live picture")]
    assert [(line.state.word, line.names) for line in system.told] == [("not reported", "power")]


def test_a_check_that_may_be_about_to_change_is_not_folded_away() -> None:
    [group] = build_checks((an_answer(verdict=Verdict.OK, reasons=(), deviating=1),), {}, now=NOW, words=WORDS)
    assert (len(group.loud), len(group.quiet)) == (1, 0)


def test_parts_come_in_their_own_order_not_in_the_alphabet_s() -> None:
    checks = ("application.process", "display.connector", "camera.view", "system.disk", "network.link")
    groups = build_checks(tuple(an_answer(check=check) for check in checks), {}, now=NOW, words=WORDS)
    assert [group.key for group in groups] == ["camera", "network", "system", "display", "application"]


def test_what_one_look_could_not_judge_is_said_once() -> None:
    broken: dict[str, Any] = {
        "verdict": Verdict.NO_EVIDENCE,
        "reasons": (Reason.MICROPHONE_NOT_CHECKED,),
        "figures": (),
    }
    answers = tuple(an_answer(check=check, **broken) for check in ("microphone.level", "microphone.signal"))
    [group] = build_checks(answers, {}, now=NOW, words=WORDS)
    assert [row.name for row in group.loud] == ["loudness of speech, sound"]
    flips = tuple(
        CheckFlip(was=Verdict.OK, answer=answer, at_ms=NOW, received_ms=NOW, is_certain=True) for answer in answers
    )
    assert [event.text for event in build_story(flips, (), (), words=WORDS) if not event.is_day] == [
        "Microphone · loudness of speech, sound: could not be judged"
    ]
