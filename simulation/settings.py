"""The configuration of a virtual terminal: signed, refused, applied by the same rules as a real one's."""

from collections.abc import Callable

import msgspec
from msgspec import Struct

from contract.configuration.document import document_hash
from contract.configuration.schema import Configuration
from contract.configuration.validation import load, validate, without_unknown_keys
from contract.messages import Outcome, Problem, ProblemCode
from contract.signatures import Opened, SignatureError
from contract.topics import Down

Open = Callable[[bytes], Opened]


class Applied(Struct, frozen=True, kw_only=True):
    """What is in force: the values, and the name of the document that they came in."""

    configuration: Configuration = Configuration()
    generation: int = 0
    hash: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """What became of an offered document."""

    outcome: Outcome
    generation: int
    hash: str = ""
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()


def take_in(before: Applied, payload: bytes, open_envelope: Open) -> tuple[Applied, Answer | None]:
    """Return what is in force after an offer, and the answer to the centre (none if it is already in force)."""
    try:
        opened = open_envelope(payload)
    except SignatureError as error:
        return before, _refusal(0, "", str(error))
    offered = document_hash(opened.body)
    if (opened.generation, offered) == (before.generation, before.hash):
        return before, None
    if opened.generation <= before.generation:
        return before, _refusal(opened.generation, offered, f"generation {before.generation} is in force")
    return _judge(before, opened, offered)


def _judge(before: Applied, opened: Opened, offered: str) -> tuple[Applied, Answer]:
    document, ignored = without_unknown_keys(msgspec.json.decode(opened.body))
    problems = validate(document)
    answer = Answer(
        outcome=Outcome.REJECTED if problems else Outcome.APPLIED,
        generation=opened.generation,
        hash=offered,
        problems=tuple(problems),
        ignored=tuple(ignored),
    )
    if problems:
        return before, answer
    return Applied(configuration=load(document), generation=opened.generation, hash=offered), answer


def _refusal(generation: int, offered: str, why: str) -> Answer:
    problem = Problem(path=Down.CONFIG, code=ProblemCode.REFUSED, allowed=why)
    return Answer(outcome=Outcome.REJECTED, generation=generation, hash=offered, problems=(problem,))
