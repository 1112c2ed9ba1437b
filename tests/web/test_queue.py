"""The words of the queue, from invented standings."""

from contract.verdicts import Readiness, Reason, Verdict
from control_plane.web.queue.address import Address, read_address
from control_plane.web.queue.context import QueuePage
from control_plane.web.queue.kazakh import sort_key
from control_plane.web.queue.service import Seen, build_queue
from control_plane.web.wording import wording
from tests.web.invented import AKTOBE, HOUR, NOW, a_covered_lens, a_place, a_standing, an_answer, seen

ENGLISH, RUSSIAN, KAZAKH = wording("en"), wording("ru"), wording("kk")


def queue(shown: Seen, *keep: str, **address: str) -> QueuePage:
    return build_queue(shown, Address(**address), keep, words=ENGLISH)


def test_the_sentence_counts_branches_that_are_open_now_and_those_of_them_that_can_hold_a_call() -> None:
    shown = seen(
        a_standing("a", place=a_place(branch="a")),
        a_covered_lens("b", place=a_place(branch="b")),
        a_standing("c", place=a_place(branch="c"), readiness=Readiness.NOT_READY),
        a_standing("d", place=a_place(branch="d"), readiness=Readiness.CLOSED),
    )
    assert queue(shown).sentence == "2 of 3 branches open now can hold a call"
    assert queue(shown).subtitle.startswith("It is 10:56, 1 branch is closed")


def test_terminals_that_are_only_played_are_counted_in_words() -> None:
    shown = seen(a_standing("a", model="simulated"), a_standing("b", model="logitech-c920"))
    assert queue(shown).subtitle.endswith("1 terminal is virtual, for demonstration")


def test_a_branch_can_hold_a_call_if_one_of_its_terminals_can() -> None:
    shown = seen(a_standing("a"), a_standing("b", readiness=Readiness.NOT_READY))
    assert queue(shown).sentence == "1 of 1 branch open now can hold a call"


def test_a_row_says_what_happened_since_when_and_what_it_rests_on() -> None:
    row = queue(seen(a_covered_lens(), answers=(an_answer(),))).rows[0]
    assert (row.branch, row.place) == ("Kegen", "Almaty Region · 041400")
    assert (row.what, row.lasts) == ("Lens covered", "2\xa0hr 14\xa0min")
    assert row.evidence.startswith("outlines gone: 83\u202f%, limit ≥\u202f55\u202f%")


def test_the_card_has_each_step_in_the_helpdesk_s_language_and_in_that_of_the_branch() -> None:
    page = build_queue(seen(a_covered_lens(), answers=(an_answer(),)), Address(), (), words=RUSSIAN)
    assert page.card
    assert page.card.title == "Кеген: объектив закрыт"
    assert page.card.telephone_link == "87277700000"
    first = page.card.steps[0]
    assert first.text.startswith("Откройте шторку")
    assert first.theirs.endswith("ашыңыз.")


def test_the_card_of_a_chosen_terminal_stays_when_its_fault_is_mended() -> None:
    shown = seen(a_standing("mended"), a_standing("other", readiness=Readiness.NOT_READY))
    page = queue(shown, selected="mended")
    assert page.card
    assert (page.card.title, page.card.why, page.card.steps) == ("Kegen: ready", "Nothing is faulty now.", ())
    assert [row.key for row in page.rows] == ["other"]


def test_the_card_is_not_told_twice_where_both_speak_the_same_language() -> None:
    page = build_queue(seen(a_covered_lens(), answers=(an_answer(),)), Address(), (), words=KAZAKH)
    assert page.card
    assert not any(step.theirs for step in page.card.steps)


def test_a_silent_terminal_is_not_blamed_for_what_its_checks_said_before() -> None:
    silent = a_standing(readiness=Readiness.UNREACHABLE, last_report_ms=NOW - HOUR)
    page = queue(seen(silent, answers=(an_answer(),)))
    assert page.rows[0].what == "Power or line, not yet known"
    assert page.card
    assert page.card.why == "The last word came at 09:56, 1\xa0hr ago."


def test_a_fault_in_a_closed_branch_is_listed_and_one_at_rest_is_not() -> None:
    broken = a_standing("a", readiness=Readiness.CLOSED)
    asleep = a_standing("b", readiness=Readiness.CLOSED)
    at_rest = an_answer("b", verdict=Verdict.AT_REST, reasons=(Reason.MICROPHONE_MUTED,))
    page = queue(seen(broken, asleep, answers=(an_answer("a"), at_rest)))
    assert [row.key for row in page.rows] == ["a"]


def test_the_worst_and_the_oldest_come_first() -> None:
    page = queue(
        seen(
            a_standing("may-fail", readiness=Readiness.AT_RISK),
            a_standing("new", readiness=Readiness.NOT_READY, since_ms=NOW - HOUR),
            a_standing("old", readiness=Readiness.NOT_READY, since_ms=NOW - 2 * HOUR),
        )
    )
    assert [row.key for row in page.rows] == ["old", "new", "may-fail"]


def test_rows_that_are_kept_do_not_move_and_news_comes_after_them() -> None:
    shown = seen(
        a_standing("mended"),
        a_standing("kept", readiness=Readiness.AT_RISK),
        a_standing("news", readiness=Readiness.NOT_READY),
    )
    page = queue(shown, "kept", "mended", "gone-for-ever")
    assert [(row.key, row.is_mended) for row in page.rows] == [("kept", False), ("mended", True), ("news", False)]


def test_the_filter_narrows_by_region_by_part_and_by_readiness() -> None:
    shown = seen(
        a_covered_lens("camera"),
        a_standing("line", place=a_place(AKTOBE), readiness=Readiness.NOT_READY, because=("network.link",)),
        answers=(an_answer("camera"), an_answer("line", check="network.link", reasons=(Reason.NETWORK_LINK_DOWN,))),
    )
    assert [row.key for row in queue(shown, region=AKTOBE.kato).rows] == ["line"]
    assert [row.key for row in queue(shown, component="camera").rows] == ["camera"]
    assert [row.key for row in queue(shown, readiness="not_ready").rows] == ["line"]


def test_an_empty_list_says_whether_all_is_well_or_the_filter_hides_the_rest() -> None:
    assert queue(seen(a_standing())).empty.title == "No faults"
    assert queue(seen(a_standing()), component="camera").empty.title == "Nothing here is faulty"


def test_a_tile_tells_how_many_of_the_open_ones_and_never_shows_green_for_what_is_not_open() -> None:
    shown = seen(a_standing("a"), a_standing("b", readiness=Readiness.NOT_READY), a_standing("c"))
    almaty, aktobe = queue(shown).tiles
    assert (almaty.count, almaty.tone) == ("2/3", "attention")
    assert (aktobe.count, aktobe.tone, aktobe.state) == ("–", "gone", "no branch is open now")


def test_while_the_centre_is_blind_the_page_says_so() -> None:
    page = queue(seen(a_standing(), blind_since_ms=NOW - 5 * 60_000))
    assert page.blind
    assert page.blind.since == "The centre cannot see terminals since 10:51 (5\xa0min)."


def test_an_address_with_nonsense_asks_for_everything() -> None:
    assert read_address({"component": "toaster", "readiness": "perfect"}) == Address()
    assert read_address({"component": "camera"}).with_(selected="x y") == "/queue?component=camera&selected=x+y"


def test_a_name_is_found_without_the_letters_that_a_russian_keyboard_lacks_among_the_healthy_too() -> None:
    names = {"kk": "Қорғалжын", "ru": "Коргалжын", "en": "Qorgaljyn"}
    shown = seen(a_standing("a", place=a_place(branch_names=names)), a_standing("b"))
    for wanted in ("қорғ", "КОРГА", "qorga"):
        assert [row.key for row in queue(shown, find=wanted).rows] == ["a"]
    assert [row.key for row in queue(shown, find="041400").rows] == ["a", "b"]
    assert queue(shown, find="041400").rows[0].href == "/terminals/a"


def test_a_readiness_that_is_asked_for_lists_every_terminal_that_has_it() -> None:
    page = queue(seen(a_standing("a"), a_standing("b", readiness=Readiness.NOT_READY)), readiness="ready")
    assert [(row.key, row.what, row.is_mended) for row in page.rows] == [("a", "Ready", False)]


def test_no_page_is_longer_than_people_read() -> None:
    page = queue(seen(*(a_standing(f"{number}", readiness=Readiness.NOT_READY) for number in range(230))))
    assert (len(page.rows), page.more) == (200, "30 more: narrow the filter")


def test_names_are_sorted_by_the_kazakh_alphabet() -> None:
    assert sorted(["Бейнеу", "Ақтөбе", "Әйтеке", "Ұлытау", "Тараз"], key=sort_key) == [
        "Ақтөбе",
        "Әйтеке",
        "Бейнеу",
        "Тараз",
        "Ұлытау",
    ]


def test_the_worst_of_several_faults_is_told_first_and_its_advice_given() -> None:
    busy = an_answer(check="application.process", verdict=Verdict.WARNING, reasons=(Reason.SYSTEM_OVERLOADED,))
    dark = an_answer(check="display.connector", reasons=(Reason.DISPLAY_OFF,))
    faulty = a_standing(
        readiness=Readiness.NOT_READY, because=("application.process", "camera.view", "display.connector")
    )
    page = queue(seen(faulty, answers=(busy, dark, an_answer())))
    assert page.rows[0].what == "Lens covered; The screen is off; The processor is overloaded"
    assert page.card
    assert page.card.title == "Kegen: lens covered"
