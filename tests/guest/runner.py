"""Runs in the guest: takes one command a line from the host over a virtio port, answers with its end and its words."""

import json
import subprocess
from pathlib import Path

PORT = Path("/dev/virtio-ports/beket")


def main() -> None:
    with PORT.open("r+b", buffering=0) as port:
        for line in iter(port.readline, b""):
            port.write(json.dumps(answer(json.loads(line))).encode() + b"\n")


def answer(asked: dict[str, object]) -> dict[str, object]:
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", str(asked["command"])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=float(str(asked["within_s"])),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return {"id": asked["id"], "status": -1, "output": (error.output or b"").decode(errors="replace")}
    return {"id": asked["id"], "status": done.returncode, "output": done.stdout.decode(errors="replace")}


if __name__ == "__main__":
    main()
