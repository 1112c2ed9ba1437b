"""`beket-agent judge`: somebody's own clips and recordings, by the same numbers and rules as the devices'."""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from agent.asking import Form
from agent.checks.baselines.figures import WATCHED
from agent.checks.baselines.usual import figures_of, usual_of
from agent.checks.child import ProbeError, Prober
from agent.checks.clip import Clip, Unreadable
from agent.checks.descriptor import Request, Terminal
from agent.checks.rules import RULES
from agent.checks.table import READINGS
from agent.configuration.store import Store
from agent.explaining import explain
from agent.folder import StateFolder
from agent.telling import say
from contract.configuration.schema import Configuration
from contract.judgement.baseline import Origin
from contract.judgement.camera import PictureNumbers
from contract.judgement.circumstances import Circumstances
from contract.judgement.good_looks import Record, confirmed
from contract.judgement.sound import SoundNumbers
from contract.verdicts import Judgement

Numbers = PictureNumbers | SoundNumbers
_DEADLINE_S = 120.0
_OF_DAYS = "_trend"
"""What ends so follows a device from day to day: a file says nothing of it."""
_OF_TIME = frozenset({"camera.frames", "camera.rate", "camera.flicker"})
"""What a single picture says nothing of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    """How files of one component are read, and what is usual for its device's own looks."""

    module: str
    numbers: type[Numbers]
    looks: str
    like: str


KINDS = {
    "camera": _Kind(module="camera_file", numbers=PictureNumbers, looks="camera.full", like="camera_picture"),
    "microphone": _Kind(
        module="microphone_file", numbers=SoundNumbers, looks="microphone.full", like="microphone_sound"
    ),
}


class JudgeError(Exception):
    """A file could not be judged; the message says so to a person."""


class Judge:
    """Judges files of one component, in one language."""

    def __init__(self, component: str, *, state: Path, form: Form) -> None:
        """Read the terminal's own thresholds."""
        self._kind = KINDS[component]
        self._state, self._form = state, form
        self._configuration = _strict(Store(StateFolder(state).configuration).committed(0).configuration)
        self._language = form.spoken(self._configuration)

    def learn(self, reference: Path) -> Record:
        """Return what is usual by one good clip; raise `JudgeError`."""
        good = self.read(Clip(file=str(reference)))
        return confirmed([figures_of(good)], origin=Origin.ACCEPTANCE, today=0.0)

    def read(self, clip: Clip) -> Numbers:
        """Return the numbers of a clip, read in a child process; raise `JudgeError`."""
        request = Request(
            reading=self._kind.module,
            terminal=Terminal(state=str(self._state)),
            given=Circumstances(),
            argument=msgspec.json.encode(clip).decode(),
            deadline_s=_DEADLINE_S,
            memory_mib=2048,
            cpu_s=int(_DEADLINE_S),
        )
        try:
            numbers = msgspec.json.decode(Prober().ask(request), type=self._kind.numbers)
        except ProbeError as error:
            raise JudgeError(f"{clip.file}: {error}") from error
        if numbers.error:
            file = clip.reference if numbers.error == Unreadable.BARE else clip.file
            raise JudgeError(say(f"clip_{numbers.error}", self._language).format(file=file))
        return numbers

    def judge(self, numbers: Numbers, known: Record | None) -> dict[str, Judgement]:
        """Return the answer of each check that can say something of a file."""
        watched, figures = WATCHED[self._kind.like], figures_of(numbers)
        usual = usual_of(known, watched, figures, today=0.0) if known else {}
        given = Circumstances(configuration=self._configuration, baselines=usual)
        return {check: RULES[check](numbers, given) for check in self._checks(numbers)}

    def _checks(self, numbers: Numbers) -> Iterator[str]:
        is_still = isinstance(numbers, PictureNumbers) and numbers.frames == 1
        (reading,) = (each for each in READINGS if each.name == self._kind.looks)
        for check in reading.checks:
            if not check.name.endswith(_OF_DAYS) and not (is_still and check.name in _OF_TIME):
                yield check.name

    def told(self, file: Path, answers: dict[str, Judgement], *, took_s: float) -> Iterator[str]:
        """Yield the lines for a person, or one for a program."""
        if self._form.as_json:
            yield msgspec.json.encode({"file": str(file), "checks": answers}).decode()
            return
        yield str(file)
        for check, judgement in answers.items():
            yield from explain(check, judgement, self._language, configuration=self._configuration, took_s=took_s)


def judge_files(component: str, files: Sequence[Path], *, reference: Path | None, state: Path, form: Form) -> int:
    """Say what each file shows; return 0 if nothing is bad, 1 if something is, 2 if a file is no clip."""
    judge, outcome = Judge(component, state=state, form=form), 0
    try:
        known = judge.learn(reference) if reference else None
    except JudgeError as error:
        sys.stderr.write(f"beket-agent: {error}\n")
        return 2
    for file in files:
        began = time.monotonic()
        try:
            numbers = judge.read(Clip(file=str(file), reference=str(reference or "")))
        except JudgeError as error:
            sys.stderr.write(f"beket-agent: {error}\n")
            outcome = 2
            continue
        answers = judge.judge(numbers, known)
        sys.stdout.write("\n".join(judge.told(file, answers, took_s=time.monotonic() - began)) + "\n")
        outcome = max(outcome, int(any(judgement.verdict.is_bad for judgement in answers.values())))
    return outcome


def _strict(configuration: Configuration) -> Configuration:
    """Return the terminal's own thresholds; a covered lens in a file is never at rest."""
    return replace(configuration, privacy=replace(configuration.privacy, rest_allowed=False))
