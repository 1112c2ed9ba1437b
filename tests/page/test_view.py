"""What the page shows of a status: a truth table of sentences, steps and cards."""

from typing import Any

import pytest

from agent.clock import Clock
from agent.page.view import Now, View, build_view
from agent.page.wording import words
from agent.questions import OpenQuestion, QuestionKind
from agent.status import LinkStatus, SelfCheck, Told, ToRate
from contract.configuration.people import Language
from contract.verdicts import Component, Readiness, Reason, Verdict
from tests.page.branch import COVERED, MISSING, MORNING_MS, a_status

QUARTER_MS = 15 * 60_000


def seen(language: Language = Language.ENGLISH, *, running: bool = True, step: int = 0, **fields: Any) -> View:
    now = Now(uptime_ms=Clock().uptime_ms(), running=running, step=step)
    return build_view(a_status(**fields), (), language, now=now)


def cards(view: View) -> str:
    return " | ".join(card.text for card in view.cards)


def test_every_language_has_every_word() -> None:
    assert {frozenset(words(language)) for language in Language} == {frozenset(words(Language.ENGLISH))}
    assert {f"headline_{readiness}" for readiness in Readiness} <= set(words(Language.ENGLISH))


@pytest.mark.parametrize(
    ("readiness", "shape", "sentence"),
    [
        (Readiness.READY, "tick", "Ready for a call"),
        (Readiness.AT_RISK, "triangle", "Ready, but may fail"),
        (Readiness.NOT_READY, "cross", "Not ready yet"),
        (Readiness.IN_CALL, "ring", "A call is under way"),
        (Readiness.CLOSED, "diamond", "Outside working hours"),
        (Readiness.UNKNOWN, "dashed", "Being checked"),
    ],
)
def test_each_readiness_has_its_shape_and_its_sentence(readiness: Readiness, shape: str, sentence: str) -> None:
    view = seen(readiness=readiness)
    assert (view.shape, view.headline) == (shape, sentence)


def test_a_covered_lens_is_told_with_its_cause_and_one_step_and_then_the_next() -> None:
    view = seen(Language.KAZAKH, **COVERED)
    assert (view.headline, view.cause) == ("Әзірге дайын емес", "Камера: объектив жабулы")
    assert view.step
    assert view.step.text == "Экран үстіндегі камераның жапқышын ашыңыз."
    further = seen(Language.KAZAKH, step=1, **COVERED).step
    assert further
    assert further.small == "Қадам: 2 / 3"


def test_after_the_last_step_the_helpdesk_is_called() -> None:
    last = seen(step=9, **COVERED).step
    assert last
    assert last.text == "Call the helpdesk: 8 800 000 00 00"


def test_a_service_that_does_not_run_is_never_called_ready() -> None:
    view = seen(running=False)
    assert (view.shape, view.headline, view.buttons) == ("dashed", "The check does not run", ())


def test_what_is_not_plugged_in_brings_the_drawing_forward() -> None:
    assert seen(**MISSING).missing
    assert not seen(**COVERED).missing


def test_before_a_reception_she_is_asked_to_open_the_shutter_and_not_earlier() -> None:
    resting = (("camera.view", Verdict.AT_REST, Reason.CAMERA_COVERED),)
    early, late = ({"reception_centre_ms": (MORNING_MS + each, MORNING_MS + 3_600_000)} for each in (960_000, 840_000))
    assert "shutter" not in cards(seen(checks=resting, desk=early))
    assert "Please open the camera's shutter." in cards(seen(checks=resting, desk=late))


def test_a_self_check_is_told_and_a_tone_can_be_put_off() -> None:
    now_ms = Clock().uptime_ms()
    tone = SelfCheck(component=Component.SPEAKER, lamp=False, since_ms=now_ms, sounds_ms=now_ms + 5_000)
    lamp = SelfCheck(component=Component.CAMERA, lamp=True, since_ms=now_ms)
    view = seen(self_checks=(lamp, tone))
    assert "Self-check under way: Camera. Nothing is recorded." in cards(view)
    assert [button.word for card in view.cards for button in card.buttons] == ["Not now"]


def test_a_question_says_what_it_is_about_and_that_silence_is_no() -> None:
    ends_ms = Clock().uptime_ms() + 30_000
    question = OpenQuestion(id="q", kind=QuestionKind.DISTURB_CALL, ends_ms=ends_ms, about="reboot")
    card = seen(questions=(question,)).cards[0]
    assert "restart the terminal" in card.text
    assert card.small == "30 s left. No answer means no."
    assert [button.key for button in card.buttons] == ["8", "9"]
    assert [(button.word, button.asked and button.asked.yes) for button in card.buttons] == [
        ("Yes", True),
        ("No", False),
    ]


def test_a_call_that_is_over_asks_how_it_was_and_a_problem_stays_told() -> None:
    status = {
        "to_rate": ToRate(subject="c1", ended_ms=0),
        "problems": (Told(kind="sound", at_ms=Clock().uptime_ms() + 30_000),),
    }
    view = seen(desk=status)
    assert "How was the call?" in cards(view)
    assert "You reported at 08:10: sound." in cards(view)


def test_the_page_says_that_the_line_is_away_and_that_nothing_is_lost() -> None:
    away = LinkStatus(stage="waiting", since_ms=0, last_word_ms=None, trouble="no route", round_trip_ms=None)
    assert "nothing is lost" in cards(seen(link=away))


def test_closed_today_until_is_told_and_can_be_taken_back() -> None:
    until = {"closed_until_centre_ms": MORNING_MS + 86_400_000}
    view = seen(readiness=Readiness.CLOSED, desk=until)
    assert view.cause == "Closed by you until 02.06 08:10"
    assert [button.word for button in view.buttons][-1] == "We are open again"


def test_a_terminal_that_is_looked_for_shows_its_number_large() -> None:
    now_ms = Clock().uptime_ms()
    assert "kgn7 m2xq 4t9c 0w3h" in cards(seen(shown_until_ms=now_ms + 60_000))
    assert "kgn7 m2xq 4t9c 0w3h" not in cards(seen(shown_until_ms=now_ms - 1))


def test_during_a_call_no_check_is_offered_that_could_not_be_made() -> None:
    assert [button.word for button in seen(readiness=Readiness.IN_CALL).buttons] == ["There is a problem"]


def test_works_ask_nothing_of_her() -> None:
    assert seen(readiness=Readiness.MAINTENANCE).cause.startswith("Nothing is needed from you.")
