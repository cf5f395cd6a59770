"""Dates and times by the habits of a language: FormatStyle."""

from dataclasses import dataclass
from typing import Any, Final

from findling.script.api.temporal.formatter import of_pattern
from findling.script.api.temporal.printing import Part, Reading, failed
from findling.script.api.values.locale import Locale

_STYLES: Final = ("FULL", "LONG", "MEDIUM", "SHORT")
_DATES: Final = {
    "": ("y MMMM d, EEEE", "y MMMM d", "y MMM d", "y-MM-dd"),
    "en": ("EEEE, MMMM d, y", "MMMM d, y", "MMM d, y", "M/d/yy"),
    "de": ("EEEE, d. MMMM y", "d. MMMM y", "dd.MM.y", "dd.MM.yy"),
    "fr": ("EEEE d MMMM y", "d MMMM y", "d MMM y", "dd/MM/y"),
    "es": ("EEEE, d 'de' MMMM 'de' y", "d 'de' MMMM 'de' y", "d MMM y", "d/M/yy"),
    "it": ("EEEE d MMMM y", "d MMMM y", "d MMM y", "dd/MM/yy"),
}
_TIMES: Final = {
    "": ("HH:mm:ss zzzz", "HH:mm:ss z", "HH:mm:ss", "HH:mm"),
    "en": ("h:mm:ss\u202fa zzzz", "h:mm:ss\u202fa z", "h:mm:ss\u202fa", "h:mm\u202fa"),
}
_BETWEEN: Final = {"": " ", "en": ", ", "de": ", ", "fr": " ", "es": ", ", "it": ", "}


def localized_pattern(date: str | None, time: str | None, locale: Locale) -> str:
    """Returns the pattern of date and time in styles, each by name or None, as Unicode's CLDR has them."""
    language = locale.language if locale.language in _DATES else "" if not locale.language else "en"
    days = _DATES[language][_STYLES.index(date)] if date else ""
    hours = _TIMES.get(language, _TIMES[""])[_STYLES.index(time)] if time else ""
    return f"{days}{_BETWEEN[language] if days and hours else ''}{hours}"


@dataclass(frozen=True)
class LocalizedPart(Part):
    """A date and a time in the styles of a language."""

    date: str | None
    time: str | None

    def write(self, temporal: Any, locale: Locale) -> str:
        formatter = of_pattern(localized_pattern(self.date, self.time, locale), locale)
        return formatter.format(temporal)

    def read(self, text: str, at: int, reading: Reading) -> int:
        formatter = of_pattern(localized_pattern(self.date, self.time, reading.locale), reading.locale)
        for part in formatter.parts:
            at = part.read(text, at, reading)
            if at < 0:
                return failed(-at - 1)
        return at

    def __str__(self) -> str:
        return f"Localized({self.date or ''},{self.time or ''})"
