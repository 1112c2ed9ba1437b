"""What of the fleet an actor may see and touch, as conditions of a query."""

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from control_plane.errors import NotFoundError
from control_plane.fleet.models import Branch, District, Placement, Seat, Terminal
from control_plane.people.actor import Actor, Permission


def visible_branches(actor: Actor, permission: Permission = Permission.VIEW) -> ColumnElement[bool]:
    """The condition on Branch under which the actor holds the permission there."""
    scope = actor.scope_of(permission)
    if scope.everywhere:
        return true()
    conditions: list[ColumnElement[bool]] = []
    if scope.regions:
        conditions.append(Branch.region_kato.in_(scope.regions))
    if scope.offices:
        districts = select(District.id).where(District.office_id.in_(scope.offices))
        conditions.append(Branch.district_id.in_(districts))
    return or_(false(), *conditions)


def visible_terminals(
    actor: Actor,
    permission: Permission = Permission.VIEW,
    *,
    column: InstrumentedAttribute[Any] = Terminal.id,
) -> ColumnElement[bool]:
    """The condition on a column of terminal ids; a terminal is where it stands now."""
    if actor.scope_of(permission).everywhere:
        return true()
    placed = (
        select(Placement.terminal_id)
        .join(Seat, Seat.id == Placement.seat_id)
        .join(Branch, Branch.id == Seat.branch_id)
        .where(Placement.until_ms.is_(None), visible_branches(actor, permission))
    )
    return column.in_(placed)


def require_branch(session: Session, actor: Actor, *, branch_id: str, permission: Permission) -> Branch:
    """The branch; raises NotFoundError out of sight, ForbiddenError where the permission is missing."""
    branch = session.scalars(select(Branch).where(Branch.id == branch_id, visible_branches(actor))).first()
    if branch is None:
        raise NotFoundError(f"there is no branch '{branch_id}'")
    actor.require_at(permission, office=branch.district.office_id, region=branch.region_kato)
    return branch


def require_seat(session: Session, actor: Actor, *, seat_id: str, permission: Permission) -> Seat:
    """The seat, under the same conditions as its branch."""
    seat = session.get(Seat, seat_id)
    if seat is None:
        raise NotFoundError(f"there is no seat '{seat_id}'")
    require_branch(session, actor, branch_id=seat.branch_id, permission=permission)
    return seat


def require_terminal(session: Session, actor: Actor, *, terminal_id: str, permission: Permission) -> Terminal:
    """The terminal; raises NotFoundError out of sight, ForbiddenError where the permission is missing."""
    query = select(Terminal).where(Terminal.id == terminal_id, visible_terminals(actor))
    terminal = session.scalars(query).first()
    if terminal is None:
        raise NotFoundError(f"there is no terminal '{terminal_id}'")
    allowed = select(Terminal.id).where(Terminal.id == terminal_id, visible_terminals(actor, permission))
    if session.scalars(allowed).first() is None:
        actor.require(permission)
    return terminal
