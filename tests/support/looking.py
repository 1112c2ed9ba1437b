"""Looks from another machine of the chain: a configuration on stdin, the answers on stdout.

`ip netns exec` shows a process that machine's own `/sys` and `/proc`, which a thread that only changed its network
namespace does not see.
"""

import subprocess
import sys
import tempfile

import msgspec

from agent.checks.descriptor import Terminal
from agent.checks.now import CheckResult, look
from contract.configuration.schema import Configuration
from contract.verdicts import Judgement
from tests.support.absence import program


def look_from(machine: str, configuration: Configuration, *names: str) -> dict[str, Judgement]:
    """Return what the agent says there."""
    done = subprocess.run(
        [program("ip", package="iproute2"), "netns", "exec", machine, sys.executable, "-m", __name__, *names],
        input=msgspec.json.encode(configuration),
        stdout=subprocess.PIPE,
        check=True,
    )
    return {each.check: each.judgement for each in msgspec.json.decode(done.stdout, type=list[CheckResult])}


def main() -> None:
    configuration = msgspec.json.decode(sys.stdin.buffer.read(), type=Configuration)
    with tempfile.TemporaryDirectory() as state:
        answers = list(look(Terminal(state=state), configuration, names=set(sys.argv[1:])))
    sys.stdout.buffer.write(msgspec.json.encode(answers))


if __name__ == "__main__":
    main()
