"""Virtual terminals, and a centre's signature that they believe."""

from pathlib import Path

import msgspec
from nacl.signing import SigningKey

from agent.trust import Trust
from contract.configuration.document import encode_document
from contract.configuration.validation import Document as Settings
from contract.signatures import Document, certify_key, seal_document
from contract.topics import Down, Topic
from simulation.faults import Script
from simulation.terminal import VirtualTerminal

NAME = "0123456789abcdef"
ROOT, SIGNER, STRANGER = (SigningKey(bytes([number]) * 32) for number in (1, 2, 3))
CONFIG_TOPIC = Topic(NAME, Down.CONFIG).render()
COMMAND_TOPIC = Topic(NAME, Down.COMMAND).render()
ACK_TOPIC = Topic(NAME, Down.ACK).render()


def a_terminal(folder: Path, *, script: Script = (), name: str = NAME) -> VirtualTerminal:
    trust = Trust(folder / f"{name}.trust", terminal=name, root=bytes(ROOT.verify_key))
    return VirtualTerminal(name, boot="boot", script=script, trust=trust)


def a_signed(
    settings: Settings,
    *,
    generation: int = 1,
    root: SigningKey = ROOT,
    name: str = NAME,
    kind: Down = Down.CONFIG,
) -> bytes:
    key = certify_key(
        bytes(SIGNER.verify_key), key_id="k", serial=1, sign_by_root=lambda text: root.sign(text).signature
    )
    body = msgspec.Raw(encode_document(settings))
    document = Document(kind=kind, terminal=name, generation=generation, key_id="k", body=body)
    return seal_document(document, key=key, sign=lambda text: SIGNER.sign(text).signature)
