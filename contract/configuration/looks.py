"""When the terminal looks, what it reports, and where figures are going."""

from typing import Annotated

from msgspec import Meta, Struct

from contract.configuration.units import unit


class Looks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often the terminal looks, and how a verdict is confirmed."""

    quick_s: Annotated[
        int, Meta(ge=1, le=3600, description="time between quick looks", extra_json_schema=unit("s"))
    ] = 300
    full_s: Annotated[int, Meta(ge=5, le=86400, description="time between full looks", extra_json_schema=unit("s"))] = (
        3600
    )
    confirm_s: Annotated[
        int,
        Meta(ge=1, le=60, description="time between confirming looks", extra_json_schema=unit("s")),
    ] = 30
    bad_of: Annotated[int, Meta(ge=1, le=5, description="bad looks that make a fault")] = 3
    window: Annotated[int, Meta(ge=1, le=9, description="looks among which they are counted")] = 5
    recover_of: Annotated[int, Meta(ge=1, le=5, description="good looks in a row that clear a fault")] = 2


class Reporting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is told, and how often."""

    full_s: Annotated[
        int, Meta(ge=60, le=86400, description="time between full reports", extra_json_schema=unit("s"))
    ] = 14400
    routine_s: Annotated[
        int, Meta(ge=5, le=3600, description="longest silence while all is well", extra_json_schema=unit("s"))
    ] = 600
    gather_s: Annotated[
        int,
        Meta(
            ge=0,
            le=60,
            description="first answers after a start that speak of no fault are told together within",
            extra_json_schema=unit("s"),
        ),
    ] = 60
    dead_band: Annotated[float, Meta(ge=0, le=1, description="relative change of a figure that is worth telling")] = 0.2


class Trends(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a figure that is on its way to its limit is worth a warning."""

    horizon_days: Annotated[
        int,
        Meta(ge=1, le=365, description="warn when a limit will be reached within", extra_json_schema=unit("d")),
    ] = 30
