"""Enrolled terminals for tests: a state folder, and an agent process whose devices are a file of answers."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from agent.configuration.store import Kept, Store
from agent.folder import StateFolder
from agent.identity import AUTHORITY, CERTIFICATE, KEY, STATEMENT, Address, Statement
from agent.status import Status, read_status
from contract.identity import new_terminal_id
from contract.signatures import to_text
from contract.verdicts import Judgement, Verdict
from control_plane.authority.service import load_authority
from tests.support.centre_broker import CentreBroker

OK = Judgement(verdict=Verdict.OK)
WELL = {"camera.presence": OK, "microphone.presence": OK, "network.link": OK}


class AgentProcess:
    """One terminal: `see` changes what its devices answer, `start` and `kill` run the agent on its folder."""

    def __init__(self, folder: Path, terminal: str) -> None:
        self.folder = folder
        self.terminal = terminal
        self.process: subprocess.Popen[bytes] | None = None
        self.see(WELL)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def status(self) -> Status | None:
        return read_status(self.folder / "status.json")

    @property
    def log(self) -> str:
        return (self.folder / "agent.log").read_text()

    def see(self, answers: dict[str, Judgement]) -> None:
        beside = self.folder / "answers.new"
        beside.write_bytes(msgspec.json.encode(answers))
        beside.replace(self.folder / "answers.json")

    def start(self, *, environment: dict[str, str] | None = None) -> None:
        with (self.folder / "agent.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.agent.scripted", str(self.folder)],
                stderr=log,
                env=os.environ | (environment or {}),
            )

    def stop(self) -> int:
        """Ask the agent to end; return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(5)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(5)


def an_enrolled_terminal(
    broker: CentreBroker, folder: Path, *, ports: tuple[int, ...] = (), model: str = "", terminal: str = ""
) -> AgentProcess:
    """Write what enrolment would have left, with a certificate of the broker's own authority."""
    terminal = terminal or new_terminal_id()
    identity = folder / terminal / "identity"
    identity.mkdir(parents=True)
    certificate, key = broker.issue(terminal)
    shutil.move(certificate, identity / CERTIFICATE)
    shutil.move(key, identity / KEY)
    authority = load_authority(broker.settings.authority)
    (identity / AUTHORITY).write_text(authority.certificate_pem)
    statement = Statement(
        terminal=terminal,
        root_public_key=to_text(authority.root_public_key),
        brokers=tuple(
            Address(host=broker.settings.broker_host, port=port) for port in ports or (broker.settings.broker_port,)
        ),
        generation_floor=1,
        model=model,
    )
    (identity / STATEMENT).write_bytes(msgspec.json.encode(statement))
    _tell_at_once(StateFolder(folder / terminal))
    return AgentProcess(folder / terminal, terminal)


def run_agent(terminal: AgentProcess, devices: Path, **environment: str) -> None:
    """Run the agent as systemd does, on a folder of virtual devices."""
    command = [sys.executable, "-m", "agent.cli", "run", "--state", str(terminal.folder), "--devices", str(devices)]
    with (terminal.folder / "agent.log").open("ab") as log:
        terminal.process = subprocess.Popen(command, stderr=log, env=os.environ | environment)


def _tell_at_once(folder: StateFolder) -> None:
    """Have the first answers told one by one: a test waits for each."""
    folder.prepare()
    Store(folder.configuration).commit(Kept(generation=1, document={"reporting": {"gather_s": 0}}))
