"""What the login's template is given."""

from msgspec import Struct


class LoginPage(Struct, frozen=True, kw_only=True):
    """The form, and why the last try was refused."""

    login: str
    next: str
    refusal: str = ""
