"""The JSON Schema of the configuration and of the wire, generated into docs/.

`python -m contract.configuration.json_schema docs` writes both files; a test fails when one is stale.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec

from contract import messages
from contract.codec import UPWARD
from contract.configuration.schema import Configuration

DOWNWARD = (messages.Ack, messages.Schedule, messages.Command)


def schemas() -> dict[str, bytes]:
    """Return the content of each generated file by its name."""
    configuration = msgspec.json.schema(Configuration)
    return {
        "configuration.schema.json": _pretty(configuration),
        "wire.schema.json": _pretty(_wire()),
    }


def _wire() -> dict[str, Any]:
    _, definitions = msgspec.json.schema_components((*UPWARD.values(), *DOWNWARD))
    return {"$comment": "one definition a message; up/ and down/ channels", "$defs": definitions}


def _pretty(schema: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2) + b"\n"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, content in schemas().items():
        (folder / name).write_bytes(content)
