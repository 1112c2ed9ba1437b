"""What the terminal may mend by itself, and how often it tries."""

from typing import Annotated

from msgspec import Meta, Struct

from contract.configuration.units import unit


class Repair(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Never during a call, and never more often than this: what three tries did not mend, a person must."""

    enabled: Annotated[bool, Meta(description="may the terminal mend by itself what it can")] = True
    tries_a_day: Annotated[
        int, Meta(ge=1, le=10, description="so often in 24 hours, of each kind and device; then a person must come")
    ] = 3
    pause_s: Annotated[
        int,
        Meta(ge=1, le=86_400, description="after the first try, and before giving up", extra_json_schema=unit("s")),
    ] = 600
    long_pause_s: Annotated[
        int, Meta(ge=1, le=86_400, description="between all further tries", extra_json_schema=unit("s"))
    ] = 3600
