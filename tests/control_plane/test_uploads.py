"""What is kept of uploads, and what is not."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.orders import UPLOAD, Verb
from control_plane.broker.listen import line_of
from control_plane.broker.models import Outbox
from control_plane.errors import InvalidError
from control_plane.orders import uploads
from control_plane.orders.models import Upload
from control_plane.orders.states import UploadState
from control_plane.timekeeping import DAY_MS
from tests.control_plane.factories import NOW_MS, a_database, an_authority
from tests.control_plane.test_orders import Centre


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with a_database(f"sqlite:///{tmp_path}/centre.sqlite") as database:
        yield Centre(database, an_authority(tmp_path), tmp_path)


def test_what_is_no_picture_is_not_kept_for_one(centre: Centre) -> None:
    centre.come_online()
    centre.order(Verb.SNAPSHOT, question="view")
    centre.send()
    token = centre.command().args[UPLOAD].rpartition("/")[2]
    with pytest.raises(InvalidError, match="image/png"):
        centre.put(token, b"<html><script>")


def test_what_cannot_be_deleted_stops_nothing_and_is_tried_again(centre: Centre) -> None:
    centre.come_online()
    order = centre.order(Verb.SNAPSHOT, question="view")
    centre.send()
    centre.put(centre.command().args[UPLOAD].rpartition("/")[2], b"\x89PNG\r\n\x1a\n")
    kept = uploads.file_of(centre.folder, order)
    kept.unlink()
    kept.mkdir()
    os.utime(kept, (1, 1))
    for state in (UploadState.KEPT, UploadState.GONE):
        with centre.database.transaction() as session:
            uploads.forget(session, centre.folder, now=NOW_MS + DAY_MS)
            assert session.get_one(Upload, order).state is state
        if kept.exists():
            kept.rmdir()


def test_the_token_is_not_among_the_traffic_that_is_made_readable(centre: Centre) -> None:
    centre.come_online()
    order = centre.order(Verb.COLLECT_LOGS)
    centre.send()
    token = centre.command().args[UPLOAD].rpartition("/")[2]
    with Session(centre.database.engine) as session:
        sent = session.scalars(select(Outbox).where(~Outbox.retained)).one()
    line = line_of(sent.topic, sent.payload, retained=False)
    assert order in line
    assert token not in line
