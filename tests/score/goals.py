"""What the checks are held to (the end of CHECKS), and which reasons the score is told of."""

from msgspec import Struct

from tests.score.tally import Row


class Goal(Struct, frozen=True, kw_only=True):
    """At least this recall, at most this many false alarms per 1,000 looks."""

    recall: float
    false_alarms_per_1000: float | None = None

    def misses(self, row: Row) -> list[str]:
        """Return what the row falls short of."""
        short = []
        if row.recall is not None and row.recall < self.recall:
            short.append("recall")
        alarms = row.false_alarms_per_1000
        if self.false_alarms_per_1000 is not None and alarms is not None and alarms > self.false_alarms_per_1000:
            short.append("false alarms")
        return short


_STRICT, _GOOD = Goal(recall=0.99, false_alarms_per_1000=1), Goal(recall=0.95)

GOALS: dict[str, Goal] = {
    **dict.fromkeys(
        (
            "camera.missing",
            "camera.stuck",
            "camera.repeating_frames",
            "camera.covered",
            "microphone.missing",
            "microphone.stuck",
            "microphone.dead",
            "microphone.muted",
            "microphone.clipping",
            "microphone.hum",
            "speaker.missing",
            "speaker.loopback_failed",
            "speaker.loopback_microphone",
        ),
        _STRICT,
    ),
    **dict.fromkeys(("camera.moved", "camera.blurred", "camera.low_fps", "microphone.quiet"), _GOOD),
}
