"""What the page reads on the terminal, and what it asks at the door."""

import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from agent.clock import Clock
from agent.door import Ask, Asked, DoorClosedError, door_of, knock
from agent.folder import StateFolder
from agent.ledger import read_ledger
from agent.lock import is_held
from agent.page.drawing import Page
from agent.page.markup import Html
from agent.page.view import Button, Now, View, build_view, centre_ms, told_use
from agent.page.wording import clock_time, day_and_time, say, words
from agent.status import Status, read_status
from contract.configuration.people import Language
from hardware.profile import Profile, ProfileError, load_profile

MOST_SHOWN = 60
ASK_AGAIN_S = 5.0
HOURS = (1, 2, 3)
HOUR_MS = 3_600_000


class Desk:
    """One terminal's state folder, as the page sees it."""

    def __init__(self, state: Path) -> None:
        """Look at this folder."""
        self._folder = StateFolder(state)
        self._clock = Clock()
        self._asked_s = -ASK_AGAIN_S
        self._runs = False

    def language(self) -> Language:
        """Return the language that the page begins in."""
        status = read_status(self._folder.status)
        try:
            return Language(status.language) if status else Language.KAZAKH
        except ValueError:
            return Language.KAZAKH

    def draw(self, path: str, asked: dict[str, str], page: Page) -> tuple[Page, Html] | None:
        """Return what is to be seen at an address; None where there is nothing."""
        match path:
            case "/":
                return page, self._first(asked, page)
            case "/cables":
                view = self._view({}, page)
                return page, page.cables(view, _profile(view.model))
            case "/problem":
                return page, page.problem()
            case "/closing":
                return page, self._closing(page)
            case "/ledger":
                return page, self._ledger(page)
        return None

    def ask(self, asked: Asked) -> str:
        """Knock; return the key of what to say about it."""
        try:
            understood = knock(door_of(self._folder.path), asked).ok
        except DoorClosedError:
            return "nobody"
        if not understood:
            return "refused"
        status = read_status(self._folder.status)
        later = asked.ask is Ask.PROBLEM and status is not None and status.link.stage != "online"
        return "problem_later" if later else asked.ask.value

    def _first(self, asked: dict[str, str], page: Page) -> Html:
        view = self._view(asked, page)
        return page.first(view, _profile(view.model))

    def _view(self, asked: dict[str, str], page: Page) -> View:
        status = read_status(self._folder.status)
        told = f"said_{asked.get('said', '')}"
        step = asked.get("step", "")
        now = Now(
            uptime_ms=self._uptime_ms(status),
            running=self._is_running(),
            step=int(step) if step.isdecimal() and len(step) == 1 else 0,
            said=told if told in words(page.language) else "",
        )
        return build_view(status, read_ledger(self._folder.path)[-1:], page.language, now=now)

    def _closing(self, page: Page) -> Html:
        status = read_status(self._folder.status)
        at_ms = None if status is None else centre_ms(status, self._uptime_ms(status))
        taps = []
        if status is not None and at_ms is not None:
            desk, offset = status.desk, status.desk.utc_offset_min
            if desk.opens_centre_ms:
                time = day_and_time(desk.opens_centre_ms, offset, now_ms=at_ms)
                taps.append(_close(say("until_opening", page.language, time=time), desk.opens_centre_ms))
            for hours in HOURS:
                until_ms = at_ms // HOUR_MS * HOUR_MS + (hours + 1) * HOUR_MS
                word = say("until_hours", page.language, time=clock_time(until_ms, offset))
                taps.append(_close(word, until_ms))
            if not desk.opens_centre_ms:
                taps.append(_close(say("until_end_of_day", page.language), _midnight_ms(at_ms, offset)))
        return page.choice(say("until_when", page.language), taps)

    def _ledger(self, page: Page) -> Html:
        status = read_status(self._folder.status)
        offset = status.desk.utc_offset_min if status else 0
        uses = reversed(read_ledger(self._folder.path)[-MOST_SHOWN:])
        nothing = say("nothing_left", page.language)
        return page.ledger([f"{told_use(use, offset, page.language)} · {use.left or nothing}" for use in uses])

    def _is_running(self) -> bool:
        # To ask is to try the lock for a moment: not more often than needed, the agent may want it just then.
        if time.monotonic() - self._asked_s >= ASK_AGAIN_S:
            self._asked_s, self._runs = time.monotonic(), is_held(self._folder.path)
        return self._runs

    def _uptime_ms(self, status: Status | None) -> int:
        same = status is not None and status.boot == self._clock.boot
        return self._clock.uptime_ms() if same or status is None else status.uptime_ms


@lru_cache(maxsize=1)
def _profile(model: str) -> Profile | None:
    try:
        return load_profile(model) if model else None
    except ProfileError:
        return None


def _close(told: str, until_ms: int) -> Button:
    return Button(word=told, asked=Asked(ask=Ask.CLOSE, until_ms=until_ms))


def _midnight_ms(at_ms: int, utc_offset_min: int) -> int:
    there = datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(minutes=utc_offset_min)
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1, minutes=-utc_offset_min)
    return int(midnight.timestamp() * 1000)
