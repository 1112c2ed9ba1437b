"""What is wrong with a key, in words: the value that was given and what is allowed."""

from collections.abc import Mapping

from contract.words.catalogue import Kind
from control_plane.web.settings.fields import Field, FieldKind, fields
from control_plane.web.wording import Wording


def told(problem: Mapping[str, str], words: Wording) -> str:
    """The value, what is wrong with it and what is allowed."""
    what = words.word(Kind.PROBLEM, problem.get("code", "unknown"))
    value = problem.get("value", "")
    field = fields().get(problem.get("path", ""))
    allowed = allowed_told(field, words) if field else problem.get("allowed", "")
    text = f"{value} – {what}" if value else what
    if not allowed:
        return text
    range_told = words.text("allowed: %(allowed)s", allowed=allowed)
    return f"{text}; {range_told}"


def allowed_told(field: Field, words: Wording) -> str:
    """The range or the choices of a field."""
    if field.kind is FieldKind.NUMBER and field.low is not None and field.high is not None:
        low, high = words.number(field.low), words.number(field.high)
        if field.is_whole:
            text = words.text("whole number from %(low)s to %(high)s", low=low, high=high)
        else:
            text = words.text("from %(low)s to %(high)s", low=low, high=high)
        return f"{text} {words.word(Kind.UNIT, field.unit)}".rstrip()
    if field.kind is FieldKind.CHOICE:
        return ", ".join(option_told(option, field, words) for option in field.options)
    if field.kind is FieldKind.TEXT and field.longest:
        return words.text("text of at most %(longest)s characters", longest=words.number(field.longest))
    return ""


def option_told(option: str, field: Field, words: Wording) -> str:
    """A choice in words."""
    if field.is_yes_no:
        return words.text("yes") if option == "true" else words.text("no")
    return words.word(Kind.LANGUAGE, option) or option
