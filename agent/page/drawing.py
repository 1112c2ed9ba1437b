"""From what is to be seen to HTML. Every link and form works without a script."""

from itertools import count

from agent.door import Ask, Asked
from agent.page.cable import draw_cables
from agent.page.markup import Html, el, join
from agent.page.view import PROBLEMS, Button, Card, View
from agent.page.wording import say
from contract.configuration.people import Language
from hardware.profile import Profile

LANGUAGES = {Language.KAZAKH: "Қазақша", Language.RUSSIAN: "Русский", Language.ENGLISH: "English"}
CROSS = "M24 0h80a24 24 0 0 1 24 24v80a24 24 0 0 1-24 24H24A24 24 0 0 1 0 104V24A24 24 0 0 1 24 0Z"
CROSSED = "M42 42l44 44M86 42l-44 44"
TRIANGLE = "M53 9a13 13 0 0 1 22 0l50 97a13 13 0 0 1-11 19H14a13 13 0 0 1-11-19Z"


class Page:
    """Draws pages for one request: its language, and the token that proves that a form is ours."""

    def __init__(self, language: Language, token: str) -> None:
        """Number the keys from 1 on."""
        self.language = language
        self._token = token
        self._keys = count(1)

    def first(self, view: View, profile: Profile | None) -> Html:
        """Return the first page."""
        return join(
            self._head(view.place),
            el(
                "section",
                shape(view.shape),
                el("div", el("h1", view.headline), el("p", view.cause, class_="cause") if view.cause else None),
                class_=f"state state-{view.tone}",
                aria_live="polite",
            ),
            *(self._card(card) for card in view.cards),
            self._card(view.step, further=True) if view.step else None,
            el("nav", *(self._button(button) for button in view.buttons), class_="buttons") if view.buttons else None,
            self._cables(view, profile, missing=True) if profile and view.missing else None,
            self._foot(view),
        )

    def cables(self, view: View, profile: Profile | None) -> Html:
        """Return the page with the drawing of what is plugged in where."""
        return join(
            self._head(view.place), self._cables(view, profile, missing=False) if profile else None, self._back()
        )

    def problem(self) -> Html:
        """Return the question what is wrong."""
        taps = [
            Button(word=say(f"problem_{kind}", self.language), asked=Asked(ask=Ask.PROBLEM, kind=kind))
            for kind in PROBLEMS
        ]
        return self.choice(say("what_problem", self.language), taps)

    def choice(self, question: str, taps: list[Button]) -> Html:
        """Return a question with its answers, and the way back."""
        return join(
            self._head(""),
            el("h1", question, class_="question"),
            el("nav", *(self._button(tap) for tap in taps), class_="choices"),
            self._back(),
        )

    def ledger(self, lines: list[str]) -> Html:
        """Return when our looks used the camera or the microphone."""
        told = lines or [say("ledger_empty", self.language)]
        return join(
            self._head(""),
            el("h1", say("ledger", self.language), class_="question"),
            el("p", say("ledger_intro", self.language), class_="cause"),
            el("ol", *(el("li", line) for line in told), class_="ledger", tabindex="0"),
            self._back(),
        )

    def whole(self, main: Html, *, refresh_s: int, mark: str) -> Html:
        """Return a document around the page's main part."""
        title = say("title", self.language)
        again = el("meta", http_equiv="refresh", content=f"{refresh_s};url=/") if refresh_s else None
        head = el(
            "head",
            el("meta", charset="utf-8"),
            el("meta", name="viewport", content="width=device-width, initial-scale=1"),
            el("title", title),
            el("link", rel="stylesheet", href="/page.css"),
            el("noscript", again) if again else None,
            el("script", src="/page.js", defer=True),
        )
        # What was seen last is no longer known to hold when nobody answers: the script shows this then.
        away = el(
            "p", say("said_nobody", self.language), id="away", class_="card card-attention", role="alert", hidden=True
        )
        body = el("body", away, el("main", main, id="main", data_live=bool(refresh_s), data_mark=mark))
        return Html("<!doctype html>" + el("html", head, body, lang=self.language.value))

    def _head(self, place: str) -> Html:
        switch = [
            el("a", name, href=f"/?language={code.value}", lang=code.value, aria_current=_current(code, self.language))
            for code, name in LANGUAGES.items()
        ]
        return el("header", el("p", place, class_="place"), el("nav", *switch, class_="languages"))

    def _foot(self, view: View) -> Html:
        looked = view.looked or say("ledger", self.language)
        facts = [
            _fact(say("terminal", self.language), view.terminal) if view.terminal else None,
            _fact(say("telephone", self.language), view.telephone) if view.telephone else None,
            el(
                "nav",
                el("a", say("cable_title", self.language), href="/cables") if view.model else None,
                el("a", looked, href="/ledger", title=say("ledger", self.language)),
                el("span", say("nothing_left", self.language)) if view.looked else None,
            ),
        ]
        return el("footer", *facts)

    def _cables(self, view: View, profile: Profile, *, missing: bool) -> Html:
        cables = draw_cables(profile, view.presence, self.language, missing=missing)
        title = None if missing else el("h1", say("cable_title", self.language), class_="question")
        return join(title, el("section", cables, class_="cabling" if missing else "cabling cabling-all"))

    def _back(self) -> Html:
        return el("nav", self._button(Button(word=say("back", self.language), href="/")), class_="buttons")

    def _card(self, card: Card, *, further: bool = False) -> Html:
        buttons = [self._button(button, quiet=further) for button in card.buttons]
        return el(
            "section",
            el("p", card.small, class_="small") if card.small else None,
            el("p", card.text, class_="text"),
            el("nav", *buttons, class_="buttons") if buttons else None,
            class_=f"card card-{card.tone}{' card-step' if further else ''}",
        )

    def _button(self, button: Button, *, quiet: bool = False) -> Html:
        if quiet:
            return el("a", button.word, href=button.href, class_="quiet")
        key = str(next(self._keys)) if button.key is None else button.key or None
        name = f"key-{key}" if key else None
        inside = (el("kbd", key, aria_hidden="true") if key else None, button.word)
        looks = "button button-main" if button.main else "button"
        if button.asked is None:
            return el("a", *inside, href=button.href, class_=looks, accesskey=key, data_key=key, id=name)
        fields = [el("input", type="hidden", name=name, value=value) for name, value in _fields(button.asked).items()]
        return el(
            "form",
            el("input", type="hidden", name="token", value=self._token),
            *fields,
            el("button", *inside, class_=looks, accesskey=key, data_key=key, id=name, type="submit"),
            method="post",
            action="/ask",
        )


def shape(name: str) -> Html:
    """Return the state's shape: cross, triangle, tick, ring, diamond or a dashed ring."""
    match name:
        case "cross":
            inside = join(el("path", d=CROSS), el("path", class_="mark", d=CROSSED))
        case "triangle":
            inside = join(el("path", d=TRIANGLE), el("path", class_="mark", d="M64 46v36M64 101v1"))
        case "tick":
            inside = join(el("circle", cx=64, cy=64, r=64), el("path", class_="mark", d="M36 66l20 20l38-42"))
        case "ring":
            inside = join(el("circle", class_="line", cx=64, cy=64, r=55), el("circle", cx=64, cy=64, r=24))
        case "diamond":
            inside = el("path", d="M64 6l58 58l-58 58l-58-58Z")
        case _:
            inside = el("circle", class_="line dashed", cx=64, cy=64, r=55)
    return el("svg", inside, class_="shape", viewBox="0 0 128 128", aria_hidden="true", data_shape=name)


def _fact(name: str, value: str) -> Html:
    return el("p", name, " ", el("strong", value))


def _current(code: Language, language: Language) -> str | None:
    return "true" if code is language else None


def _fields(asked: Asked) -> dict[str, str]:
    given = {"ask": asked.ask.value, "kind": asked.kind, "subject": asked.subject, "yes": "1" if asked.yes else ""}
    given["until_ms"] = str(asked.until_ms or "")
    return {name: value for name, value in given.items() if value}
