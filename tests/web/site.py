"""A whole site of pages over a real database: the demo's branches, one account, terminals with chosen faults."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from contract.verdicts import Readiness, Verdict
from control_plane.authority.service import Authority
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.configuration.models import Desired, Reported
from control_plane.configuration.states import DesiredState
from control_plane.database import Database
from control_plane.history.models import CheckState, Flip, ReadinessFlip, TerminalState
from control_plane.people import service as people
from control_plane.people.actor import CENTRE, Grant
from control_plane.people.states import Role
from control_plane.presence import sight
from control_plane.settings import Settings
from control_plane.timekeeping import HOUR_MS, MINUTE_MS, now_ms
from control_plane.web.app import add_pages
from tests.control_plane.factories import a_database, a_registry, a_terminal, an_authority
from tests.support.ports import LOOPBACK
from tests.support.serving import served

LOGIN, PASSWORD = "aigerim", "a long enough password"
NUMBERS = itertools.count(1)
COVERED = [{"name": "edges_gone", "value": 0.83, "op": ">=", "limit": 0.55}]


class Site:
    """An application with pages, its database at hand."""

    def __init__(self, database: Database, authority: Authority, data: Path) -> None:
        self.database = database
        self.authority = authority
        self.app = FastAPI()
        self.app.state.database = database
        self.app.state.settings = Settings(data=data)
        self.app.state.authority = authority
        add_pages(self.app)

    def sees(self, until_ms: int) -> None:
        """What ingest does while its eyes are open."""
        with self.database.transaction() as session:
            sight.mark_seen(session, [(eye, until_ms) for eye in sight.watched()])
            changes.note(session, ChangeKind.CENTRE, "")

    def account(
        self, login: str = LOGIN, *, role: Role = Role.ADMINISTRATOR, language: str = "ru", **scope: Any
    ) -> None:
        with self.database.transaction() as session:
            people.create_account(
                session,
                CENTRE,
                login=login,
                display_name="Айгерім Серікова",
                password=PASSWORD,
                grants=[Grant(role=role, **scope)],
                now=now_ms(),
                language=language,
            )

    def terminal(self, readiness: Readiness = Readiness.READY, *, seat: str = "071100-1", because: str = "") -> str:
        with self.database.transaction() as session:
            terminal = a_terminal(session, seat=seat)
            session.add(a_state(terminal, readiness, because))
        return terminal

    def becomes(self, terminal: str, readiness: Readiness, *answers: CheckState) -> None:
        """What ingest does when a report changes a terminal's readiness."""
        with self.database.transaction() as session:
            for answer in answers:
                session.merge(answer)
                session.add(a_flip(answer))
            state = session.get_one(TerminalState, terminal)
            flip = ReadinessFlip(
                terminal=terminal,
                from_readiness=state.readiness,
                to_readiness=readiness,
                because=[],
                at_ms=now_ms(),
            )
            session.add(flip)
            state.readiness, state.readiness_since_ms = readiness, now_ms()
            bad = [answer for answer in answers if answer.verdict != Verdict.OK]
            state.because = [{"check": answer.check_name, "reason": answer.reasons[0]} for answer in bad]
            changes.note(session, ChangeKind.STATE, terminal)

    def applies(self, terminal: str) -> None:
        """What ingest does when a terminal reports that it runs what it should."""
        with self.database.transaction() as session:
            desired = session.get_one(Desired, terminal)
            desired.state, desired.state_ms = DesiredState.PROVEN, now_ms()
            reported = Reported(terminal=terminal, generation=desired.generation, hash=desired.hash, at_ms=now_ms())
            session.merge(reported)
            changes.note(session, ChangeKind.CONFIGURATION, terminal)


@contextmanager
def a_site(url: str, data: Path) -> Iterator[Site]:
    """A site with the republic, the demo's branches and one administrator."""
    with a_database(url) as database:
        site = Site(database, an_authority(data), data)
        with database.transaction() as session:
            a_registry(session)
        site.account()
        site.sees(now_ms() + HOUR_MS)
        yield site


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The site's address while it is served."""
    with served(site.app) as port:
        yield f"http://{LOOPBACK}:{port}"


def a_state(terminal: str, readiness: Readiness, because: str = "") -> TerminalState:
    return TerminalState(
        terminal=terminal,
        readiness=readiness,
        readiness_since_ms=now_ms() - 134 * MINUTE_MS,
        because=[{"check": because, "reason": ""}] if because else [],
        last_report_ms=now_ms() - 12_000,
        agent_version="0.1.0",
    )


def an_answer(terminal: str, check: str = "camera.view", **changes_of: Any) -> CheckState:
    values: dict[str, Any] = {
        "component": check.partition(".")[0],
        "verdict": Verdict.FAILED,
        "reasons": ["camera.covered"],
        "figures": COVERED,
        "facts": {},
        "since_ms": now_ms() - 134 * MINUTE_MS,
        "looked_ms": now_ms() - 3 * MINUTE_MS,
        "deviating": 0,
        "run_ordinal": 1,
        "seq": 1,
    }
    return CheckState(terminal=terminal, check_name=check, **(values | changes_of))


def a_flip(answer: CheckState, **changes_of: Any) -> Flip:
    values: dict[str, Any] = {
        "from_verdict": Verdict.OK,
        "event_ms": answer.since_ms,
        "event_clock": "boot",
        "received_ms": now_ms(),
        "run": f"{answer.run_ordinal:016d}",
        "seq": next(NUMBERS),
    }
    same = {"reasons": answer.reasons, "figures": answer.figures, "to_verdict": answer.verdict}
    return Flip(terminal=answer.terminal, check_name=answer.check_name, **same, **(values | changes_of))
