"""A document that came down: is it to be believed, is it new, is it good? Pure, but for reading files of trust."""

from typing import Any

import msgspec
from msgspec import Struct

from agent.configuration.store import Kept
from agent.trust import Trust
from contract.configuration.document import document_hash
from contract.configuration.validation import validate, without_unknown_keys
from contract.messages import Problem, ProblemCode
from contract.signatures import SignatureError

KIND = "config"
MOST_TOLD = 80
"""Of each kind: what is told must fit in one message of the wire."""


class Offer(Struct, frozen=True, kw_only=True):
    """A document from the centre, judged: with problems it is refused whole."""

    generation: int
    hash: str
    document: dict[str, Any] = {}
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def kept(self) -> Kept:
        """What is to be staged of a good offer."""
        return Kept(generation=self.generation, hash=self.hash, document=self.document)


def judge_offer(payload: bytes, trust: Trust, *, committed: Kept) -> Offer | None:
    """Return the offer with all that is wrong with it; None if it is what is committed already."""
    try:
        opened = trust.open(payload, kind=KIND)
    except SignatureError as error:
        return Offer(generation=0, hash=document_hash(payload), problems=(_refused("signature", str(error)),))
    offered = document_hash(opened.body)
    if (opened.generation, offered) == (committed.generation, committed.hash):
        return None
    if (stale := _staleness(opened.generation, committed)) is not None:
        return Offer(generation=opened.generation, hash=offered, problems=(stale,))
    return _judge_body(opened.body, generation=opened.generation, offered=offered)


def _staleness(generation: int, committed: Kept) -> Problem | None:
    if generation < committed.generation:
        return _refused("generation", f"{generation} is below the committed {committed.generation}")
    if generation == committed.generation and committed.hash:
        return _refused("generation", f"{generation} was committed with another content, {committed.hash}")
    return None


def _judge_body(body: bytes, *, generation: int, offered: str) -> Offer:
    try:
        document = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = Problem(path="", code=ProblemCode.BAD_TYPE, value=str(error)[:200], allowed="a section of keys")
        return Offer(generation=generation, hash=offered, problems=(problem,))
    known, ignored = without_unknown_keys(document)
    return Offer(
        generation=generation,
        hash=offered,
        document=known,
        problems=tuple(validate(known)[:MOST_TOLD]),
        ignored=tuple(path[:200] for path in ignored[:MOST_TOLD]),
    )


def _refused(path: str, why: str) -> Problem:
    return Problem(path=path, code=ProblemCode.REFUSED, value=why[:200])
