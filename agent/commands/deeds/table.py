"""Each verb's deed: `deed(errand, tell)` tells its steps and returns the end, or None where something goes on."""

from collections.abc import Callable, Mapping

from agent.commands.deeds.helped import ask_helper
from agent.commands.deeds.logs import send_logs
from agent.commands.deeds.picture import send_picture
from agent.commands.deeds.relearning import relearn
from agent.commands.deeds.throughput import measure_line
from agent.commands.deeds.tone import sound_tone
from agent.commands.errand import Errand, Word
from contract.orders import Verb

Tell = Callable[[Word], None]
Deed = Callable[[Errand, Tell], Word | None]

DEEDS: Mapping[Verb, Deed] = {
    Verb.SNAPSHOT: send_picture,
    Verb.IDENTIFY: sound_tone,
    Verb.COLLECT_LOGS: send_logs,
    Verb.REBOOT: ask_helper,
    Verb.UNMUTE: ask_helper,
    Verb.SET_VOLUME: ask_helper,
    Verb.RESET_USB: ask_helper,
    Verb.RESTART_AUDIO: ask_helper,
    Verb.THROUGHPUT_TEST: measure_line,
    Verb.RELEARN: relearn,
}
