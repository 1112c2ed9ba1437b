"""The rules of upkeep: how the machine went down, how the agent fares, how old are certificate and configuration."""

from msgspec import Struct

from contract.judgement.circumstances import Circumstances
from contract.judgement.reported import measured, not_reported
from contract.verdicts import Figure, Judgement, Reason, Verdict

FIRST_DAY = 20_089
"""1 January 2025. No terminal was configured before: its clock stood still then, and dates nothing."""


class UpkeepNumbers(Struct, frozen=True, kw_only=True):
    """What the state folder and the kernel remember; None where they do not."""

    uptime_h: float | None = None
    ended_cleanly: bool | None = None
    """Did the last run of the boot before this one say that it ended; None when none is remembered."""
    cause: str = "unknown"
    """Of a boot that did not end cleanly: `power`, `kernel`, `watchdog` or `unknown`."""
    crashes: int | None = None
    """Runs of the agent that ended without a word, in this boot and within a day."""
    certificate_until: float | None = None
    """The day on which the certificate ends, and the one on which the configuration came: since 1970."""
    configured_on: float | None = None


def judge_reboot(numbers: UpkeepNumbers, given: Circumstances) -> Judgement:
    """Was the machine shut down, or did it fall? Told for a day; it is past, and does not lower readiness."""
    uptime_h = measured(numbers.uptime_h)
    if numbers.ended_cleanly is None or uptime_h is None:
        return not_reported(Reason.SYSTEM_NOT_REPORTED)
    figures = (Figure(name="uptime_h", value=uptime_h, unit="h"),)
    if numbers.ended_cleanly:
        return Judgement(verdict=Verdict.OK, figures=figures)
    facts = {"cause": numbers.cause}
    if uptime_h >= given.configuration.system.reboot_told_h:
        return Judgement(verdict=Verdict.OK, figures=figures, facts=facts)
    return Judgement(verdict=Verdict.WARNING, reasons=(Reason.SYSTEM_UNCLEAN_REBOOT,), figures=figures, facts=facts)


def judge_agent(numbers: UpkeepNumbers, given: Circumstances) -> Judgement:
    """Does the agent itself keep running?"""
    if numbers.crashes is None:
        return not_reported(Reason.SYSTEM_NOT_REPORTED)
    limit = given.configuration.system.agent_restarts
    figures = (Figure(name="agent_restarts", value=numbers.crashes, op=">=", limit=limit),)
    if numbers.crashes < limit:
        return Judgement(verdict=Verdict.OK, figures=figures)
    return Judgement(verdict=Verdict.WARNING, reasons=(Reason.SYSTEM_AGENT_RESTARTING,), figures=figures)


def judge_certificate(numbers: UpkeepNumbers, given: Circumstances) -> Judgement:
    """For how long will the centre still let this terminal in? Counted by the centre's days alone."""
    until, limit = measured(numbers.certificate_until), given.configuration.system.certificate_days
    if until is None or given.today is None:
        return not_reported(Reason.SYSTEM_NOT_REPORTED)
    days = until - given.today
    figures = (Figure(name="certificate_days", value=days, unit="d", op="<", limit=limit),)
    if days >= limit:
        return Judgement(verdict=Verdict.OK, figures=figures)
    return Judgement(verdict=Verdict.WARNING, reasons=(Reason.SYSTEM_CERTIFICATE_EXPIRING,), figures=figures)


def judge_configuration(numbers: UpkeepNumbers, given: Circumstances) -> Judgement:
    """When was the terminal last configured? Before the first time there is nothing to count from."""
    since, limit = measured(numbers.configured_on), given.configuration.system.configuration_days
    if since is None or since < FIRST_DAY or given.today is None:
        return not_reported(Reason.SYSTEM_NOT_REPORTED)
    days = max(0.0, given.today - since)
    figures = (Figure(name="configuration_days", value=days, unit="d", op=">", limit=limit),)
    if days <= limit:
        return Judgement(verdict=Verdict.OK, figures=figures)
    return Judgement(verdict=Verdict.WARNING, reasons=(Reason.SYSTEM_CONFIGURATION_OLD,), figures=figures)
