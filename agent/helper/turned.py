"""The child that turns a mixer's knob, as the session's user: one order on stdin, a status, a sentence on stderr."""

import os
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from agent.helper.call import Place, RefusedError
from agent.helper.subjects import sound_of, there
from contract.verdicts import Component
from hardware.profile import ProfileError
from hardware.sound.server import SoundServerError
from hardware.sound.turning import set_volume, switch_on


class Order(Struct, frozen=True, kw_only=True):
    """What is to be turned; without a volume it is switched on."""

    subject: str
    model: str
    root: str
    devices: str | None = None
    percent: int | None = None


def main() -> None:
    """Do it."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    place = Place(root=Path(order.root), devices=Path(order.devices) if order.devices else None)
    environment, plays = dict(os.environ), order.subject == Component.SPEAKER
    try:
        device = there(sound_of(place, order.subject, model=order.model), order.subject)
        if order.percent is None:
            switch_on(device, environment, plays=plays)
        else:
            set_volume(device, environment, plays=plays, percent=order.percent)
    except (SoundServerError, ProfileError, RefusedError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
