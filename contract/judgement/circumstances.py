"""What a rule needs besides the numbers: the terminal's configuration, and whether a reception is near."""

from msgspec import Struct

from contract.configuration.schema import Configuration


class Circumstances(Struct, frozen=True, kw_only=True):
    """Given with every judgement."""

    configuration: Configuration = Configuration()
    reception_near: bool = False
    """From 15 minutes before a reception until its end a closed lens or a muted microphone is a fault."""

    @property
    def may_rest(self) -> bool:
        """Is a covered lens or a muted microphone good manners just now?"""
        return self.configuration.privacy.rest_allowed and not self.reception_near
