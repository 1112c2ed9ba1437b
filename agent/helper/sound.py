"""The session's sound: switched on, turned up, restarted, listened to; always as the session's own user."""

import sys
from pathlib import Path

import msgspec

from agent.checks.descriptor import Request, Terminal
from agent.checks.table import READINGS
from agent.configuration.store import Store
from agent.folder import StateFolder
from agent.helper.call import Call, RefusedError
from agent.helper.protocol import HelperAnswer
from agent.helper.running import Done, run
from agent.helper.session import Session, session_of
from agent.helper.turned import Order
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component

SOUND = frozenset({Component.MICROPHONE.value, Component.SPEAKER.value})
STEP_PERCENT = 5
PROBED = frozenset({"microphone_mixer", "microphone_sound", "speaker_mixer", "speaker_loopback"})
_UNITS = ("pipewire.service", "pipewire-pulse.service", "wireplumber.service", "pulseaudio.service")


def unmute(call: Call) -> HelperAnswer:
    """Switch the microphone or the speaker on."""
    if call.subject not in SOUND:
        raise RefusedError(f"{call.subject!r} is neither microphone nor speaker")
    return _turn(call, call.subject, None)


def set_volume(call: Call) -> HelperAnswer:
    """Set the volume of the microphone or the speaker."""
    subject, _, level = call.subject.partition(":")
    percent = int(level) if level.isdecimal() and len(level) <= len("100") else -1
    if subject not in SOUND or percent not in range(0, 101, STEP_PERCENT):
        raise RefusedError(f"{call.subject!r} is not of the form microphone:80 or speaker:35, by fives to 100")
    return _turn(call, subject, percent)


def restart_audio(call: Call) -> HelperAnswer:
    """Restart what serves the session's sound, also where it had failed too often for systemd."""
    call.refuse_subject()
    session = _session(call)
    manage = ["systemctl", "--user", "--no-pager"]
    listed = run([*manage, "list-unit-files", "--plain", "--no-legend", *_UNITS], call, session=session)
    units = [line.split()[0] for line in listed.answer.decode(errors="replace").splitlines() if line.strip()]
    if not units:
        raise RefusedError(f"the session has no sound server to restart: {listed.sentence}")
    run([*manage, "reset-failed", *units], call, session=session)
    return _told(run([*manage, "restart", *units], call, session=session), f"restarted {' '.join(units)}")


def probe_sound(call: Call) -> HelperAnswer:
    """Take an installed sound look as the session's user; its numbers come back, no sound does."""
    if call.subject not in PROBED:
        raise RefusedError(f"{call.subject!r} is no look that listens")
    session = session_of(call.place.root)
    if session is None:
        return HelperAnswer(ok=False, detail="nobody is logged in", facts={"session": "none"})
    place = call.place
    configuration = Store(StateFolder(place.state).configuration).committed(0).configuration
    reading = next(each for each in READINGS if each.module == call.subject)
    request = Request(
        reading=call.subject,
        terminal=Terminal(
            state=str(place.state),
            profile=place.model(),
            devices=str(place.devices) if place.devices else None,
            root=str(place.root),
        ),
        given=Circumstances(configuration=configuration),
        deadline_s=reading.deadline_s(configuration),
        memory_mib=reading.memory_mib,
        cpu_s=reading.cpu_s,
    )
    probe = [sys.executable, "-P", "-s", "-m", "agent.checks.probe"]
    done = run(probe, call, question=msgspec.json.encode(request), session=session, more=_PROBING)
    return HelperAnswer(ok=done.status == 0, detail=done.answer.decode() if done.status == 0 else done.sentence)


_PROBING = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONPATH": str(Path(__file__).parents[2])}


def _turn(call: Call, subject: str, percent: int | None) -> HelperAnswer:
    place = call.place
    order = Order(
        subject=subject,
        model=place.model(),
        root=str(place.root),
        devices=str(place.devices) if place.devices else None,
        percent=percent,
    )
    # Without a session it is ALSA's mixer, which is root's too.
    done = run(
        [sys.executable, "-P", "-s", "-m", "agent.helper.turned"],
        call,
        question=msgspec.json.encode(order),
        session=session_of(place.root),
        more=_PROBING,
    )
    return _told(done, f"{subject} switched on" if percent is None else f"{subject} set to {percent} %")


def _session(call: Call) -> Session:
    session = session_of(call.place.root)
    if session is None:
        raise RefusedError("nobody is logged in whose sound server could be asked")
    return session


def _told(done: Done, sentence: str) -> HelperAnswer:
    return HelperAnswer(ok=done.status == 0, detail=sentence if done.status == 0 else done.sentence)
