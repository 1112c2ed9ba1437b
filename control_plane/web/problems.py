"""How a problem that an employee reported is called."""

from contract.observed import ProblemKind
from control_plane.web.wording import Wording


def kind_told(kind: ProblemKind, words: Wording) -> str:
    """Say that she reported it, and of what kind it is."""
    match kind:
        case ProblemKind.PICTURE:
            return words.text("problem reported: picture")
        case ProblemKind.SOUND:
            return words.text("problem reported: sound")
        case ProblemKind.LINE:
            return words.text("problem reported: line")
        case _:
            return words.text("problem reported: something else")
