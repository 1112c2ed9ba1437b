"""Kazakh letters in lists and searches: each has its place in the alphabet, and is found by its plain twin."""

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
ORDER = {letter: number for number, letter in enumerate(ALPHABET)}
FOLDED = str.maketrans("әғқңөұүһіёй", "агкноуухиеи")


def sort_key(text: str) -> tuple[tuple[int, str], ...]:
    """Sorts words by the Kazakh alphabet; other letters keep their own order, before it."""
    return tuple((ORDER.get(letter, -1), letter) for letter in text.lower())


def fold(text: str) -> str:
    """The text as it is searched: without case, without what a Russian keyboard lacks."""
    return " ".join(text.lower().translate(FOLDED).split())
