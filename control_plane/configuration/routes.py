"""Configuration by `/api/v1`: layers, their revisions, what a terminal should run and says that it runs."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from contract.configuration.validation import validate
from control_plane.access import Db, IfMatch, Now, Signer, Who
from control_plane.configuration import issuing, repository, service
from control_plane.configuration.layering import FLEET_KEY
from control_plane.configuration.models import Desired, Reported
from control_plane.configuration.service import Edited
from control_plane.configuration.states import DesiredState, LayerKind
from control_plane.fleet import scope
from control_plane.people.actor import Permission
from control_plane.views import Asked, View

FLIPS = 50

router = APIRouter(tags=["configuration"])

Document = dict[str, Any]


class LayerView(View):
    kind: LayerKind
    key: str
    revision: int
    document: Document


class LayerPatch(Asked):
    patch: Document = Field(description="JSON Merge Patch (RFC 7396) of the layer; null: inherit again")
    reason: str = Field(min_length=1, max_length=500)


class LayerDocument(Asked):
    document: Document
    reason: str = Field(min_length=1, max_length=500)


class EditedView(View):
    revision: int
    document: Document
    terminals: list[str] = Field(description="those that are sent something new")


class RevisionView(View):
    number: int
    author: str
    reason: str
    at_ms: int
    before: Document
    after: Document


class DesiredView(View):
    generation: int
    hash: str
    document: Document
    revision: int
    issued_ms: int
    state: DesiredState
    state_ms: int
    problems: list[Any]
    ignored: list[Any]


class ReportedView(View):
    generation: int
    hash: str
    at_ms: int


class DesiredFlipView(View):
    generation: int
    from_state: DesiredState | None
    to_state: DesiredState
    problems: list[Any]
    at_ms: int


class TerminalConfiguration(View):
    origins: dict[str, str] = Field(description="for each key that is set, `kind:key` of its layer")
    desired: DesiredView | None
    reported: ReportedView | None
    story: list[DesiredFlipView]


class Checked(View):
    problems: list[Any]


@router.get("/layers/{kind}")
def show_fleet_layer(session: Db, who: Who, kind: LayerKind, response: Response) -> LayerView:
    """The layer without a key: the fleet's."""
    return _show(session, who, kind, FLEET_KEY, response=response)


@router.get("/layers/{kind}/{key}")
def show_layer(session: Db, who: Who, kind: LayerKind, key: str, *, response: Response) -> LayerView:
    """A layer; its revision is the ETag."""
    return _show(session, who, kind, key, response=response)


@router.patch("/layers/{kind}")
def patch_fleet_layer(
    session: Db, who: Who, authority: Signer, now: Now, *, kind: LayerKind, asked: LayerPatch, seen: IfMatch
) -> EditedView:
    """Edit the fleet's layer; terminals are sent what follows from it."""
    return patch_layer(session, who, authority, now, kind=kind, key=FLEET_KEY, asked=asked, seen=seen)


@router.patch("/layers/{kind}/{key}")
def patch_layer(
    session: Db, who: Who, authority: Signer, now: Now, *, kind: LayerKind, key: str, asked: LayerPatch, seen: IfMatch
) -> EditedView:
    """Edit a layer; terminals are sent what follows from it."""
    edited = service.edit_layer(
        session,
        who,
        authority=authority,
        kind=kind,
        key=key,
        patch=asked.patch,
        reason=asked.reason,
        expected_revision=seen,
        now=now,
    )
    return _edited(edited)


@router.put("/layers/{kind}")
def replace_fleet_layer(
    session: Db, who: Who, authority: Signer, now: Now, *, kind: LayerKind, asked: LayerDocument, seen: IfMatch
) -> EditedView:
    """Give the fleet's layer a whole new document."""
    return replace_layer(session, who, authority, now, kind=kind, key=FLEET_KEY, asked=asked, seen=seen)


@router.put("/layers/{kind}/{key}")
def replace_layer(
    session: Db,
    who: Who,
    authority: Signer,
    now: Now,
    *,
    kind: LayerKind,
    key: str,
    asked: LayerDocument,
    seen: IfMatch,
) -> EditedView:
    """Give a layer a whole new document."""
    edited = service.replace_layer(
        session,
        who,
        authority=authority,
        kind=kind,
        key=key,
        document=asked.document,
        reason=asked.reason,
        expected_revision=seen,
        now=now,
    )
    return _edited(edited)


@router.get("/revisions/{kind}")
def list_revisions(
    session: Db, who: Who, kind: LayerKind, *, key: str = "", limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> list[RevisionView]:
    """The newest edits of a layer, newest first."""
    rows = service.revisions(session, who, kind=kind, key=key, limit=limit)
    return [RevisionView.model_validate(row) for row in rows]


@router.post("/configuration-checks")
def check_document(_who: Who, document: Document) -> Checked:
    """Every problem of a whole configuration; nothing is changed."""
    return Checked(problems=list(issuing.problems_as_json(validate(document))))


@router.get("/terminals/{terminal_id}/configuration")
def show_terminal_configuration(session: Db, who: Who, terminal_id: str) -> TerminalConfiguration:
    """What a terminal should run, where each key comes from, and what it says that it runs."""
    scope.require_terminal(session, who, terminal_id=terminal_id, permission=Permission.VIEW)
    desired, reported = session.get(Desired, terminal_id), session.get(Reported, terminal_id)
    origins = service.effective(session, terminal_id).origins
    return TerminalConfiguration(
        origins={path: f"{kind}:{key}" for path, (kind, key) in origins.items()},
        desired=DesiredView.model_validate(desired) if desired else None,
        reported=ReportedView.model_validate(reported) if reported else None,
        story=[DesiredFlipView.model_validate(row) for row in repository.flips_of(session, terminal_id, limit=FLIPS)],
    )


def _show(session: Db, who: Who, kind: LayerKind, key: str, *, response: Response) -> LayerView:
    document, revision = service.layer_document(session, who, kind=kind, key=key)
    response.headers["ETag"] = f'"{revision}"'
    return LayerView(kind=kind, key=key, revision=revision, document=document)


def _edited(edited: Edited) -> EditedView:
    return EditedView(revision=edited.revision, document=edited.document, terminals=list(edited.terminals))
