"""The rule of the disk: is there room, does it take what is written, how much of its life is left.

    nothing more can be written (no space, read-only, input/output error)  → failed
    little room left, the root file system turned read-only, worn          → warning

A call's programme that is started on a disk which takes nothing does not come up: browsers lock and write their
profile first. One that is only getting full still holds calls. Of several file systems the fullest counts.
"""

from msgspec import Struct

from contract.configuration.machine import System
from contract.judgement.circumstances import Circumstances
from contract.judgement.reported import measured, not_reported, told
from contract.verdicts import Figure, Judgement, Reason, Verdict

NO_SPACE = frozenset({"ENOSPC", "EDQUOT"})
"""Names of the errors with which a full disk refuses; any other refusal is called read-only."""


class FileSystem(Struct, frozen=True, kw_only=True):
    """One file system: `path` names it for people, free space is what this user may still write."""

    path: str
    free_percent: float
    free_mib: float
    read_only: bool = False
    """Mounted so against what was meant: a root that is read-only by design is not."""


class DiskNumbers(Struct, frozen=True, kw_only=True):
    """The file systems of the state folder and of the root, the write that was tried, and the wear."""

    file_systems: tuple[FileSystem, ...] = ()
    refused: str = ""
    """The name of the error with which a file in the state folder was refused (`ENOSPC`)."""
    life_used_percent: float | None = None
    """None where the disk does not tell, or tells only root."""

    @property
    def fullest(self) -> FileSystem | None:
        """The file system with the least share left."""
        sized = [each for each in self.file_systems if measured(each.free_percent) is not None]
        return min(sized, key=lambda each: each.free_percent, default=None)

    @property
    def disk_free_percent(self) -> float | None:
        """What is left on the fullest."""
        return self.fullest.free_percent if self.fullest else None


def judge_disk(numbers: DiskNumbers, given: Circumstances) -> Judgement:
    """Is there room to work, and does the disk still take it?"""
    rules = given.configuration.system
    fullest = numbers.fullest
    if fullest is None and not numbers.refused:
        return not_reported(Reason.SYSTEM_NOT_REPORTED)
    figures = told(
        Figure(
            name="disk_free_percent",
            value=numbers.disk_free_percent,
            unit="%",
            op="<",
            limit=rules.disk_free_percent,
        ),
        Figure(
            name="disk_free_mib",
            value=fullest.free_mib if fullest else None,
            unit="MiB",
            op="<",
            limit=rules.disk_free_mib,
        ),
        Figure(
            name="disk_life_used",
            value=numbers.life_used_percent,
            unit="%",
            op=">=",
            limit=rules.disk_worn_percent,
        ),
    )
    facts = {"path": fullest.path if fullest else "", "error": numbers.refused}
    reasons = _reasons(numbers, fullest, rules)
    verdict = Verdict.FAILED if numbers.refused else Verdict.WARNING if reasons else Verdict.OK
    return Judgement(
        verdict=verdict,
        reasons=reasons,
        figures=figures,
        facts={name: value for name, value in facts.items() if value},
    )


def _reasons(numbers: DiskNumbers, fullest: FileSystem | None, rules: System) -> tuple[Reason, ...]:
    is_full = fullest is not None and (
        fullest.free_percent < rules.disk_free_percent or fullest.free_mib < rules.disk_free_mib
    )
    refuses = bool(numbers.refused) and numbers.refused not in NO_SPACE
    turned = any(each.read_only for each in numbers.file_systems)
    worn = measured(numbers.life_used_percent)
    found = {
        Reason.SYSTEM_DISK_READ_ONLY: refuses or turned,
        Reason.SYSTEM_DISK_FULL: is_full or numbers.refused in NO_SPACE,
        Reason.SYSTEM_DISK_WORN: worn is not None and worn >= rules.disk_worn_percent,
    }
    return tuple(reason for reason, holds in found.items() if holds)
