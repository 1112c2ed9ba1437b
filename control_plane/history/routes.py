"""What terminals reported, by `/api/v1`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from contract.verdicts import Readiness
from control_plane.access import Db, Pages, Who
from control_plane.fleet import scope
from control_plane.history import answers
from control_plane.people.actor import Permission
from control_plane.presence.models import Presence
from control_plane.views import LARGEST_NUMBER, PageView, View, Whole

router = APIRouter(tags=["history"])

Before = Annotated[Whole, Query(description="only what happened before, in milliseconds since 1970 UTC")]
Limit = Annotated[int, Query(ge=1, le=500)]


class StateView(View):
    terminal: str
    readiness: str
    readiness_since_ms: int
    because: list[Any]
    last_report_ms: int | None
    last_event_ms: int | None
    generation: int
    config_hash: str
    agent_version: str


class CheckView(View):
    check_name: str
    component: str
    verdict: str
    reasons: list[str]
    figures: list[Any] = Field(description="`op` and `limit` name the condition under which it is bad")
    facts: dict[str, Any]
    since_ms: int
    looked_ms: int
    deviating: int


class PresenceView(View):
    state: str
    since_ms: int
    seen_ms: int


class TerminalNow(View):
    presence: PresenceView | None
    checks: list[CheckView]


class FlipView(View):
    id: int
    check_name: str
    from_verdict: str
    to_verdict: str
    reasons: list[str]
    figures: list[Any]
    event_ms: int
    event_clock: str = Field(description="what the time rests on")
    received_ms: int


class ReadinessFlipView(View):
    id: int
    from_readiness: str
    to_readiness: str
    because: list[Any]
    at_ms: int


class Story(View):
    checks: list[FlipView]
    readiness: list[ReadinessFlipView]


@router.get("/states")
def list_states(
    session: Db, who: Who, pages: Pages, *, readiness: Annotated[Readiness | None, Query()] = None
) -> PageView[StateView]:
    """Can a citizen make a video call from each branch now?"""
    page = answers.page_of_states(session, who, readiness=readiness, paging=pages)
    return PageView(items=[StateView.model_validate(row) for row in page.items], after=page.after)


@router.get("/terminals/{terminal_id}/now")
def show_now(session: Db, who: Who, terminal_id: str) -> TerminalNow:
    """A terminal's contact and the newest answer of each check."""
    scope.require_terminal(session, who, terminal_id=terminal_id, permission=Permission.VIEW)
    presence = session.get(Presence, terminal_id)
    looks = answers.looks_of(session, terminal_id)
    return TerminalNow(
        presence=PresenceView.model_validate(presence) if presence else None,
        checks=[
            CheckView.model_validate(row).model_copy(update={"looked_ms": answers.last_look(row, looks)})
            for row in answers.checks_of(session, terminal_id)
        ],
    )


@router.get("/terminals/{terminal_id}/story")
def show_story(
    session: Db, who: Who, terminal_id: str, *, before_ms: Before = LARGEST_NUMBER, limit: Limit = 100
) -> Story:
    """What changed at a terminal, the latest event first."""
    scope.require_terminal(session, who, terminal_id=terminal_id, permission=Permission.VIEW)
    flips = answers.flips_of(session, terminal_id, before_ms=before_ms, limit=limit)
    readiness = answers.readiness_flips_of(session, terminal_id, before_ms=before_ms, limit=limit)
    return Story(
        checks=[FlipView.model_validate(row) for row in flips],
        readiness=[ReadinessFlipView.model_validate(row) for row in readiness],
    )
