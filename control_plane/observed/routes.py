"""What branches said of their calls, by `/api/v1`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from control_plane.access import Db, Now, Who
from control_plane.fleet import scope
from control_plane.observed import repository, service
from control_plane.observed.truth import hold_against_truth
from control_plane.people.actor import Permission
from control_plane.views import Asked, View

router = APIRouter(tags=["observed"])

Limit = Annotated[int, Query(ge=1, le=500)]


class CallView(View):
    id: str
    began_ms: int | None
    ended_ms: int | None
    call_end: str | None = Field(description="normal, died, line_lost or unseen; null while it is under way")
    readiness: str = Field(description="what was said of the terminal when it began")
    because: list[Any]


class TapView(View):
    id: str
    at_ms: int
    rating: str
    subject: str


class ProblemView(View):
    id: str
    at_ms: int
    kind: str
    readiness: str
    closed_ms: int | None
    closed_by: str | None
    found: str | None


class TruthView(View):
    fit_and_good: int
    fit_but_bad: int = Field(description="said to be fit, and the call was bad")
    unfit_and_bad: int
    unfit_but_good: int = Field(description="said not to be fit, and the call was good")
    unknown: int


class Observed(View):
    calls: list[CallView]
    taps: list[TapView]
    problems: list[ProblemView]
    truth: TruthView


class Closed(Asked):
    found: str = Field(default="", max_length=1000, description="what it turned out to be; nothing about a citizen")


@router.get("/terminals/{terminal_id}/calls")
def show_calls(session: Db, who: Who, terminal_id: str, *, limit: Limit = 50) -> Observed:
    """The calls that a terminal saw, her taps and problems, and how often what was said of it came true."""
    scope.require_terminal(session, who, terminal_id=terminal_id, permission=Permission.VIEW)
    truth = hold_against_truth(repository.calls_as_they_went(session, terminal_id))
    return Observed(
        calls=[CallView.model_validate(row) for row in repository.last_calls(session, terminal_id, limit=limit)],
        taps=[TapView.model_validate(row) for row in repository.last_taps(session, terminal_id, limit=limit)],
        problems=[ProblemView.model_validate(row) for row in repository.problems_of(session, terminal_id, limit=limit)],
        truth=TruthView.model_validate(truth),
    )


@router.post("/terminals/{terminal_id}/problems/{problem_id}/close")
def close_problem(session: Db, who: Who, now: Now, *, terminal_id: str, problem_id: str, asked: Closed) -> ProblemView:
    """Close what an employee reported: nothing else does."""
    closed = service.close_problem(
        session, who, terminal=terminal_id, problem_id=problem_id, found=asked.found, now=now
    )
    return ProblemView.model_validate(closed)
