"""Contact with a terminal as a truth table."""

import pytest

from contract.verdicts import LinkClass
from control_plane.errors import ForbiddenMoveError
from control_plane.presence.rules import (
    GRACE_MS,
    LATE_MS,
    Contact,
    Farewell,
    Standing,
    after_blindness,
    after_contact,
    after_deadline,
    after_farewell,
)
from control_plane.presence.states import PresenceState, next_state
from control_plane.timekeeping import MINUTE_MS

NOW = 1_790_000_000_000
ONLINE, SUSPECT, OFFLINE = PresenceState.ONLINE, PresenceState.SUSPECT, PresenceState.OFFLINE


def a_standing(
    state: PresenceState = ONLINE,
    *,
    session: str = "s1",
    deadline_ms: int | None = NOW + 1,
    link_class: LinkClass = LinkClass.WIRED,
) -> Standing:
    return Standing(state=state, since_ms=NOW - 1000, session=session, deadline_ms=deadline_ms, link_class=link_class)


@pytest.mark.parametrize("state", list(PresenceState))
def test_any_word_brings_a_terminal_online(state: PresenceState) -> None:
    after = after_contact(a_standing(state), Contact(run="r", next_s=60), NOW)
    assert after.state is ONLINE
    assert after.deadline_ms == NOW + 60_000 + LATE_MS
    assert after.since_ms == (NOW - 1000 if state is ONLINE else NOW)


def test_a_word_without_a_promise_leaves_the_promise_that_was_given() -> None:
    assert after_contact(a_standing(deadline_ms=NOW + 77), Contact(run="r"), NOW).deadline_ms == NOW + 77


def test_a_will_of_this_session_makes_it_suspect_at_once() -> None:
    after = after_farewell(a_standing(), Farewell(session="s1", why="will"), NOW)
    assert after.state is SUSPECT
    assert after.deadline_ms == NOW + GRACE_MS[LinkClass.WIRED]


def test_a_will_of_another_session_is_ignored() -> None:
    standing = a_standing(session="s2")
    assert after_farewell(standing, Farewell(session="s1", why="will"), NOW) is standing


@pytest.mark.parametrize(
    ("state", "due", "expected"),
    [
        (ONLINE, NOW, SUSPECT),
        (ONLINE, NOW + 1, ONLINE),
        (SUSPECT, NOW, OFFLINE),
        (SUSPECT, NOW + 1, SUSPECT),
        (OFFLINE, None, OFFLINE),
    ],
)
def test_a_deadline_moves_one_step(state: PresenceState, due: int | None, expected: PresenceState) -> None:
    assert after_deadline(a_standing(state, deadline_ms=due), NOW).state is expected


@pytest.mark.parametrize(("link", "minutes"), [(LinkClass.WIRED, 2), (LinkClass.MOBILE, 5), (LinkClass.SATELLITE, 10)])
def test_the_grace_follows_the_line(link: LinkClass, minutes: int) -> None:
    after = after_deadline(a_standing(deadline_ms=NOW, link_class=link), NOW)
    assert after.deadline_ms == NOW + minutes * MINUTE_MS


def test_after_blindness_nobody_is_due_before_the_grace() -> None:
    late, early = a_standing(deadline_ms=NOW + 10 * MINUTE_MS), a_standing(deadline_ms=NOW - 5)
    assert after_blindness(late, NOW) == late
    assert after_blindness(early, NOW).deadline_ms == NOW + GRACE_MS[LinkClass.WIRED]


def test_nobody_goes_offline_without_having_been_suspect() -> None:
    with pytest.raises(ForbiddenMoveError, match="online cannot become offline"):
        next_state(ONLINE, OFFLINE)
