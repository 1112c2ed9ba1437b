"""The table of verbs: what each does, and how long it may take. Adding one is a file and a line."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.helper import holding
from agent.helper.call import Call
from agent.helper.protocol import HelperAnswer, HelperVerb


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """One verb."""

    do: Callable[[Call], HelperAnswer]
    deadline_s: float
    acts: bool = True
    """It changes something: only one such at a time."""
    is_told: bool = True
    """The journal may have its words; what a hook or a device says stays with who asked."""


DEEDS: dict[HelperVerb, Deed] = {
    HelperVerb.WHO_HOLDS: Deed(do=holding.who_holds, deadline_s=5, acts=False),
}
