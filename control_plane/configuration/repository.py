"""Queries about configuration."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from contract.configuration.document import merge_patch
from contract.configuration.validation import Document
from control_plane.configuration.layering import OF_ITSELF, LayerName
from control_plane.configuration.models import Desired, DesiredFlip, Layer, Reported, Revision
from control_plane.configuration.states import DesiredState, LayerKind


def documents_of(session: Session, names: Iterable[LayerName]) -> dict[LayerName, Document]:
    """The documents of those of these layers that say anything, by an edit or of themselves."""
    wanted = list(set(names))
    rows = session.scalars(select(Layer).where(tuple_(Layer.kind, Layer.key).in_(wanted))) if wanted else ()
    of_itself = {name: OF_ITSELF[name] for name in wanted if name in OF_ITSELF}
    return of_itself | {
        (row.kind, row.key): merge_patch(of_itself.get((row.kind, row.key), {}), row.document) for row in rows
    }


def desired_of(session: Session, terminals: Collection[str]) -> dict[str, Desired]:
    """What each of these terminals should run."""
    return {row.terminal: row for row in session.scalars(select(Desired).where(Desired.terminal.in_(terminals)))}


def reported_of(session: Session, terminals: Collection[str]) -> dict[str, Reported]:
    """What each of these terminals says that it runs."""
    return {row.terminal: row for row in session.scalars(select(Reported).where(Reported.terminal.in_(terminals)))}


def revisions_of(session: Session, kind: LayerKind, key: str, *, limit: int) -> Sequence[Revision]:
    """The newest edits of a layer, newest first."""
    query = select(Revision).where(Revision.kind == kind, Revision.key == key)
    return session.scalars(query.order_by(Revision.number.desc()).limit(limit)).all()


def flips_of(session: Session, terminal: str, *, limit: int) -> Sequence[DesiredFlip]:
    """The newest changes of a terminal's desired configuration, newest first."""
    query = select(DesiredFlip).where(DesiredFlip.terminal == terminal)
    return session.scalars(query.order_by(DesiredFlip.id.desc()).limit(limit)).all()


def waiting_since_before(session: Session, at_ms: int) -> Sequence[Desired]:
    """Configurations that no terminal has answered since before that moment."""
    waiting = (DesiredState.ISSUED, DesiredState.RECEIVED)
    return session.scalars(select(Desired).where(Desired.state.in_(waiting), Desired.state_ms < at_ms)).all()
