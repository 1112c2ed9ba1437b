"""Roles, and the reach of a role."""

from enum import StrEnum

LANGUAGES = ("kk", "ru", "en")


class Role(StrEnum):
    """What a person is at the centre for."""

    VIEWER = "viewer"
    HELPDESK = "helpdesk"
    ENGINEER = "engineer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class ScopeKind(StrEnum):
    """How far a role reaches: everywhere, one office, or one region."""

    ALL = "all"
    OFFICE = "office"
    REGION = "region"
