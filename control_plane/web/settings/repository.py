"""The layers that are edited on the pages: the fleet's, and that of the seat where a terminal stands."""

from sqlalchemy.orm import Session

from control_plane.configuration import layering
from control_plane.configuration.layering import FLEET_KEY, LayerName
from control_plane.configuration.repository import documents_of
from control_plane.configuration.service import layer_document
from control_plane.configuration.states import LayerKind
from control_plane.errors import NotFoundError
from control_plane.fleet.repository import places
from control_plane.people.actor import Actor
from control_plane.web.repository import where_a_terminal_stands
from control_plane.web.settings.service import LayerView
from control_plane.web.terminal.context import Crumb
from control_plane.web.terminal.service import crumbs, place_name
from control_plane.web.wording import Wording

FLEET: LayerName = (LayerKind.FLEET, FLEET_KEY)


def fleet_layer(session: Session, actor: Actor, words: Wording) -> LayerView:
    """The layer that every terminal obeys."""
    document, revision = layer_document(session, actor, kind=LayerKind.FLEET, key=FLEET_KEY)
    return LayerView(
        name=FLEET,
        action="/settings",
        back="/queue",
        title=words.text("Settings of all terminals"),
        subtitle=words.text(
            "An empty field keeps the value shown in it. Regions, branches and seats may say otherwise."
        ),
        document=document,
        inherited={},
        revision=revision,
    )


def seat_layer(session: Session, actor: Actor, terminal: str, words: Wording) -> LayerView:
    """The layer of the seat where a terminal stands; raises NotFoundError where the actor may not look."""
    standing = where_a_terminal_stands(session, actor, terminal)
    if standing is None:
        raise NotFoundError(f"there is no terminal '{terminal}'")
    name = (LayerKind.SEAT, standing.place.seat)
    document, revision = layer_document(session, actor, kind=name[0], key=name[1])
    above = [layer for layer in layering.layers_of(places(session, [terminal])[terminal]) if layer != name]
    documents = documents_of(session, above)
    address = f"/terminals/{terminal}"
    return LayerView(
        name=name,
        action=f"{address}/settings",
        back=address,
        title=words.text("Settings of this seat: %(branch)s", branch=place_name(standing.place, words)),
        subtitle=words.text("An empty field keeps the value shown in it, from the levels above."),
        document=document,
        inherited=layering.merge(documents[layer] for layer in above if layer in documents),
        revision=revision,
        crumbs=(*crumbs(standing.place, words), Crumb(word=terminal, href=address)),
    )
