"""Asks for an address again, by whatever looks after the line here: networkd, NetworkManager or dhclient."""

import shutil

from agent.helper.call import Call, RefusedError
from agent.helper.protocol import HelperAnswer
from agent.helper.running import PATH, outside, run
from hardware.network.discovery import Line, read_line


def renew_lease(call: Call) -> HelperAnswer:
    """Renew it on the default route's interface, else on each that has a carrier."""
    call.refuse_subject()
    interfaces = _interfaces(read_line(root=call.place.root))
    if not interfaces:
        raise RefusedError("no interface has a carrier")
    done = [run(_command(call, interface), call) for interface in interfaces]
    good = [interface for interface, each in zip(interfaces, done, strict=True) if each.status == 0]
    sentences = "; ".join(
        f"{name}: {each.sentence}" for name, each in zip(interfaces, done, strict=True) if each.status
    )
    return HelperAnswer(ok=bool(good), detail=f"asked again on {', '.join(good)}" if good else sentences)


def _interfaces(line: Line) -> list[str]:
    if line.interface is not None:
        return [line.interface]
    return [each.name for each in line.interfaces if each.physical and each.carrier]


def _command(call: Call, interface: str) -> list[str]:
    run_folder = call.place.root / "run"
    if (run_folder / "systemd/netif/state").exists():
        return ["networkctl", "renew", interface]
    if (run_folder / "NetworkManager").exists():
        return ["nmcli", "--wait", "20", "device", "connect", interface]
    if shutil.which("dhclient", path=PATH):
        # It writes name servers and its leases, and sets the address itself.
        return outside(["dhclient", "-1", interface], deadline_s=call.deadline_s, root=call.place.root)
    raise RefusedError("nothing here that asks for addresses: no networkd, no NetworkManager, no dhclient")
