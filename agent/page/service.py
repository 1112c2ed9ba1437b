"""`beket-agent page`: the employee's page, until systemd or a person ends it."""

import signal
import sys
import threading
from pathlib import Path

from agent.notify import Notifier
from agent.page.server import HOST, Server


def run(state: Path, *, port: int) -> int:
    """Serve until SIGTERM or SIGINT; return 0, or 1 with a sentence on standard error."""
    try:
        server = Server(state.resolve(), port=port)
    except OSError as error:
        sys.stderr.write(f"beket-agent: the page cannot listen on port {port}: {error}\n")
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        # `shutdown` waits for the loop, which runs in this thread.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(f"http://{HOST}:{server.server_port}/\n")
    sys.stdout.flush()
    notifier = Notifier()
    notifier.ready()
    server.serve_forever()
    notifier.stopping()
    return 0
