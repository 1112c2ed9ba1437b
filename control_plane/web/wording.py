"""How the pages speak: catalogues, the words of the contract, dates, numbers and durations by CLDR."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from contract.advice.catalogue import Advice, advice
from contract.configuration.people import Language
from contract.verdicts import Reason
from contract.words.catalogue import Kind, word

LOCALE = Path(__file__).parent / "locale"
DEFAULT = "ru"
OWN_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
SECOND_MS = 1000
SMALL_SHARE = 0.1
LARGEST = 1e15
"""Nothing that is measured is larger, but a terminal may say anything; Babel raises at 29 digits."""
UNITS = (("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000))


class Wording:
    """One language at one clock offset: everything that turns a value into text."""

    def __init__(self, code: str, *, utc_offset_min: int = 300) -> None:
        self.code = code
        self._language = Language(code)
        self.locale = Locale.parse(code)
        self._translations = _translations(code)
        self._zone = timezone(timedelta(minutes=utc_offset_min))

    def text(self, message: str, **values: object) -> str:
        """The message in this language, its `%(name)s` places filled."""
        translated = self._translations.gettext(message)
        return translated % values if values else translated

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The form of the message that fits `count`, which fills `%(count)s`."""
        translated = self._translations.ngettext(one, many, count)
        return translated % {"count": self.number(count), **values}

    def word(self, kind: Kind, code: str) -> str:
        """The word for a code of the contract."""
        return word(kind, code, self._language)

    def advice(self, reason: Reason) -> Advice:
        """What to say and do about a reason."""
        return advice(reason, self._language)

    def number(self, value: float, digits: int = 2) -> str:
        """A number with the language's own decimal mark and thousands."""
        if not abs(value) < LARGEST:
            return f"{value:.1e}"
        places = "." + "#" * digits if digits else ""
        rounded = round(value, digits) + 0.0  # no "-0"
        return format_decimal(rounded, f"#,##0{places}", locale=self.locale).replace("-", "\u2212")

    def percent(self, share: float) -> str:
        """A share of 1 in per cent, with the narrow space before the sign."""
        if not abs(share) < LARGEST:
            return f"{share * 100:.1e}\u202f%"
        # Below ten per cent a whole one says too little: a tenth of a per cent of clipped sound is a limit.
        form = "#,##0\u202f%" if abs(share) >= SMALL_SHARE else "#,##0.##\u202f%"
        return format_percent(share, form, locale=self.locale)

    def duration(self, milliseconds: float, *, long: bool = False) -> str:
        """The two largest units of a duration, seconds only within a minute: "2 ч 14 мин"."""
        rest = max(int(milliseconds), 0)
        if rest < UNITS[-1][1]:
            return self._unit(rest // SECOND_MS, "second", long=long)
        parts: list[str] = []
        for unit, size in UNITS:
            count, rest = divmod(rest, size)
            if count:
                parts.append(self._unit(count, unit, long=long))
        return " ".join(parts[:2])

    def ago(self, milliseconds: float) -> str:
        """How long ago, with the direction."""
        return self.text("%(duration)s ago", duration=self.duration(milliseconds))

    def clock(self, at_ms: int) -> str:
        """Hours and minutes: "10:56"."""
        return format_datetime(self._at(at_ms), "HH:mm", locale=self.locale)

    def day(self, at_ms: int) -> str:
        """Day and month: "22 ноября"."""
        return format_date(self._at(at_ms).date(), "d MMMM", locale=self.locale)

    def moment(self, at_ms: int) -> str:
        """The exact time, for the pointer and the story: "22 ноября, 10:56:30"."""
        return format_datetime(self._at(at_ms), "d MMMM, HH:mm:ss", locale=self.locale)

    def _at(self, at_ms: int) -> datetime:
        return datetime.fromtimestamp(at_ms / SECOND_MS, UTC).astimezone(self._zone)

    def _unit(self, count: int, unit: str, *, long: bool) -> str:
        text = format_unit(count, f"duration-{unit}", length="long" if long else "short", locale=self.locale)
        # CLDR has no long Kazakh day; Babel then answers with the unit's own name.
        if "duration-" in text:
            text = format_unit(count, f"duration-{unit}", length="short", locale=self.locale)
        return text.replace(" ", "\u00a0")


@cache
def wording(code: str, utc_offset_min: int = 300) -> Wording:
    """The wording of a language's code, Russian for one that we do not speak."""
    return Wording(code if code in OWN_NAMES else DEFAULT, utc_offset_min=utc_offset_min)


def preferred(accept_language: str) -> str:
    """The first of our languages that a browser names in its `Accept-Language`."""
    for part in accept_language.split(","):
        code = part.split(";")[0].strip()[:2].lower()
        if code in OWN_NAMES:
            return code
    return DEFAULT


@cache
def _translations(code: str) -> GNUTranslations:
    with (LOCALE / code / "LC_MESSAGES" / "pages.po").open("rb") as stream:
        catalogue = read_po(stream, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
