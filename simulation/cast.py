"""Who plays what in a fleet: most terminals are well, some have a lasting fault, some one that comes and goes."""

from random import Random

from simulation.faults import Fault, Script, Spell, coming_and_going, lasting

LASTING: tuple[Script, ...] = (
    lasting([Fault.CAMERA_UNPLUGGED]),
    lasting([Fault.CAMERA_COVERED]),
    lasting([Fault.MICROPHONE_DEAD]),
    lasting([Fault.MICROPHONE_MUTED]),
    lasting([Fault.LINE_SLOW]),
    lasting([Fault.CAMERA_FROZEN, Fault.LINE_SLOW]),
    lasting([Fault.WRONG_CLOCK]),
    lasting([Fault.LENS_DIRTY]),
    (Spell(fault=Fault.OFFLINE, starts_s=20),),
)
SHARE_LASTING = 0.16
SHARE_CHANGING = 0.14


def cast(count: int, seed: str) -> list[Script]:
    """Return a script for each of `count` terminals; the same for the same seed."""
    chance = Random(seed)
    lasting_count, changing_count = round(count * SHARE_LASTING), round(count * SHARE_CHANGING)
    scripts: list[Script] = [LASTING[number % len(LASTING)] for number in range(lasting_count)]
    scripts += [coming_and_going(f"{seed}:{number}") for number in range(changing_count)]
    scripts += [()] * (count - len(scripts))
    chance.shuffle(scripts)
    return scripts
