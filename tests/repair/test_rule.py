"""The budget of repairs as a truth table: when to try, when to wait, when a person must come."""

import pytest

from agent.repair.rule import Moment, Remedy, Step, Try, ages_of, next_step, remedy_for
from contract.configuration.repair import Repair
from contract.verdicts import Reason

MINUTE, HOUR = 60_000, 3_600_000
RULES = Repair()


@pytest.mark.parametrize(
    ("ages_ms", "step"),
    [
        ([], Step.NOW),
        ([9 * MINUTE], Step.LATER),
        ([10 * MINUTE], Step.NOW),
        ([59 * MINUTE, 70 * MINUTE], Step.LATER),
        ([60 * MINUTE, 71 * MINUTE], Step.NOW),
        ([9 * MINUTE, 70 * MINUTE, 81 * MINUTE], Step.LATER),
        ([10 * MINUTE, 71 * MINUTE, 82 * MINUTE], Step.GIVEN_UP),
        ([23 * HOUR, 23 * HOUR, 23 * HOUR], Step.GIVEN_UP),
    ],
)
def test_a_fault_is_tried_at_once_after_ten_minutes_after_an_hour_and_given_up(ages_ms: list[int], step: Step) -> None:
    assert next_step(ages_ms, RULES) is step


@pytest.mark.parametrize(
    ("check", "reason", "verb"),
    [
        ("camera.frames", Reason.CAMERA_STUCK, "reset_usb"),
        ("camera.presence", Reason.CAMERA_MISSING, "reset_usb"),
        ("microphone.mixer", Reason.MICROPHONE_MUTED, "unmute"),
        ("microphone.mixer", Reason.MICROPHONE_NOT_CHECKED, "restart_audio"),
        ("network.gateway", Reason.NETWORK_NO_ADDRESS, "renew_lease"),
        ("microphone.signal", Reason.MICROPHONE_NOT_CHECKED, None),
        ("camera.view", Reason.CAMERA_COVERED, None),
        ("microphone.signal", Reason.MICROPHONE_DEAD, None),
        ("network.link", Reason.NETWORK_LINK_DOWN, None),
    ],
)
def test_what_may_help(check: str, reason: Reason, verb: str | None) -> None:
    remedy = remedy_for(check, [reason])
    assert (remedy.verb.value if remedy else None) == verb


def a_remedy() -> Remedy:
    found = remedy_for("camera.frames", [Reason.CAMERA_STUCK])
    assert found is not None
    return found


def a_try(**changes: object) -> Try:
    given: dict[str, object] = {"verb": "reset_usb", "subject": "camera", "boot": "then", "uptime_ms": HOUR}
    return Try(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tried", "ages_ms"),
    [
        (a_try(boot="now", uptime_ms=MINUTE), [MINUTE]),
        (a_try(boot="now", subject="speaker"), []),
        (a_try(boot="now", verb="unmute"), []),
        (a_try(centre_ms=10 * HOUR), [2 * HOUR]),
        (a_try(centre_ms=12 * HOUR - 24 * HOUR), []),
        (a_try(centre_ms=13 * HOUR), [2 * MINUTE]),  # the clock went back: it was in an earlier boot at the latest
        (a_try(), [2 * MINUTE]),
    ],
)
def test_how_old_a_try_is(tried: Try, ages_ms: list[int]) -> None:
    now = Moment(boot="now", uptime_ms=2 * MINUTE, centre_ms=12 * HOUR)
    assert ages_of([tried], a_remedy(), now) == ages_ms


def test_without_a_clock_each_morning_begins_no_new_budget() -> None:
    tries = [a_try(boot=boot) for boot in ("monday", "tuesday", "wednesday")]
    now = Moment(boot="thursday", uptime_ms=20 * MINUTE)
    assert next_step(ages_of(tries, a_remedy(), now), RULES) is Step.GIVEN_UP


def test_what_was_given_up_stays_so_on_the_next_day_unless_the_fault_is_a_new_one() -> None:
    tries = [a_try(boot="now", uptime_ms=minutes * MINUTE) for minutes in (5, 16, 77)]
    now = Moment(boot="now", uptime_ms=30 * HOUR)
    same = ages_of(tries, a_remedy(), now, stands_since_ms=4 * MINUTE)
    assert next_step(same, RULES) is Step.GIVEN_UP
    assert ages_of(tries, a_remedy(), now, stands_since_ms=29 * HOUR) == []


def test_a_fault_that_outlived_the_power_is_tried_anew_a_day_later() -> None:
    tries = [a_try(centre_ms=hours * HOUR) for hours in (1, 2, 3)]
    now = Moment(boot="now", uptime_ms=20 * MINUTE, centre_ms=28 * HOUR)
    assert ages_of(tries, a_remedy(), now, stands_since_ms=MINUTE) == []
