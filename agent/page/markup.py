"""Elements of HTML and SVG. A plain string is text, and is escaped; only `Html` passes as it stands."""

from html import escape

VOID = frozenset({"meta", "link", "input", "br"})


class Html(str):
    """Markup that was made here."""

    __slots__ = ()


def el(name: str, /, *children: str | None, **attributes: str | float | bool | None) -> Html:
    """Return an element: `class_` is `class`, `data_key` is `data-key`; True is a bare attribute, False none."""
    given = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{join(*children)}</{name}>")


def join(*children: str | None) -> Html:
    """Return the children one after the other."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children if child is not None))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
