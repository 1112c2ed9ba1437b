"""Virtual terminals made ready for a fleet: who they are, what they play, where the broker is."""

from collections.abc import Sequence
from uuid import uuid4

from agent.identity import Identity
from agent.trust import Trust
from simulation.faults import Script
from simulation.fleet import Address, Credentials, Member, uptime_s
from simulation.terminal import VirtualTerminal


def recruit(identities: Sequence[Identity], scripts: Sequence[Script]) -> list[Member]:
    """Return the members of a fleet; each is a machine that has just started."""
    return [_member(identity, script) for identity, script in zip(identities, scripts, strict=True)]


def _member(identity: Identity, script: Script) -> Member:
    state = identity.key.parent.parent
    trust = Trust(state / "trust.json", terminal=identity.terminal, root=identity.root)
    terminal = VirtualTerminal(identity.terminal, boot=str(uuid4()), script=script, trust=trust, start_s=uptime_s())
    credentials = Credentials(certificate=identity.certificate, key=identity.key, authority=identity.authority)
    broker = identity.brokers[0]
    return Member(terminal, credentials=credentials, address=Address(broker.host, broker.port))
