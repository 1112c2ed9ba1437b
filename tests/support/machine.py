"""A machine as its kernel would show it: files below a root of a test's own, and looks at it by the agent's child."""

from pathlib import Path

from agent.checks.child import Prober
from agent.checks.descriptor import Terminal
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement

DAY_MS = 86_400_000
BOOT = "11111111-2222-3333-4444-555555555555"
UPTIME_S = 7_200


def a_machine(folder: Path, **files: str) -> Terminal:
    """Return a terminal whose root holds these files; a name's double underscore is a slash."""
    state, root = folder / "state", folder / "root"
    for place in (state, root / "proc"):
        place.mkdir(parents=True, exist_ok=True)
    put(root, "proc/sys/kernel/random/boot_id", f"{BOOT}\n")
    put(root, "proc/uptime", f"{UPTIME_S}.25 14000.50\n")
    for name, text in files.items():
        put(root, name.replace("__", "/"), text)
    return Terminal(state=str(state), root=str(root))


def put(root: Path, name: str, text: str) -> None:
    """Write one file of the kernel's."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def judged(terminal: Terminal, check: str, configuration: Configuration | None = None, **given: object) -> Judgement:
    """Return one check's answer, read and judged by the child."""
    reading = next(reading for reading in READINGS if check in {each.name for each in reading.checks})
    circumstances = Circumstances(configuration=configuration or Configuration(), **given)  # type: ignore[arg-type]
    return take_look(reading, terminal, circumstances, prober=Prober())[check]
