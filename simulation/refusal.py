"""What stops the demo or the fleet: one sentence for the person who started it."""


class Refusal(Exception):  # noqa: N818 - it is a refusal, and said as one
    """It cannot go on; the message says why and what to do."""
