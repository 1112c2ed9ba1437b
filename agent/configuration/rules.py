"""What of a configuration looks are judged by."""

from contract.configuration.schema import Configuration

NO_RULES = frozenset({"looks", "repair", "reporting", "link", "storage", "helpdesk"})
"""Sections by which no look is judged."""


def rules_of(configuration: Configuration) -> tuple[object, ...]:
    """Return what looks are judged by: when it changes, the last answers say nothing any more."""
    return tuple(getattr(configuration, name) for name in Configuration.__struct_fields__ if name not in NO_RULES)
