"""The keys of what the terminal keeps until the centre has it."""

from typing import Annotated

from msgspec import Meta, Struct

from contract.configuration.units import unit

_MIB = 1024 * 1024


class Storage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of the disk may be taken by what the centre has not confirmed."""

    spool_mib: Annotated[
        int,
        Meta(
            ge=4,
            le=1024,
            description="room for unconfirmed messages; routine figures are thinned first",
            extra_json_schema=unit("MiB"),
        ),
    ] = 64

    @property
    def spool_bytes(self) -> int:
        """The same in bytes."""
        return self.spool_mib * _MIB
