"""Nothing about a citizen enters the centre."""

import re

from control_plane.errors import InvalidError

# A personal number has twelve digits; people write it with spaces and hyphens too.
_PERSONAL_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){11}(?![ -]?\d)")


def refuse_personal_number(field: str, text: str) -> None:
    """Raise InvalidError when a text holds a twelve-digit number; the number itself is not repeated."""
    if _PERSONAL_NUMBER.search(text):
        problem = {"path": field, "code": "personal_number"}
        raise InvalidError(f"{field} holds a 12-digit number; personal numbers are never stored here", [problem])
