"""What a helper finds on a terminal: an enrolled state folder, and trees that stand for /sys and /run."""

import os
from pathlib import Path

import msgspec

from agent.folder import StateFolder
from agent.helper.call import Place
from agent.identity import AUTHORITY, CERTIFICATE, KEY, STATEMENT, Address, Statement
from contract.identity import new_terminal_id
from contract.signatures import to_text


def a_place(folder: Path, *, model: str = "demo") -> Place:
    """Return the place of an enrolled terminal; its trees are empty."""
    state = StateFolder(folder / "state")
    state.prepare()
    state.identity.mkdir()
    statement = Statement(
        terminal=new_terminal_id(),
        root_public_key=to_text(bytes(32)),
        brokers=(Address(host="127.0.0.1", port=1),),
        model=model,
    )
    (state.identity / STATEMENT).write_bytes(msgspec.json.encode(statement))
    for name in (KEY, CERTIFICATE, AUTHORITY):
        (state.identity / name).touch()
    (folder / "hooks.d").mkdir()
    root = folder / "root"
    root.mkdir()
    return Place(state=state.path, hooks=folder / "hooks.d", memory=folder / "memory", root=root)


def log_in(root: Path, runtime: Path) -> None:
    """Put this test's own user in front of the screen, with this sound server."""
    (root / "run/systemd/seats").mkdir(parents=True)
    (root / "run/systemd/seats/seat0").write_text(f"IS_VTCONSOLE=1\nACTIVE_UID={os.geteuid()}\n")
    (root / "run/systemd/users").mkdir()
    (root / f"run/systemd/users/{os.geteuid()}").write_text("STATE=active\n")
    (root / "run/user").mkdir()
    (root / f"run/user/{os.geteuid()}").symlink_to(runtime)
