"""An agent that is told to end while it looks at two services that take a connection and say nothing."""

import sys
import threading
from pathlib import Path

from agent.checks.child import Prober
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.line import Network, Service, ServiceKind
from contract.judgement.circumstances import Circumstances
from tests.support.devices import a_terminal, impatient
from tests.support.ports import LOOPBACK
from tests.support.waiting import until


def main() -> None:
    service = Service(host=LOOPBACK, port=int(sys.argv[2]), kind=ServiceKind.TLS)
    network = Network(timeout_s=30, services=dict.fromkeys("ab", service))
    reading = next(reading for reading in READINGS if reading.name == "network.services")
    terminal, given, prober = (
        a_terminal(Path(sys.argv[1])),
        Circumstances(configuration=impatient(network=network)),
        Prober(),
    )
    threading.Thread(target=lambda: take_look(reading, terminal, given, prober=prober), daemon=True).start()
    until(lambda: len(prober._running) == 2, within_s=60)
    sys.stdout.write("ending\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
