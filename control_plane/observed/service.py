"""Closing what an employee reported: a person does it, and says what it was."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.errors import ConflictError, NotFoundError
from control_plane.fleet import scope
from control_plane.observed.models import Problem
from control_plane.people import audit
from control_plane.people.actor import Actor, Permission
from control_plane.privacy import refuse_personal_number


def close_problem(session: Session, actor: Actor, *, terminal: str, problem_id: str, found: str, now: int) -> Problem:
    """Close a problem; raises NotFoundError, ForbiddenError, or ConflictError when somebody closed it before."""
    scope.require_terminal(session, actor, terminal_id=terminal, permission=Permission.WORK)
    refuse_personal_number("found", found)
    problem = session.get(Problem, (terminal, problem_id))
    if problem is None:
        raise NotFoundError(f"terminal '{terminal}' reported no problem '{problem_id}'")
    claimed = session.execute(
        update(Problem)
        .where(Problem.terminal == terminal, Problem.id == problem_id, Problem.closed_ms.is_(None))
        .values(closed_ms=now, closed_by=actor.name, found=found)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined] # an update's result has one
        raise ConflictError(f"problem '{problem_id}' is closed already")
    detail = {"problem": problem_id, "kind": problem.kind, "found": found}
    audit.record(session, actor, action="problem.close", thing=terminal, detail=detail)
    changes.note(session, ChangeKind.STATE, terminal)
    session.refresh(problem)
    return problem
