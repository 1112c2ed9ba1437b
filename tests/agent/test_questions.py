"""Questions to the employee: her answer once, and silence is no."""

from agent.questions import MOST, QuestionKind, Questions


def put(questions: Questions, name: str, heard: list[bool], deadline_ms: int = 30_000) -> None:
    questions.put(name, QuestionKind.SNAPSHOT, deadline_ms=deadline_ms, deliver=heard.append)


def test_her_yes_is_delivered_once_and_the_question_is_gone() -> None:
    questions, heard = Questions(), list[bool]()
    put(questions, "q", heard)
    questions.answer("q", 5_000, yes=True)
    questions.answer("q", 5_000, yes=False)
    questions.tick(99_000)
    assert (heard, questions.open()) == ([True], ())


def test_silence_until_the_deadline_is_no() -> None:
    questions, heard = Questions(), list[bool]()
    put(questions, "q", heard)
    assert questions.next_ms() == 30_000
    questions.tick(29_999)
    assert heard == []
    questions.tick(30_000)
    assert (heard, questions.next_ms()) == ([False], None)


def test_the_same_question_twice_or_one_too_many_is_answered_with_no() -> None:
    questions, heard = Questions(), list[bool]()
    for name in ("a", "a", *(f"q{number}" for number in range(MOST))):
        put(questions, name, heard)
    assert heard == [False, False]
    assert len(questions.open()) == MOST


def test_a_yes_that_waited_while_the_agent_was_busy_is_too_late() -> None:
    questions, heard = Questions(), list[bool]()
    put(questions, "q", heard)
    questions.answer("q", 30_000, yes=True)
    assert heard == [False]
