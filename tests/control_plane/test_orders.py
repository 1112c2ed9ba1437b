"""Orders: who may, when they are sent, what the terminal's word makes of them, and what it puts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.messages import Command, CommandResult
from contract.orders import UPLOAD, Verb
from contract.signatures import open_document
from control_plane.authority.service import Authority
from control_plane.authority.signing import verify
from control_plane.broker.models import Outbox
from control_plane.database import Database
from control_plane.errors import ConflictError, ForbiddenError, ForbiddenMoveError, InvalidError, NotFoundError
from control_plane.ingest.ledger import record_batch
from control_plane.ingest.models import Quarantine
from control_plane.orders import sending, service, uploads
from control_plane.orders.models import Order, OrderStep, Upload
from control_plane.orders.states import OrderState, UploadState
from control_plane.people.models import Audit
from control_plane.people.states import Role
from control_plane.timekeeping import DAY_MS, HOUR_MS, MINUTE_MS
from tests.control_plane.factories import NOW_MS, a_database, a_registry, a_terminal, an_actor, an_authority
from tests.ingest.messages import LATER_RUN, RUN, UPTIME_MS, a_message, a_presence

ADDRESS = "https://centre.example:8443"


@dataclass
class Centre:
    """A database with one terminal."""

    database: Database
    authority: Authority
    folder: Path
    terminal: str = field(init=False)

    def __post_init__(self) -> None:
        with self.database.transaction() as session:
            a_registry(session)
            self.terminal = a_terminal(session)

    def order(self, verb: Verb = Verb.CHECK_NOW, *, role: Role = Role.HELPDESK, **args: str) -> str:
        with self.database.transaction() as session:
            actor = an_actor(role)
            made = service.order(
                session, actor, terminal=self.terminal, verb=verb, args=args, reason="she rang us", now=NOW_MS
            )
            return made.id

    def hear(self, *said: Any, now: int = NOW_MS) -> None:
        messages = [a_message(self.terminal, each, received_ms=now) for each in said]
        with self.database.transaction() as session:
            record_batch(session, messages, (), authority=self.authority, now=now)

    def come_online(self, *, session: str = "1" * 16, run: str = RUN, boot: str = "boot-1", now: int = NOW_MS) -> None:
        self.hear(a_presence(session=session, runs=(run,), boot=boot), now=now)

    def send(self, *, now: int = NOW_MS) -> int:
        with self.database.transaction() as session:
            return sending.send_ready(session, self.authority, address=ADDRESS, now=now)

    def end_overdue(self, now: int) -> None:
        with self.database.transaction() as session:
            service.end_overdue(session, now=now)

    def state(self, order_id: str) -> OrderState:
        with Session(self.database.engine) as session:
            return session.get_one(Order, order_id).state

    def command(self) -> Command:
        """The newest command in the outbox, as its terminal reads it."""
        with Session(self.database.engine) as session:
            row = session.scalars(select(Outbox).where(~Outbox.retained).order_by(Outbox.id.desc())).first()
        assert row is not None
        root = self.authority.root_public_key
        opened = open_document(row.payload, kind="command", terminal=self.terminal, root=root, verify=verify)
        return msgspec.json.decode(opened.body, type=Command)

    def put(self, token: str, content: bytes, *, now: int = NOW_MS) -> None:
        with self.database.transaction() as session:
            turn = uploads.begin(session, token, now=now)
            uploads.finish(session, turn, content[:16], size=len(content), now=now)
        uploads.file_of(self.folder, turn.order_id).write_bytes(content)


@pytest.fixture
def centre(database_url: str, tmp_path: Path) -> Iterator[Centre]:
    with a_database(database_url) as database:
        yield Centre(database, an_authority(tmp_path), tmp_path)


@pytest.fixture
def quick_centre(tmp_path: Path) -> Iterator[Centre]:
    """For rules that are the same whatever the database."""
    with a_database(f"sqlite:///{tmp_path}/centre.sqlite") as database:
        yield Centre(database, an_authority(tmp_path), tmp_path)


def a_result(order_id: str, state: str = "running", *, seq: int = 1, run: str = RUN, **values: Any) -> CommandResult:
    stamp = {"boot": "boot-1", "uptime_ms": UPTIME_MS + seq}
    return CommandResult(run=run, seq=seq, id=order_id, state=state, **(stamp | values))  # type: ignore[arg-type]


def test_an_order_waits_until_its_terminal_is_online_and_is_good_in_that_boot_only(centre: Centre) -> None:
    order = centre.order(component="camera")
    assert centre.send() == 0
    centre.come_online()
    assert centre.send() == 1
    command = centre.command()
    assert (command.id, command.boot, command.verb, command.args) == (
        order,
        "boot-1",
        "check_now",
        {"component": "camera"},
    )
    assert command.expires_uptime_ms == UPTIME_MS + sending.GOOD_FOR_MS
    assert (centre.state(order), centre.send()) == (OrderState.SENT, 0)


def test_only_the_terminal_s_own_word_moves_what_was_sent(centre: Centre) -> None:
    centre.come_online()
    order = centre.order()
    centre.send()
    centre.hear(a_result(order), a_result(order, seq=2, step="looking"))
    assert centre.state(order) is OrderState.RUNNING
    centre.hear(a_result(order, "done", seq=3), a_result(order, seq=2, step="looking"))
    with Session(centre.database.engine) as session:
        steps = session.scalars(select(OrderStep).order_by(OrderStep.at_ms)).all()
    assert [(step.state, step.step) for step in steps] == [("running", ""), ("running", "looking"), ("done", "")]
    assert centre.state(order) is OrderState.DONE


def test_a_word_about_an_order_that_nobody_gave_is_put_away_and_acknowledged(centre: Centre) -> None:
    centre.hear(a_presence())
    centre.hear(a_result("never", "done"))
    with Session(centre.database.engine) as session:
        assert "unasked" in session.scalars(select(Quarantine.why)).one()


def test_a_terminal_that_comes_back_is_told_again_by_the_same_name(centre: Centre) -> None:
    centre.come_online()
    order = centre.order()
    centre.send()
    centre.come_online(session="2" * 16, run=LATER_RUN, boot="boot-2", now=NOW_MS + MINUTE_MS)
    assert centre.send(now=NOW_MS + MINUTE_MS) == 1
    assert (centre.command().id, centre.command().boot) == (order, "boot-2")


def test_what_waits_in_vain_ends_and_a_late_word_is_still_believed(centre: Centre) -> None:
    expired = centre.order()
    centre.end_overdue(NOW_MS + HOUR_MS)
    assert centre.state(expired) is OrderState.EXPIRED
    centre.come_online()
    order = centre.order()
    centre.send()
    centre.end_overdue(NOW_MS + HOUR_MS - 1)
    assert centre.state(order) is OrderState.SENT
    centre.end_overdue(NOW_MS + HOUR_MS)
    assert centre.state(order) is OrderState.UNANSWERED
    centre.hear(a_result(order, "done"))
    assert centre.state(order) is OrderState.DONE


def test_one_that_runs_for_ever_is_unanswered_after_its_deadline_and_a_while(quick_centre: Centre) -> None:
    quick_centre.come_online()
    order = quick_centre.order(Verb.RESET_USB, component="camera")
    quick_centre.send()
    quick_centre.hear(a_result(order))
    quick_centre.end_overdue(NOW_MS + MINUTE_MS)
    assert quick_centre.state(order) is OrderState.RUNNING
    quick_centre.end_overdue(NOW_MS + 2 * MINUTE_MS + service.LATE_WORD_MS)
    assert quick_centre.state(order) is OrderState.UNANSWERED


def test_an_order_is_withdrawn_before_it_is_sent_and_not_after(centre: Centre) -> None:
    order = centre.order()
    with centre.database.transaction() as session:
        service.withdraw(session, an_actor(Role.HELPDESK), order_id=order, now=NOW_MS)
    assert centre.state(order) is OrderState.WITHDRAWN
    centre.come_online()
    order = centre.order()
    centre.send()
    with centre.database.transaction() as session, pytest.raises(ForbiddenMoveError):
        service.withdraw(session, an_actor(), order_id=order, now=NOW_MS)


def test_arguments_and_reasons_that_do_not_fit_are_named(quick_centre: Centre) -> None:
    with pytest.raises(InvalidError) as caught:
        quick_centre.order(Verb.SET_VOLUME, component="camera", sugar="2")
    assert [problem["path"] for problem in caught.value.problems] == ["args.component", "args.percent", "args.sugar"]
    with pytest.raises(InvalidError, match=r"args\.upload"):
        quick_centre.order(Verb.COLLECT_LOGS, upload=f"https://elsewhere/up/{'A' * 43}")


def test_who_may_order_what(quick_centre: Centre) -> None:
    engineers, workers = {Role.ENGINEER, Role.ADMINISTRATOR}, {Role.HELPDESK, Role.ENGINEER, Role.ADMINISTRATOR}
    rules: list[tuple[Verb, dict[str, str], set[Role]]] = [
        (Verb.CHECK_NOW, {}, workers),
        (Verb.SNAPSHOT, {"question": "view"}, workers),
        (Verb.RELEARN, {"component": "camera"}, workers),
        (Verb.RELEARN, {"component": "camera", "confirmed": "yes"}, engineers),
        (Verb.REBOOT, {}, engineers),
    ]
    for verb, args, roles in rules:
        for role in roles:
            assert quick_centre.order(verb, role=role, **args)
        for role in set(Role) - roles:
            with pytest.raises(ForbiddenError):
                quick_centre.order(verb, role=role, **args)


def test_a_terminal_is_not_buried_in_orders(quick_centre: Centre) -> None:
    for _ in range(service.MOST_OPEN):
        quick_centre.order()
    with pytest.raises(ConflictError):
        quick_centre.order()


def test_what_is_put_is_taken_once_kept_a_day_and_looked_at_on_record(centre: Centre) -> None:
    centre.come_online()
    order = centre.order(Verb.SNAPSHOT, question="view")
    centre.send()
    address = centre.command().args[UPLOAD]
    token = address.removeprefix(f"{ADDRESS}/up/")
    centre.put(token, b"\x89PNG\r\n\x1a\n and so on")
    with pytest.raises(NotFoundError):
        centre.put(token, b"\x89PNG\r\n\x1a\n again")
    with centre.database.transaction() as session:
        assert uploads.show(session, an_actor(Role.HELPDESK), order_id=order).media_type == "image/png"
        assert session.scalars(select(Audit.action).order_by(Audit.id)).all()[-1] == "upload.show"
        uploads.forget(session, centre.folder, now=NOW_MS + DAY_MS)
        assert session.get_one(Upload, order).state is UploadState.GONE
    assert not uploads.file_of(centre.folder, order).exists()


def test_a_token_is_worth_nothing_after_its_time_and_is_stored_nowhere(centre: Centre) -> None:
    centre.come_online()
    order = centre.order(Verb.COLLECT_LOGS)
    centre.send()
    token = centre.command().args[UPLOAD].rpartition("/")[2]
    with Session(centre.database.engine) as session:
        assert token not in str(session.get_one(Order, order).args)
        assert token != session.get_one(Upload, order).token_hash
    with pytest.raises(NotFoundError):
        centre.put(token, b"\x1f\x8b", now=NOW_MS + HOUR_MS)


def test_one_that_comes_back_after_its_token_ran_out_may_put_what_it_is_told_again(centre: Centre) -> None:
    centre.come_online()
    centre.order(Verb.SNAPSHOT, question="view")
    centre.send()
    later = NOW_MS + 10 * MINUTE_MS
    with centre.database.transaction() as session:
        uploads.forget(session, centre.folder, now=later)
    centre.come_online(session="2" * 16, now=later)
    assert centre.send(now=later) == 1
    centre.put(centre.command().args[UPLOAD].rpartition("/")[2], b"\x89PNG\r\n\x1a\n", now=later)


def test_what_was_put_is_kept_a_day_though_its_terminal_is_told_again(centre: Centre) -> None:
    centre.come_online()
    order = centre.order(Verb.SNAPSHOT, question="view")
    centre.send()
    centre.put(centre.command().args[UPLOAD].rpartition("/")[2], b"\x89PNG\r\n\x1a\n")
    centre.come_online(session="2" * 16, now=NOW_MS + MINUTE_MS)
    centre.send(now=NOW_MS + MINUTE_MS)
    with Session(centre.database.engine) as session:
        assert session.get_one(Upload, order).until_ms == NOW_MS + DAY_MS


def test_steps_without_end_fill_no_table_and_keep_no_order_alive(centre: Centre) -> None:
    centre.come_online()
    order = centre.order()
    centre.send()
    for batch in range(3):
        first = batch * 100 + 1
        centre.hear(*(a_result(order, seq=seq) for seq in range(first, first + 100)))
    centre.hear(a_result(order, "done", seq=301))
    with Session(centre.database.engine) as session:
        assert len(session.scalars(select(OrderStep.id)).all()) == service.MOST_STEPS + 1
    assert centre.state(order) is OrderState.DONE
