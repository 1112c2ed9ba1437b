"""Who acts, what their roles allow, and how far those roles reach."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from control_plane.errors import ForbiddenError
from control_plane.people.states import Role, ScopeKind


class Permission(StrEnum):
    """What somebody may be allowed to do."""

    VIEW = "view"
    WORK = "work"  # with faults and receptions
    INSTALL = "install"  # connection codes, placements
    CONFIGURE = "configure"
    REGISTER = "register"  # branches, seats, hours
    MANAGE_PEOPLE = "manage_people"
    AUDIT = "audit"


ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.VIEW}),
    Role.HELPDESK: frozenset({Permission.VIEW, Permission.WORK}),
    Role.ENGINEER: frozenset({Permission.VIEW, Permission.WORK, Permission.INSTALL}),
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.AUDIT},
    Role.AUDITOR: frozenset({Permission.VIEW, Permission.AUDIT}),
}


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role within a scope."""

    role: Role
    scope_kind: ScopeKind = ScopeKind.ALL
    scope_key: str = ""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a permission holds: everywhere, or in these offices and these regions."""

    everywhere: bool
    offices: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person or a part of the centre that does something; `name` goes into the record of actions."""

    name: str
    grants: tuple[Grant, ...]
    language: str = "kk"
    account_id: int | None = None
    display_name: str = ""
    limited_to: frozenset[Permission] = frozenset(Permission)

    def scope_of(self, permission: Permission) -> Scope:
        """Where the actor holds the permission; nowhere when both sets are empty."""
        grants = [grant for grant in self.grants if permission in ALLOWED[grant.role] & self.limited_to]
        return Scope(
            everywhere=any(grant.scope_kind is ScopeKind.ALL for grant in grants),
            offices=_keys(grants, ScopeKind.OFFICE),
            regions=_keys(grants, ScopeKind.REGION),
        )

    def may(self, permission: Permission) -> bool:
        """Does the actor hold the permission anywhere? Pages show or hide a button by it."""
        scope = self.scope_of(permission)
        return scope.everywhere or bool(scope.offices) or bool(scope.regions)

    def may_at(self, permission: Permission, *, office: str, region: str) -> bool:
        """Whether the actor holds the permission at a branch of that office and region."""
        scope = self.scope_of(permission)
        return scope.everywhere or office in scope.offices or region in scope.regions

    def require(self, permission: Permission) -> None:
        """Raise ForbiddenError unless the actor holds the permission everywhere."""
        if not self.scope_of(permission).everywhere:
            message = f"{self.name} may not do this everywhere: the right '{permission}' is missing"
            raise ForbiddenError(message)

    def require_at(self, permission: Permission, *, office: str, region: str) -> None:
        """Raise ForbiddenError unless the actor holds the permission at that office and region."""
        if not self.may_at(permission, office=office, region=region):
            message = f"{self.name} may not do this there: the right '{permission}' is missing"
            raise ForbiddenError(message)

    def require_whole(self) -> None:
        """Raise ForbiddenError for a limited token: it must not give itself what it was denied."""
        if self.limited_to != frozenset(Permission):
            message = "a limited token may not change passwords, tokens or accounts"
            raise ForbiddenError(message)

    def limited(self, permissions: Iterable[str]) -> "Actor":
        """The same actor with no more than these permissions; an empty list limits nothing."""
        names = frozenset(Permission(name) for name in permissions)
        return replace(self, limited_to=names) if names else self


CENTRE = Actor(name="centre", grants=(Grant(role=Role.ADMINISTRATOR),))
"""The centre's own processes."""


def _keys(grants: Iterable[Grant], kind: ScopeKind) -> frozenset[str]:
    return frozenset(grant.scope_key for grant in grants if grant.scope_kind is kind)
