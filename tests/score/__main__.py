"""`make score`: fetch the corpus, take all looks of the reported side, print the tables, write build/score.json.

`ARGS="--side tuning"` shows the other half, on which thresholds may be changed; it is never written anywhere.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from deploy.setup.refusal import SetupRefusedError
from tests.score.corpus import fetch
from tests.score.incidents import incident_rows
from tests.score.outcome import Outcome
from tests.score.run import KINDS, Effort, outcomes_of, tasks_of
from tests.score.sources import Side
from tests.score.tables import hard_table, incident_table, known_reasons, missed_table, replaced, score_tables
from tests.score.tally import Score, hard_cases, missed, score_of

ROOT = Path(__file__).parents[2]
RESULT, PAGE = ROOT / "build" / "score.json", ROOT / "docs" / "checks.md"


def main(arguments: list[str]) -> int:
    """Return 0 though goals are missed (the table says so), 2 when the corpus cannot be had."""
    given = _parser().parse_args(arguments)
    began = time.monotonic()
    try:
        fetched = fetch()
    except SetupRefusedError as error:
        sys.stderr.write(f"score: {error}\n")
        return 2
    print(f"corpus: {len(fetched)} packages, {sum(each.files for each in fetched)} files", flush=True)
    tasks = tasks_of(Side(given.side), Effort(), only=given.only)
    outcomes = list(outcomes_of(tasks, processes=given.processes))
    score = score_of(outcomes, known_reasons())
    section = _section(outcomes, score)
    print(f"{section}\n\n{len(outcomes)} looks in {time.monotonic() - began:.0f} s")
    if given.side == Side.REPORTED and not given.only:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_bytes(msgspec.json.format(msgspec.json.encode(score)) + b"\n")
        PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), section), encoding="utf-8")
    return 0


def _section(outcomes: Sequence[Outcome], score: Score) -> str:
    return "\n".join(
        (
            score_tables(score),
            "**Hard good looks**: what is no fault and resembles one\n",
            hard_table(hard_cases(outcomes)),
            "",
            "**After confirmation**: false incidents in 100 terminal-months; the goal is 1 for all reasons together\n",
            incident_table(incident_rows(outcomes)),
            "",
            "**What was missed**: kinds of fault that were not always named\n",
            missed_table(missed(outcomes)),
        )
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make score", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--side", choices=[side.value for side in Side], default=Side.REPORTED.value)
    parser.add_argument("--only", choices=sorted(KINDS), default="")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="default: one a processor")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
