"""Tables of people, and of what they did."""

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from control_plane.database import Base
from control_plane.people.states import Role, ScopeKind


class Account(Base):
    """A person who signs in; the password is kept only as an Argon2id hash."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="kk")
    active: Mapped[bool] = mapped_column(default=True)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until_ms: Mapped[int | None]
    created_ms: Mapped[int]

    roles: Mapped[list["AccountRole"]] = relationship(cascade="all, delete-orphan")


class AccountRole(Base):
    """A role that an account holds within a scope."""

    __tablename__ = "account_role"
    __table_args__ = (UniqueConstraint("account_id", "role", "scope_kind", "scope_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role]
    scope_kind: Mapped[ScopeKind] = mapped_column(default=ScopeKind.ALL)
    scope_key: Mapped[str] = mapped_column(default="")


class LoginSession(Base):
    """A signed-in browser; only the hash of its cookie is kept."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    csrf: Mapped[str]
    created_ms: Mapped[int]
    expires_ms: Mapped[int] = mapped_column(index=True)

    account: Mapped[Account] = relationship()


class ApiToken(Base):
    """A program's way in; only the hash of the token is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    expires_ms: Mapped[int | None]

    account: Mapped[Account] = relationship()


class Audit(Base):
    """One action, chained: `hash` covers the row and the hash before it.

    So no row can be changed, dropped or slipped in unseen.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str]
    object: Mapped[str] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str]
