"""A terminal's whole configuration: every key has type, default, unit, range and meaning in its section's file.

This is the one place: the validation, the form on the page and `docs/configuration.schema.json` are
read off these types. A field's name is its key; sections nest by a dot (`camera.covered_edr`).
"""

from typing import Annotated

from msgspec import Meta, Struct

from contract.configuration.line import Network
from contract.configuration.link import Link
from contract.configuration.looks import Looks, Reporting, Trends
from contract.configuration.machine import Application, Display, System
from contract.configuration.media import Camera, Microphone, Speaker
from contract.configuration.path import Path, Throughput
from contract.configuration.people import Helpdesk, Privacy
from contract.configuration.repair import Repair
from contract.configuration.storage import Storage


class Configuration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole configuration of a terminal; a key left out has its default."""

    looks: Annotated[Looks, Meta(description="how often it looks")] = Looks()
    camera: Annotated[Camera, Meta(description="the camera")] = Camera()
    microphone: Annotated[Microphone, Meta(description="the microphone")] = Microphone()
    speaker: Annotated[Speaker, Meta(description="the speaker")] = Speaker()
    network: Annotated[Network, Meta(description="the line")] = Network()
    path: Annotated[Path, Meta(description="the way to the centre, as a call has it")] = Path()
    throughput: Annotated[Throughput, Meta(description="what the line carries")] = Throughput()
    system: Annotated[System, Meta(description="the machine itself")] = System()
    display: Annotated[Display, Meta(description="the screen")] = Display()
    application: Annotated[Application, Meta(description="the programme of the calls")] = Application()
    trends: Annotated[Trends, Meta(description="where figures are going")] = Trends()
    repair: Annotated[Repair, Meta(description="what the terminal may mend by itself")] = Repair()
    reporting: Annotated[Reporting, Meta(description="what is told")] = Reporting()
    link: Annotated[Link, Meta(description="how the centre is reached")] = Link()
    storage: Annotated[Storage, Meta(description="what is kept until the centre has it")] = Storage()
    privacy: Annotated[Privacy, Meta(description="privacy")] = Privacy()
    helpdesk: Annotated[Helpdesk, Meta(description="what the employee reads")] = Helpdesk()
