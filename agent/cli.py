"""`beket-agent run | check | judge | learn | status | ledger | not-now | page`."""

import argparse
import os
import sys
from pathlib import Path

from agent.lean import stay_lean
from agent.owner import become_owner

LANGUAGES = ("kk", "ru", "en")
STATE = Path("/var/lib/beket")
PAGE_PORT = 8790


class _Parser(argparse.ArgumentParser):
    """One whose help has a width of its own: asking the terminal's loads packers into the core (0.4 MiB)."""

    def _get_formatter(self) -> argparse.HelpFormatter:
        return argparse.HelpFormatter(self.prog, width=100)


def main() -> None:
    """Do what the command line asks for; end with 0 if all is well, 1 if not, 2 if the line makes no sense."""
    arguments = _parser().parse_args()
    sys.exit(arguments.do(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="beket-agent", description="Watches this terminal and tells the centre.")
    verbs = parser.add_subparsers(
        required=True, metavar="run | check | judge | learn | status | ledger | not-now | page"
    )
    run = verbs.add_parser("run", help="watch until told to stop")
    run.add_argument("--state", type=Path, default=_state(), help="state folder (default %(default)s)")
    run.add_argument("--devices", type=Path, help="folder of virtual devices")
    run.add_argument("--log-level", default="info", choices=["debug", "info", "warning"])
    run.set_defaults(do=_run)
    check = verbs.add_parser("check", help="look now, without the service")
    check.add_argument("names", nargs="*", metavar="component", help="camera, microphone, network, camera.frames, …")
    check.add_argument("--state", type=Path, default=_state(), help="state folder (default %(default)s)")
    check.add_argument("--devices", type=Path, help="folder of virtual devices")
    check.add_argument("--explain", action="store_true", help="each figure with its rule in words")
    check.add_argument("--thorough", action="store_true", help="the full path test and what is heard in the room, too")
    _add_form(check)
    check.set_defaults(do=_check)
    judge = verbs.add_parser("judge", help="judge videos, pictures or recordings of your own as the device's")
    judge.add_argument("component", choices=["camera", "microphone"])
    judge.add_argument("files", nargs="+", type=Path, metavar="FILE")
    judge.add_argument("--reference", type=Path, metavar="FILE", help="a good one, to compare with")
    judge.add_argument("--state", type=Path, default=_state(), help="state folder with the thresholds")
    _add_form(judge)
    judge.set_defaults(do=_judge)
    learn = verbs.add_parser("learn", help="take what is seen and heard now, which you have tried yourself, as good")
    learn.add_argument(
        "names", nargs="*", metavar="component", help="camera, microphone, speaker, network (default: each)"
    )
    learn.add_argument("--anew", action="store_true", help="the camera's view was changed on purpose")
    learn.add_argument("--state", type=Path, default=_state(), help="state folder (default %(default)s)")
    learn.add_argument("--devices", type=Path, help="folder of virtual devices")
    learn.add_argument("--language", choices=LANGUAGES, help="kk, ru or en (default: the terminal's own)")
    learn.set_defaults(do=_learn)
    status = verbs.add_parser("status", help="what the service says")
    status.add_argument("--state", type=Path, default=_state(), help="state folder (default %(default)s)")
    _add_form(status)
    status.set_defaults(do=_status)
    ledger = verbs.add_parser("ledger", help="when camera and microphone were used here, and why")
    ledger.add_argument("--state", type=Path, default=_state(), help="state folder (default %(default)s)")
    _add_form(ledger)
    ledger.set_defaults(do=_ledger)
    not_now = verbs.add_parser("not-now", help="put off the test tone that is about to be heard")
    not_now.add_argument("--state", type=Path, default=_state(), help="state folder (default %(default)s)")
    not_now.add_argument("--language", choices=LANGUAGES, help="kk, ru or en (default: the terminal's own)")
    not_now.set_defaults(do=_not_now)
    page = verbs.add_parser("page", help="the employee's page, for the terminal's own browser")
    page.add_argument("--state", type=Path, default=_state(), help="state folder (default %(default)s)")
    page.add_argument("--port", type=int, default=PAGE_PORT, help="port on 127.0.0.1 (default %(default)s)")
    page.set_defaults(do=_page)
    return parser


def _add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, help="kk, ru or en (default: the terminal's own)")
    parser.add_argument("--json", action="store_true", help="for machines")


def _state() -> Path:
    return Path(os.environ.get("BEKET_STATE", STATE))


def _run(arguments: argparse.Namespace) -> int:
    stay_lean()
    become_owner(arguments.state)
    from agent.service import run  # noqa: PLC0415 - after `stay_lean`; `status` needs neither line nor database

    return run(arguments.state, arguments.devices, log_level=arguments.log_level)


def _check(arguments: argparse.Namespace) -> int:
    become_owner(arguments.state)
    from agent.asking import Form, print_checks  # noqa: PLC0415 - as above

    form = Form(language=arguments.language, as_json=arguments.json, explain=arguments.explain)
    return print_checks(
        arguments.state, arguments.devices, names=arguments.names, form=form, thorough=arguments.thorough
    )


def _judge(arguments: argparse.Namespace) -> int:
    from agent.asking import Form  # noqa: PLC0415 - as above
    from agent.judging import judge_files  # noqa: PLC0415 - as above

    form = Form(language=arguments.language, as_json=arguments.json, explain=True)
    files, reference = arguments.files, arguments.reference
    return judge_files(arguments.component, files, reference=reference, state=arguments.state, form=form)


def _learn(arguments: argparse.Namespace) -> int:
    become_owner(arguments.state)
    from agent.asking import learn_now  # noqa: PLC0415 - as above

    return learn_now(
        arguments.state,
        arguments.devices,
        names=arguments.names,
        language=arguments.language,
        anew=arguments.anew,
    )


def _status(arguments: argparse.Namespace) -> int:
    from agent.asking import print_status  # noqa: PLC0415 - as above

    return print_status(arguments.state, language=arguments.language, as_json=arguments.json)


def _ledger(arguments: argparse.Namespace) -> int:
    from agent.courtesy import print_ledger  # noqa: PLC0415 - as above

    return print_ledger(arguments.state, language=arguments.language, as_json=arguments.json)


def _not_now(arguments: argparse.Namespace) -> int:
    become_owner(arguments.state)
    from agent.courtesy import say_not_now  # noqa: PLC0415 - as above

    return say_not_now(arguments.state, language=arguments.language)


def _page(arguments: argparse.Namespace) -> int:
    stay_lean()
    from agent.page.service import run  # noqa: PLC0415 - after `stay_lean`

    return run(arguments.state, port=arguments.port)


if __name__ == "__main__":
    main()
