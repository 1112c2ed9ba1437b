"""Accounts, signing in and out, tokens for programs."""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from control_plane.database import Database
from control_plane.errors import ConflictError, InvalidError, NotFoundError
from control_plane.people import audit, repository
from control_plane.people.actor import CENTRE, Actor, Grant, Permission
from control_plane.people.models import Account, AccountRole, ApiToken, LoginSession
from control_plane.people.passwords import hash_password, is_password, new_token, token_hash
from control_plane.people.states import LANGUAGES
from control_plane.privacy import refuse_personal_number
from control_plane.timekeeping import HOUR_MS, MINUTE_MS

FAILURES_BEFORE_LOCK = 5
LOCKED_MS = 15 * MINUTE_MS
SESSION_MS = 12 * HOUR_MS

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


class Refusal(StrEnum):
    """Why somebody was not signed in."""

    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A living browser session: `csrf` must come back with everything that changes something."""

    actor: Actor
    csrf: str


def create_account(
    session: Session,
    actor: Actor,
    *,
    login: str,
    display_name: str,
    password: str,
    grants: Iterable[Grant],
    now: int,
    language: str = "kk",
) -> Account:
    """Make an account; raises ConflictError when the login is taken, InvalidError when a field is wrong."""
    actor.require_whole()
    actor.require(Permission.MANAGE_PEOPLE)
    _check_fields(login, language)
    refuse_personal_number("login", login)
    refuse_personal_number("display_name", display_name)
    if repository.account_named(session, login) is not None:
        raise ConflictError(f"the login '{login}' is taken")
    roles = [AccountRole(role=g.role, scope_kind=g.scope_kind, scope_key=g.scope_key) for g in grants]
    account = Account(
        login=login,
        display_name=display_name,
        password_hash=hash_password(password),
        language=language,
        created_ms=now,
        roles=roles,
    )
    session.add(account)
    session.flush()
    detail = {"roles": [f"{role.role}@{role.scope_kind}:{role.scope_key}" for role in roles]}
    audit.record(session, actor, action="account.create", thing=f"account:{login}", detail=detail)
    return account


def set_password(session: Session, actor: Actor, *, login: str, password: str) -> None:
    """Give an account a new password and sign it out everywhere; one's own needs no right."""
    actor.require_whole()
    if actor.name != login:
        actor.require(Permission.MANAGE_PEOPLE)
    account = _account(session, login)
    account.password_hash = hash_password(password)
    account.failed_count, account.locked_until_ms = 0, None
    repository.end_sessions(session, account.id)
    audit.record(session, actor, action="account.set_password", thing=f"account:{login}", detail={})


def set_language(session: Session, actor: Actor, *, language: str) -> None:
    """Choose the language of one's own pages."""
    account = _account(session, actor.name)
    _check_fields(account.login, language)
    account.language = language


def sign_in(database: Database, login: str, *, password: str, now: int) -> tuple[str, SignedIn] | Refusal:
    """The browser's new token and its session, or why not; a refusal is stored, so it is no exception.

    The slow hash is made between two transactions: within one it would hold up every writer.
    """
    with database.reading() as session:
        account = repository.account_named(session, login)
    seen_hash = account.password_hash if account else None
    is_right = is_password(seen_hash, password)
    with database.transaction() as session:
        account = repository.account_named(session, login)
        if account is None or not account.active or account.password_hash != seen_hash:
            return Refusal.WRONG
        if account.locked_until_ms is not None and account.locked_until_ms > now:
            return Refusal.LOCKED
        return _begin_session(session, account, now) if is_right else _count_failure(session, account, now)


def sign_out(session: Session, token: str) -> None:
    """End a browser's session."""
    found = session.get(LoginSession, token_hash(token))
    if found is not None:
        session.delete(found)


def signed_in_by_cookie(session: Session, token: str, *, now: int) -> SignedIn | None:
    """The living browser session of a cookie's token."""
    found = repository.living_session(session, token_hash(token), now=now)
    return SignedIn(actor=actor_of(found.account), csrf=found.csrf) if found else None


def create_token(
    session: Session,
    actor: Actor,
    *,
    login: str,
    name: str,
    permissions: Sequence[Permission] = (),
    expires_ms: int | None = None,
) -> str:
    """A program's token for an account, shown this once; it can do no more than these permissions."""
    actor.require_whole()
    if actor.name != login:
        actor.require(Permission.MANAGE_PEOPLE)
    refuse_personal_number("name", name)
    token = new_token()
    scopes = [permission.value for permission in permissions]
    account = _account(session, login)
    session.add(
        ApiToken(
            account_id=account.id,
            name=name,
            token_hash=token_hash(token),
            scopes=scopes,
            expires_ms=expires_ms,
        )
    )
    detail = {"name": name, "permissions": scopes}
    audit.record(session, actor, action="account.create_token", thing=f"account:{login}", detail=detail)
    return token


def actor_of_token(session: Session, token: str, *, now: int) -> Actor | None:
    """Who a program's token speaks for."""
    found = repository.living_token(session, token_hash(token), now=now)
    return actor_of(found.account).limited(found.scopes) if found else None


def actor_of(account: Account) -> Actor:
    """The actor that an account is."""
    roles = account.roles
    return Actor(
        name=account.login,
        display_name=account.display_name,
        language=account.language,
        account_id=account.id,
        grants=tuple(Grant(role=r.role, scope_kind=r.scope_kind, scope_key=r.scope_key) for r in roles),
    )


def _begin_session(session: Session, account: Account, now: int) -> tuple[str, SignedIn]:
    account.failed_count, account.locked_until_ms = 0, None
    repository.forget_ended_sessions(session, now)
    token, csrf = new_token(), secrets.token_urlsafe(16)
    session.add(
        LoginSession(
            token_hash=token_hash(token),
            account_id=account.id,
            csrf=csrf,
            created_ms=now,
            expires_ms=now + SESSION_MS,
        )
    )
    signed_in = SignedIn(actor=actor_of(account), csrf=csrf)
    audit.record(session, signed_in.actor, action="account.sign_in", thing=f"account:{account.login}", detail={})
    return token, signed_in


def _count_failure(session: Session, account: Account, now: int) -> Refusal:
    account.failed_count += 1
    detail = {"failures": account.failed_count}
    audit.record(session, CENTRE, action="account.sign_in_failed", thing=f"account:{account.login}", detail=detail)
    if account.failed_count < FAILURES_BEFORE_LOCK:
        return Refusal.WRONG
    account.failed_count, account.locked_until_ms = 0, now + LOCKED_MS
    return Refusal.LOCKED


def _check_fields(login: str, language: str) -> None:
    if not _LOGIN.fullmatch(login):
        raise InvalidError("login: 1 to 64 of the characters a-z 0-9 . _ @ -, a letter or digit first")
    if language not in LANGUAGES:
        raise InvalidError(f"language: one of {', '.join(LANGUAGES)}")


def _account(session: Session, login: str) -> Account:
    account = repository.account_named(session, login)
    if account is None:
        raise NotFoundError(f"there is no account '{login}'")
    return account
