"""When the machine, its screen and the programme of the calls deserve attention."""

from typing import Annotated

from msgspec import Meta, Struct

from contract.configuration.units import unit


class System(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the machine itself deserves attention."""

    disk_free_percent: Annotated[
        float,
        Meta(ge=0, le=100, description="free space below which a disk is nearly full", extra_json_schema=unit("%")),
    ] = 3.0
    disk_free_mib: Annotated[
        float,
        Meta(ge=0, le=10_000_000, description="the same as an amount of space", extra_json_schema=unit("MiB")),
    ] = 200.0
    disk_worn_percent: Annotated[
        float,
        Meta(ge=1, le=200, description="used share of a disk's life: it is worn", extra_json_schema=unit("%")),
    ] = 90.0
    memory_free_percent: Annotated[
        float,
        Meta(ge=0, le=100, description="available memory below which it is short", extra_json_schema=unit("%")),
    ] = 5.0
    memory_stalled_percent: Annotated[
        float,
        Meta(ge=0, le=100, description="share of time in which all waits for memory", extra_json_schema=unit("%")),
    ] = 20.0
    cpu_stalled_percent: Annotated[
        float,
        Meta(
            ge=0, le=100, description="share of time in which work waits for a processor", extra_json_schema=unit("%")
        ),
    ] = 95.0
    load_per_core: Annotated[
        float, Meta(ge=0.1, le=100, description="load of one processor; used where waiting is not told")
    ] = 4.0
    temperature_margin_c: Annotated[
        float,
        Meta(
            ge=0,
            le=50,
            description="distance from the critical temperature that is too small",
            extra_json_schema=unit("°C"),
        ),
    ] = 5.0
    reboot_told_h: Annotated[
        float,
        Meta(ge=0, le=720, description="for how long an unexpected restart is told", extra_json_schema=unit("h")),
    ] = 24.0
    agent_restarts: Annotated[
        int, Meta(ge=1, le=100, description="crashes of the agent in a day that deserve attention")
    ] = 3
    certificate_days: Annotated[
        float,
        Meta(ge=0, le=700, description="days left of the terminal's own certificate", extra_json_schema=unit("d")),
    ] = 30.0
    configuration_days: Annotated[
        float,
        Meta(ge=1, le=3650, description="age of the settings that deserves attention", extra_json_schema=unit("d")),
    ] = 365.0


class Display(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The screen."""

    enabled: Annotated[bool, Meta(description="is the screen part of this terminal")] = True


class Application(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The programme that holds the video calls. Named by neither executable nor unit, it is not looked for."""

    executables: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+\-]{0,63}$")], ...],
        Meta(max_length=8, description="names of its executables, without a path"),
    ] = ()
    unit: Annotated[
        str, Meta(pattern=r"^([A-Za-z0-9@:._\-]{1,120}\.service)?$", description="systemd unit that runs it")
    ] = ""
    must_run: Annotated[bool, Meta(description="must it run all through the opening hours")] = False
