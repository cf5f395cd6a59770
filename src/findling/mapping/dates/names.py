"""Names of months, days and halves of the day by language."""

from functools import lru_cache
from typing import Final


def _words(text: str) -> list[str]:
    return text.split()


ENGLISH_MONTHS: Final = _words("January February March April May June July August September October November December")
ENGLISH_DAYS: Final = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

# per language and field: full names, short names
NAMES: Final[dict[str, dict[str, tuple[list[str], list[str]]]]] = {
    "en": {
        "month": (ENGLISH_MONTHS, [name[:3] for name in ENGLISH_MONTHS]),
        "day_of_week": (ENGLISH_DAYS, [name[:3] for name in ENGLISH_DAYS]),
        "half": (["AM", "PM"], ["AM", "PM"]),
        "era": (["Before Christ", "Anno Domini"], ["BC", "AD"]),
        "quarter": (["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"], ["Q1", "Q2", "Q3", "Q4"]),
    },
    "de": {
        "month": (
            _words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
            _words("Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez."),
        ),
        "day_of_week": (
            _words("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"),
            _words("Mo. Di. Mi. Do. Fr. Sa. So."),
        ),
    },
    "fr": {
        "month": (
            _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
            _words("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
        ),
        "day_of_week": (
            _words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
            _words("lun. mar. mer. jeu. ven. sam. dim."),
        ),
    },
    "es": {
        "month": (
            _words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
            _words("ene feb mar abr may jun jul ago sept oct nov dic"),
        ),
        "day_of_week": (
            _words("lunes martes miércoles jueves viernes sábado domingo"),
            _words("lun mar mié jue vie sáb dom"),
        ),
    },
}
FIRST: Final = {"half": 0, "era": 0}


@lru_cache(maxsize=256)
def names_of(field: str, style: str, language: str) -> tuple[str, ...]:
    """Returns the names of a field in order; English where a language is not known."""
    full, short = NAMES.get(language, NAMES["en"]).get(field, NAMES["en"][field])
    if style == "narrow":
        return tuple(name[:1].upper() for name in full)
    return tuple(full if style == "full" else short)


def number_of_name(field: str, style: str, language: str, text: str) -> int:
    """Returns the number that a name stands for: months, days and quarters from 1, halves and eras from 0."""
    return names_of(field, style, language).index(text) + FIRST.get(field, 1)


def name_of_number(field: str, style: str, language: str, number: int) -> str:
    """Returns the name of a month, day, half, era or quarter."""
    return names_of(field, style, language)[number - FIRST.get(field, 1)]
