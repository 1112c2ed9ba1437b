"""The filter, the selected row and the view live in the address, so that a link shows the same to anyone."""

from urllib.parse import urlencode

from msgspec import Struct, structs

from contract.verdicts import Component, Readiness

PATH = "/queue"
WALL = "wall"


class Address(Struct, frozen=True, kw_only=True):
    """What `/queue?…` asks for; an empty field asks for everything."""

    region: str = ""
    component: str = ""
    readiness: str = ""
    selected: str = ""
    view: str = ""
    find: str = ""

    @property
    def is_filtered(self) -> bool:
        """Is anything left out?"""
        return bool(self.region or self.component or self.readiness or self.find)

    @property
    def asks_for_all(self) -> bool:
        """Does it ask beyond the faults: for one readiness, or for a name?"""
        return bool(self.readiness or self.find)

    def with_(self, **changes: str) -> str:
        """The link to the same address with some fields changed."""
        changed = structs.asdict(structs.replace(self, **changes))
        query = urlencode({name: value for name, value in changed.items() if value})
        return f"{PATH}?{query}" if query else PATH


def read_address(query: dict[str, str]) -> Address:
    """The address of a query; a value that means nothing here is left out."""
    known = {name: query.get(name, "")[:40] for name in Address.__struct_fields__}
    if Component(known["component"] or "unknown") is Component.UNKNOWN:
        known["component"] = ""
    if known["readiness"] not in set(Readiness):
        known["readiness"] = ""
    return Address(**known)
