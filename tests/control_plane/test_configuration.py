from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.configuration.validation import Document
from contract.messages import ConfigOutcome, Outcome, Problem, ProblemCode
from contract.signatures import Opened, open_document
from contract.topics import Down, Topic
from control_plane.authority.service import Authority
from control_plane.authority.signing import verify
from control_plane.broker.models import Outbox, RetainedDocument
from control_plane.changes.models import Change
from control_plane.configuration import service
from control_plane.configuration.models import Desired, DesiredFlip, Revision
from control_plane.configuration.service import WAIT_MS, Edited
from control_plane.configuration.states import DesiredState, LayerKind
from control_plane.errors import ForbiddenError, InvalidError, NotFoundError, StaleError
from control_plane.people.models import Audit
from control_plane.people.states import Role
from tests.control_plane.factories import NOW_MS, a_database, a_registry, a_terminal, an_actor, an_authority

FAST: Document = {"looks": {"quick_s": 60}}


def an_edit(
    session: Session,
    authority: Authority,
    patch: Document,
    *,
    layer: tuple[LayerKind, str] = (LayerKind.FLEET, ""),
    expected: int = 0,
    role: Role = Role.ADMINISTRATOR,
) -> Edited:
    return service.edit_layer(
        session,
        an_actor(role),
        authority=authority,
        kind=layer[0],
        key=layer[1],
        patch=patch,
        reason="slow line",
        expected_revision=expected,
        now=NOW_MS,
    )


def an_outcome(desired: Desired, outcome: Outcome, *, config_hash: str | None = None) -> ConfigOutcome:
    return ConfigOutcome(
        run="0" * 16,
        boot="b",
        uptime_ms=1,
        seq=1,
        outcome=outcome,
        offered_generation=desired.generation,
        offered_hash=desired.hash if config_hash is None else config_hash,
        problems=(Problem(path="looks.quick_s", code=ProblemCode.COULD_NOT_APPLY),),
    )


def the_desired(session: Session, terminal: str) -> Desired:
    desired = session.get(Desired, terminal)
    assert desired is not None
    return desired


def opened(session: Session, authority: Authority, terminal: str) -> Opened:
    document = session.get(RetainedDocument, Topic(terminal, Down.CONFIG).render())
    assert document is not None
    root = authority.root_public_key
    return open_document(document.payload, kind="config", terminal=terminal, root=root, verify=verify)


def test_an_edit_reaches_the_outbox_signed_with_its_whole_story(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session)
        edited = an_edit(session, authority, FAST)
        assert edited.terminals == [terminal]
        document = opened(session, authority, terminal)
        assert (document.generation, msgspec.json.decode(document.body)) == (1, FAST)
        assert [row.retained for row in session.scalars(select(Outbox))] == [True]
        revision = session.get(Revision, edited.revision)
        assert revision is not None
        assert (revision.author, revision.before, revision.after) == ("aigerim", {}, FAST)
        assert ("configuration", terminal) in [(row.kind, row.key) for row in session.scalars(select(Change))]
        assert "configuration.edit" in session.scalars(select(Audit.action)).all()


def test_only_terminals_whose_document_changes_get_a_new_generation(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        near, far = a_terminal(session, seat="071100-1"), a_terminal(session, seat="021100-1")
        first = an_edit(session, authority, FAST)
        assert set(first.terminals) == {near, far}
        seat = an_edit(session, authority, {"looks": {"quick_s": 10}}, layer=(LayerKind.SEAT, "071100-1"))
        assert seat.terminals == [near]
        fleet = an_edit(session, authority, {"looks": {"quick_s": 90}}, expected=first.revision)
        assert fleet.terminals == [far]
        assert the_desired(session, near).document == {"looks": {"quick_s": 10}}
        assert service.effective(session, near).origins == {"looks.quick_s": (LayerKind.SEAT, "071100-1")}


def test_five_mistakes_are_all_named_and_nothing_changes(database_url: str, tmp_path: Path) -> None:
    wrong: Document = {
        "looks": {"quick_s": 0, "bad_of": 5, "window": "five"},
        "camra": None,
        "link": {"brokers": [{"host": "a b"}]},
        "helpdesk": {"language": "de"},
    }
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session)
        with pytest.raises(InvalidError) as caught:
            an_edit(session, authority, wrong)
        paths = {problem["path"] for problem in caught.value.problems}
        problems = {"looks.quick_s", "looks.window", "camra", "link.brokers[0].host", "helpdesk.language"}
        assert paths == problems
        assert session.get(Desired, terminal) is None


def test_a_layer_is_refused_where_only_a_lower_one_makes_it_wrong(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        a_terminal(session)
        an_edit(session, authority, {"looks": {"window": 3}}, layer=(LayerKind.SEAT, "071100-1"))
        with pytest.raises(InvalidError) as caught:
            an_edit(session, authority, {"looks": {"bad_of": 4}})
        assert [problem["path"] for problem in caught.value.problems] == ["looks.bad_of"]


def test_an_edit_of_what_somebody_else_changed_is_refused(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        an_edit(session, authority, FAST)
        with pytest.raises(StaleError, match="revision 1 now, not at 0"):
            an_edit(session, authority, FAST)
        with pytest.raises(ForbiddenError):
            an_edit(session, authority, FAST, expected=1, role=Role.HELPDESK)
        with pytest.raises(NotFoundError):
            an_edit(session, authority, FAST, layer=(LayerKind.SEAT, "nowhere-1"))
        with pytest.raises(InvalidError, match="12-digit"):
            service.replace_layer(
                session,
                an_actor(),
                authority=authority,
                kind=LayerKind.FLEET,
                key="",
                document={},
                reason="for 900101 300123",
                expected_revision=1,
                now=NOW_MS,
            )


def test_the_terminals_word_moves_the_state_once(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session)
        an_edit(session, authority, FAST)
        desired = the_desired(session, terminal)
        rejected = an_outcome(desired, Outcome.REJECTED)
        assert service.record_outcome(session, terminal, outcome=rejected, authority=authority, now=NOW_MS)
        assert not service.record_outcome(session, terminal, outcome=rejected, authority=authority, now=NOW_MS)
        assert (desired.state, desired.problems[0]["path"]) == (DesiredState.REJECTED, "looks.quick_s")
        old = msgspec.structs.replace(rejected, offered_generation=9)
        assert not service.record_outcome(session, terminal, outcome=old, authority=authority, now=NOW_MS)
        flips = session.scalars(select(DesiredFlip.to_state).order_by(DesiredFlip.id)).all()
        assert flips == [DesiredState.ISSUED, DesiredState.REJECTED]


def test_what_a_terminal_reports_converges_without_the_outcome(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session)
        an_edit(session, authority, FAST)
        desired = the_desired(session, terminal)
        service.record_reported(
            session, terminal, generation=1, config_hash=desired.hash, authority=authority, now=NOW_MS
        )
        assert desired.state is DesiredState.APPLIED


@pytest.mark.parametrize(("generation", "expected"), [(7, 8), (1, 2)])
def test_a_restored_centre_goes_on_above_what_terminals_run(
    database_url: str, tmp_path: Path, generation: int, expected: int
) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session)
        an_edit(session, authority, FAST)
        service.record_reported(
            session, terminal, generation=generation, config_hash="another", authority=authority, now=NOW_MS
        )
        assert opened(session, authority, terminal).generation == expected
        assert the_desired(session, terminal).state is DesiredState.ISSUED


def test_nothing_is_waited_for_for_ever(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session)
        an_edit(session, authority, FAST)
        assert service.expire_unanswered(session, NOW_MS + WAIT_MS) == 0
        assert service.expire_unanswered(session, NOW_MS + WAIT_MS + 1) == 1
        desired = the_desired(session, terminal)
        assert desired.state is DesiredState.EXPIRED
        applied = an_outcome(desired, Outcome.APPLIED)
        assert service.record_outcome(session, terminal, outcome=applied, authority=authority, now=NOW_MS)


def test_a_terminal_at_a_satellite_line_is_told_so_and_its_class_has_a_layer(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        near, far = a_terminal(session, seat="071100-1"), a_terminal(session, seat="021300-1")
        an_edit(session, authority, FAST)
        assert the_desired(session, far).document == {**FAST, "path": {"link_class": "satellite"}}
        assert the_desired(session, near).document == FAST
        satellite = (LayerKind.LINE, "satellite")
        edited = an_edit(session, authority, {"path": {"satellite_rtt_warning_ms": 900.0}}, layer=satellite)
        assert edited.terminals == [far]
        assert service.effective(session, far).origins["path.link_class"] == satellite
        with pytest.raises(NotFoundError, match="there is no line 'pigeon'"):
            an_edit(session, authority, FAST, layer=(LayerKind.LINE, "pigeon"))


def test_what_hooks_made_of_a_proven_configuration_is_kept_beside_it(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session)
        an_edit(session, authority, FAST)
        desired = the_desired(session, terminal)
        proven = msgspec.structs.replace(an_outcome(desired, Outcome.PROVEN), problems=())
        service.record_outcome(session, terminal, outcome=proven, authority=authority, now=NOW_MS)
        failed = Problem(path="hooks.d/10-bad", code=ProblemCode.COULD_NOT_APPLY, value="status 3")
        later = msgspec.structs.replace(proven, hooks={"10-bad": "status 3"}, problems=(failed,))
        assert service.record_outcome(session, terminal, outcome=later, authority=authority, now=NOW_MS)
        assert (desired.state, desired.problems[0]["value"]) == (DesiredState.PROVEN, "status 3")
