"""People and the record of actions by `/api/v1`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from control_plane.access import Db, Now, Who
from control_plane.people import audit, service
from control_plane.people.actor import Grant, Permission
from control_plane.people.models import Account
from control_plane.people.states import Role, ScopeKind
from control_plane.views import Asked, View, Whole

router = APIRouter(tags=["people"])


class GrantView(Asked):
    role: Role
    scope_kind: ScopeKind = ScopeKind.ALL
    scope_key: str = ""


class MeView(View):
    login: str
    display_name: str
    language: str
    grants: list[GrantView]
    permissions: list[Permission]


class AccountView(View):
    login: str
    display_name: str
    language: str
    active: bool
    grants: list[GrantView]


class NewAccount(Asked):
    login: str = Field(max_length=64)
    display_name: str = Field(max_length=100)
    password: str = Field(max_length=200)
    language: str = "kk"
    grants: list[GrantView]


class NewPassword(Asked):
    password: str = Field(max_length=200)


class NewToken(Asked):
    name: str = Field(min_length=1, max_length=100)
    permissions: list[Permission] = Field(default_factory=list)
    expires_ms: Whole | None = None


class TokenView(View):
    token: str = Field(description="shown this once")


class ActionView(View):
    id: int
    at_ms: int
    actor: str
    action: str
    object: str
    detail: dict[str, Any]
    hash: str


class ChainView(View):
    first_broken: int | None = Field(description="null: every row follows the one before it unchanged")


@router.get("/me")
def show_me(who: Who) -> MeView:
    """Who you are and what you may do."""
    return MeView(
        login=who.name,
        display_name=who.display_name,
        language=who.language,
        grants=[GrantView(role=g.role, scope_kind=g.scope_kind, scope_key=g.scope_key) for g in who.grants],
        permissions=[permission for permission in Permission if who.may(permission)],
    )


@router.get("/accounts")
def list_accounts(session: Db, who: Who) -> list[AccountView]:
    """Everybody who can sign in."""
    who.require(Permission.MANAGE_PEOPLE)
    rows = session.scalars(select(Account).options(selectinload(Account.roles)).order_by(Account.login))
    return [_account(row) for row in rows]


@router.post("/accounts", status_code=201)
def create_account(session: Db, who: Who, now: Now, asked: NewAccount) -> AccountView:
    """Let somebody sign in."""
    account = service.create_account(
        session,
        who,
        login=asked.login,
        display_name=asked.display_name,
        password=asked.password,
        language=asked.language,
        grants=[Grant(role=g.role, scope_kind=g.scope_kind, scope_key=g.scope_key) for g in asked.grants],
        now=now,
    )
    return _account(account)


@router.put("/accounts/{login}/password", status_code=204)
def set_password(session: Db, who: Who, login: str, asked: NewPassword) -> None:
    """A new password; the account is signed out everywhere."""
    service.set_password(session, who, login=login, password=asked.password)


@router.post("/accounts/{login}/tokens", status_code=201)
def create_token(session: Db, who: Who, login: str, asked: NewToken) -> TokenView:
    """A program's way in."""
    token = service.create_token(
        session, who, login=login, name=asked.name, permissions=asked.permissions, expires_ms=asked.expires_ms
    )
    return TokenView(token=token)


@router.get("/actions")
def list_actions(
    session: Db,
    who: Who,
    *,
    before: Annotated[Whole | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[ActionView]:
    """The record of actions, the newest first."""
    return [ActionView.model_validate(row) for row in audit.latest_actions(session, who, limit=limit, before=before)]


@router.get("/actions/chain")
def verify_chain(session: Db, who: Who) -> ChainView:
    """Whether the record of actions is whole."""
    who.require(Permission.AUDIT)
    return ChainView(first_broken=audit.first_broken_row(session))


def _account(account: Account) -> AccountView:
    grants = [GrantView(role=r.role, scope_kind=r.scope_kind, scope_key=r.scope_key) for r in account.roles]
    return AccountView(
        login=account.login,
        display_name=account.display_name,
        language=account.language,
        active=account.active,
        grants=grants,
    )
