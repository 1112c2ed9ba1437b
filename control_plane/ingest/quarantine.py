"""Bad messages: each is counted by its reason, and kept with a short excerpt for a look."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.orm import Session

from control_plane.ingest.models import Quarantine
from control_plane.ingest.reading import EXCERPT, Bad
from control_plane.ingest.states import BadReason

TOPIC_KEPT = 200


def put_away(session: Session, bad: Sequence[Bad]) -> Counter[str]:
    """Keep bad messages; return the counts by reason, for the counters."""
    if bad:
        session.execute(insert(Quarantine), [_row(each) for each in bad])
    return Counter(f"bad.{each.reason}" for each in bad)


def _row(bad: Bad) -> dict[str, object]:
    delivery = bad.delivery
    return {
        "at_ms": delivery.received_ms,
        "topic": delivery.topic[:TOPIC_KEPT],
        "why": f"{bad.reason}: {_storable(bad.detail)}"[:EXCERPT],
        "size": delivery.size,
        # A well-formed message that we failed to store is kept whole: the fault may be ours.
        "excerpt": delivery.payload if bad.reason is BadReason.POISON else delivery.payload[:EXCERPT],
    }


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{SYMBOL FOR NULL}")
