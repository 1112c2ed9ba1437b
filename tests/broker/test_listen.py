"""Traffic as people read it."""

import threading

from contract.codec import encode_up
from contract.identity import new_terminal_id
from contract.topics import Down, Topic, Up
from control_plane.broker.listen import line_of, listen
from control_plane.broker.settings import centre_address
from tests.ingest.messages import a_check, a_report
from tests.ingest.speaker import Speaker, packets_of
from tests.support.centre_broker import CentreBroker
from tests.support.waiting import until

TERMINAL = new_terminal_id()


def test_a_compressed_report_is_shown_as_its_json() -> None:
    line = line_of(
        Topic(TERMINAL, Up.REPORT).render(), encode_up(a_report(7, a_check("camera.frames"))), retained=False
    )
    assert line.startswith(f"{TERMINAL}  report  {{")
    assert '"camera.frames"' in line


def test_what_cannot_be_read_is_said_and_not_raised() -> None:
    assert "? neither JSON" in line_of(Topic(TERMINAL, Up.REPORT).render(), b"\xff\xfe", retained=False)
    assert "?" in line_of("beket/v1/zz/nobody/up/report", b"{}", retained=False)


def test_a_cleared_document_is_called_cleared() -> None:
    assert line_of(Topic(TERMINAL, Down.CONFIG).render(), b"", retained=True).endswith("config (retained)  (cleared)")


def test_listening_shows_what_goes_by(centre_broker: CentreBroker) -> None:
    lines: list[str] = []
    stopping = threading.Event()
    address = centre_address(centre_broker.settings)
    ear = threading.Thread(target=listen, args=(address, lines.append), kwargs={"stopping": stopping})
    ear.start()
    speaker = Speaker(centre_broker.settings)
    packets = packets_of([(Topic(TERMINAL, Up.REPORT).render(), b'{"run":1}')])
    until(lambda: speaker.say(packets) and lines, every_s=0.1)
    assert lines[0] == f'{TERMINAL}  report  {{"run":1}}'
    stopping.set()
    ear.join()
    speaker.close()
