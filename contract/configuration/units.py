"""How a key says in which unit it is."""


def unit(name: str) -> dict[str, object]:
    """Return what the key's JSON Schema says of its unit."""
    return {"unit": name}
