"""Looks in threads: one that hangs holds up no other, one that breaks still ends."""

import queue
import threading

import pytest

from agent.clock import Clock
from agent.looks import Judgements, Look, LookKind
from agent.watch import Looked, take
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Judgement, Verdict
from tests.support.waiting import until

OK = Judgement(verdict=Verdict.OK)


def begin(look: Look, delivered: "queue.SimpleQueue[Looked]") -> None:
    take(look, Circumstances(), clock=Clock(), deliver=delivered.put)


def test_a_look_that_hangs_does_not_delay_another() -> None:
    delivered: queue.SimpleQueue[Looked] = queue.SimpleQueue()
    released = threading.Event()

    def hang(given: Circumstances) -> Judgements:
        del given
        released.wait(30)
        return {"camera.frames": OK}

    def answer(given: Circumstances) -> Judgements:
        del given
        return {"network.link": OK}

    begin(Look(name="camera.full", component=Component.CAMERA, kind=LookKind.FULL, run=hang), delivered)
    begin(Look(name="network.quick", component=Component.NETWORK, kind=LookKind.QUICK, run=answer), delivered)
    assert delivered.get(timeout=8).look.name == "network.quick"
    released.set()
    assert delivered.get(timeout=8).judgements == {"camera.frames": OK}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_look_that_breaks_its_promise_still_ends() -> None:
    delivered: queue.SimpleQueue[Looked] = queue.SimpleQueue()

    def broken(given: Circumstances) -> Judgements:
        del given
        raise RuntimeError

    begin(Look(name="camera.full", component=Component.CAMERA, kind=LookKind.FULL, run=broken), delivered)
    seen = delivered.get(timeout=8)
    assert (seen.judgements, seen.broken) == ({}, True)
    # The interpreter complains of the thread as it ends: within this test.
    until(lambda: all(thread.name != "look-camera.full" for thread in threading.enumerate()))
