"""Every table of the centre: importing this module makes the metadata whole."""

from control_plane.broker import models as broker
from control_plane.changes import models as changes
from control_plane.configuration import models as configuration
from control_plane.database import Base
from control_plane.enrolment import models as enrolment
from control_plane.fleet import models as fleet
from control_plane.history import models as history
from control_plane.ingest import models as ingest
from control_plane.observed import models as observed
from control_plane.orders import models as orders
from control_plane.people import models as people
from control_plane.presence import models as presence
from control_plane.receptions import models as receptions

DOMAINS = (
    broker,
    changes,
    configuration,
    enrolment,
    fleet,
    history,
    ingest,
    observed,
    orders,
    people,
    presence,
    receptions,
)
METADATA = Base.metadata
