"""From a tap on the page to the centre: the real page, the real agent, a real broker; and with the line down."""

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from agent.lock import take_lock
from agent.page.server import Server
from contract.messages import Report
from contract.observed import ProblemKind
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
from tests.support.centre_broker import CentreBroker
from tests.support.waiting import until


@contextmanager
def a_page(state: Path) -> Iterator[str]:
    take_lock(state)  # which the scripted agent leaves to the real one
    server = Server(state, port=0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def talk(address: str, method: str, path: str, body: str = "") -> tuple[str, str]:
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    line.request(method, path, body=body or None)
    answer = line.getresponse()
    told = answer.getheader("Location", ""), answer.read().decode()
    line.close()
    return told


def tap(address: str, **form: str) -> str:
    token = re.search(r'name="token" value="([^"]+)"', talk(address, "GET", "/problem")[1])
    assert token
    return talk(address, "POST", "/ask", urlencode({"token": token[1], **form}))[0]


def problems(centre: FakeCentre) -> list[ProblemKind]:
    told = {each.id: each.kind for report in centre.all(Report) if report.branch for each in report.branch.problems}
    return list(told.values())


def test_a_problem_that_she_taps_reaches_the_centre_and_stays_on_her_page(
    terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.start()
    centre.wait_until_online()
    with a_page(terminal.folder) as address:
        until(lambda: tap(address, ask="problem", kind="line").endswith("problem"), within_s=30, every_s=1)
        until(lambda: problems(centre) == [ProblemKind.LINE], within_s=30)
        until(lambda: "байланыс. Қолдау қызметі" in talk(address, "GET", "/")[1], within_s=30)


def test_a_problem_told_while_the_line_is_down_arrives_when_it_is_back(
    terminal: AgentProcess, centre: FakeCentre, centre_broker: CentreBroker
) -> None:
    terminal.start()
    centre.wait_until_online()
    centre_broker.kill()
    until(lambda: terminal.status and terminal.status.link.stage != "online", within_s=60)
    with a_page(terminal.folder) as address:
        said = tap(address, ask="problem", kind="sound")
    assert said.endswith("problem_later")
    until(lambda: terminal.status and terminal.status.desk.problems, within_s=30)
    terminal.kill()
    centre_broker.start()
    centre.connect()
    terminal.start()
    until(lambda: problems(centre) == [ProblemKind.SOUND], within_s=90)
