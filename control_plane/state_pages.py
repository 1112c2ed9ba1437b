"""The state machines of the centre, drawn from their tables.

`python -m control_plane.state_pages docs` writes `docs/states.md`; a test fails when it is stale.
"""

import sys
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from control_plane.configuration import states as configuration
from control_plane.fleet import states as fleet
from control_plane.orders import states as orders
from control_plane.presence import states as presence
from control_plane.receptions import states as receptions

FILE_NAME = "states.md"
Table = Mapping[Any, Collection[StrEnum]]

_HEAD = """\
# What becomes what

Written by `python -m control_plane.state_pages docs` from the tables named `ALLOWED`; one function for each
machine moves it and refuses every other move.
"""


def page() -> str:
    """The page's text."""
    parts: tuple[tuple[str, str, Table, StrEnum], ...] = (
        ("A terminal's life", "fleet/states.py", fleet.ALLOWED, fleet.LifeCycle.EXPECTED),
        ("Contact with a terminal", "presence/states.py", presence.ALLOWED, presence.PresenceState.UNKNOWN),
        (
            "A desired configuration",
            "configuration/states.py",
            configuration.ALLOWED,
            configuration.DesiredState.ISSUED,
        ),
        ("A reception", "receptions/states.py", receptions.ALLOWED, receptions.ReceptionState.BOOKED),
        ("An order to a terminal", "orders/states.py", orders.ALLOWED, orders.OrderState.WAITING),
        ("What is put for an order", "orders/states.py", orders.UPLOAD_ALLOWED, orders.UploadState.AWAITED),
    )
    return _HEAD + "".join(_part(title, where, table, first=first) for title, where, table, first in parts)


def _part(title: str, where: str, table: Table, *, first: StrEnum) -> str:
    moves = [f"    {state} --> {target}" for state, targets in table.items() for target in sorted(targets)]
    ends = [f"    {state} --> [*]" for state, targets in table.items() if not targets]
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *moves, *ends, "```"]
    return f"\n## {title}\n`control_plane/{where}`\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    (Path(sys.argv[1]) / FILE_NAME).write_text(page(), encoding="utf-8")
