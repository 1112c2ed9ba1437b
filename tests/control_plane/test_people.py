import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from control_plane.errors import ConflictError, ForbiddenError, InvalidError
from control_plane.people import audit, service
from control_plane.people.actor import ALLOWED, Actor, Grant, Permission
from control_plane.people.models import Account, Audit
from control_plane.people.service import FAILURES_BEFORE_LOCK, LOCKED_MS, SESSION_MS, Refusal, SignedIn
from control_plane.people.states import Role, ScopeKind
from tests.control_plane.factories import NOW_MS, a_database, an_actor

PASSWORD = "long enough"


def an_account(session: Session, login: str = "dana", role: Role = Role.HELPDESK) -> Account:
    return service.create_account(
        session,
        an_actor(),
        login=login,
        display_name="Dana",
        password=PASSWORD,
        grants=[Grant(role=role)],
        now=NOW_MS,
    )


def test_a_cookie_stands_for_its_account_until_it_runs_out(database_url: str) -> None:
    with a_database(database_url) as database:
        with database.transaction() as session:
            an_account(session)
        answer = service.sign_in(database, "dana", password=PASSWORD, now=NOW_MS)
        assert not isinstance(answer, Refusal)
        token, _ = answer
        with database.reading() as session:
            found = service.signed_in_by_cookie(session, token, now=NOW_MS + SESSION_MS - 1)
            assert isinstance(found, SignedIn)
            assert found.actor.grants == (Grant(role=Role.HELPDESK),)
            assert service.signed_in_by_cookie(session, token, now=NOW_MS + SESSION_MS) is None
            assert service.signed_in_by_cookie(session, "another", now=NOW_MS) is None


def test_wrong_passwords_lock_the_account_for_a_while(database_url: str) -> None:
    with a_database(database_url) as database:
        with database.transaction() as session:
            an_account(session)
        tries = [service.sign_in(database, "dana", password="wrong", now=NOW_MS) for _ in range(FAILURES_BEFORE_LOCK)]
        assert tries == [Refusal.WRONG] * (FAILURES_BEFORE_LOCK - 1) + [Refusal.LOCKED]
        assert service.sign_in(database, "dana", password=PASSWORD, now=NOW_MS) is Refusal.LOCKED
        later = service.sign_in(database, "dana", password=PASSWORD, now=NOW_MS + LOCKED_MS)
        assert not isinstance(later, Refusal)


def test_nobody_and_somebody_inactive_are_refused_alike(database_url: str) -> None:
    with a_database(database_url) as database:
        with database.transaction() as session:
            an_account(session).active = False
        assert service.sign_in(database, "dana", password=PASSWORD, now=NOW_MS) is Refusal.WRONG
        assert service.sign_in(database, "nobody", password=PASSWORD, now=NOW_MS) is Refusal.WRONG


def test_a_new_password_signs_out_everywhere(database_url: str) -> None:
    with a_database(database_url) as database:
        with database.transaction() as session:
            an_account(session)
        answer = service.sign_in(database, "dana", password=PASSWORD, now=NOW_MS)
        assert not isinstance(answer, Refusal)
        with database.transaction() as session:
            service.set_password(session, an_actor(name="dana"), login="dana", password="longer still")
            assert service.signed_in_by_cookie(session, answer[0], now=NOW_MS) is None


def test_a_token_can_do_no_more_than_it_was_made_for(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        an_account(session, role=Role.ENGINEER)
        token = service.create_token(
            session, an_actor(), login="dana", name="script", permissions=[Permission.VIEW], expires_ms=NOW_MS + 1
        )
        found = service.actor_of_token(session, token, now=NOW_MS)
        assert found is not None
        assert found.may(Permission.VIEW)
        assert not found.may(Permission.INSTALL)
        with pytest.raises(ForbiddenError, match="limited"):
            service.create_token(session, found, login="dana", name="more")
        assert service.actor_of_token(session, token, now=NOW_MS + 1) is None


def test_only_who_manages_people_makes_accounts(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        with pytest.raises(ForbiddenError):
            service.create_account(
                session,
                an_actor(Role.ENGINEER),
                login="dana",
                display_name="",
                password=PASSWORD,
                grants=[],
                now=NOW_MS,
            )
        an_account(session)
        with pytest.raises(ConflictError):
            an_account(session)
        with pytest.raises(InvalidError, match="10 to 200"):
            service.set_password(session, an_actor(name="dana"), login="dana", password="short")


def test_a_changed_or_missing_row_breaks_the_chain(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        for number in range(4):
            audit.record(session, an_actor(), action="try", thing="x", detail={"b": number, "a": "қ"})
        session.expire_all()
        assert audit.first_broken_row(session) is None
        session.execute(sa.update(Audit).where(Audit.id == 3).values(detail={"b": 9}))
        session.expire_all()
        assert audit.first_broken_row(session) == 3
        session.execute(sa.delete(Audit).where(Audit.id == 1))
        assert audit.first_broken_row(session) == 2


@pytest.mark.parametrize("role", Role)
def test_a_role_within_an_office_reaches_no_further(role: Role) -> None:
    grant = Grant(role=role, scope_kind=ScopeKind.OFFICE, scope_key="abai")
    actor = Actor(name="a", grants=(grant,))
    for permission in ALLOWED[role]:
        assert actor.may_at(permission, office="abai", region="100000000")
        assert not actor.may_at(permission, office="aqmola", region="110000000")
        with pytest.raises(ForbiddenError):
            actor.require(permission)
