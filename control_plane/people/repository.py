"""Queries about accounts and their sessions."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload

from control_plane.people.models import Account, ApiToken, LoginSession


def account_named(session: Session, login: str) -> Account | None:
    """The account with this login."""
    return session.scalars(select(Account).where(Account.login == login)).first()


def living_session(session: Session, token_hash: str, *, now: int) -> LoginSession | None:
    """The browser session with this token's hash, of an active account, if it has not run out."""
    query = (
        select(LoginSession)
        .join(LoginSession.account)
        .where(LoginSession.token_hash == token_hash, LoginSession.expires_ms > now, Account.active)
        .options(joinedload(LoginSession.account).options(selectinload(Account.roles)))
    )
    return session.scalars(query).first()


def living_token(session: Session, token_hash: str, *, now: int) -> ApiToken | None:
    """The program's token with this hash, of an active account, if it has not run out."""
    query = (
        select(ApiToken)
        .join(ApiToken.account)
        .where(
            ApiToken.token_hash == token_hash,
            ApiToken.expires_ms.is_(None) | (ApiToken.expires_ms > now),
            Account.active,
        )
        .options(joinedload(ApiToken.account).options(selectinload(Account.roles)))
    )
    return session.scalars(query).first()


def end_sessions(session: Session, account_id: int) -> None:
    """Sign an account out everywhere."""
    session.execute(delete(LoginSession).where(LoginSession.account_id == account_id))


def forget_ended_sessions(session: Session, now: int) -> None:
    """Drop browser sessions that have run out."""
    session.execute(delete(LoginSession).where(LoginSession.expires_ms <= now))
