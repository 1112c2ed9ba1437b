"""`beket-agent page` as systemd starts it: small beside the conference application, and gone within seconds."""

import http.client
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from tests.page.branch import MISSING, a_status

MOST_MIB = 40


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    (tmp_path / "status.json").write_bytes(msgspec.json.encode(a_status(**MISSING)))
    command = [sys.executable, "-m", "agent.cli", "page", "--state", str(tmp_path), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


def resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def test_it_is_small_and_shows_that_no_service_runs(page: tuple[subprocess.Popen[str], str]) -> None:
    process, address = page
    text = ""
    for _ in range(20):
        line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
        line.request("GET", "/")
        text = line.getresponse().read().decode()
        line.close()
    assert "Тексеру жұмыс істемейді" in text
    assert resident_mib(process.pid) < MOST_MIB
    process.terminate()
    assert process.wait(10) == 0
