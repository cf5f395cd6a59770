"""Names of months, days, quarters, eras and halves of the day by locale: those of Unicode's CLDR, as Java has them."""

import json
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

ENGLISH: Final = "en"
FIRST: Final = {"half": 0, "era": 0}


@cache
def _locales() -> dict[str, Any]:
    """Returns locale -> field -> style -> names joined by bars; tools/date_names writes them."""
    text = resources.files("findling.base").joinpath("data/date_names.json").read_text(encoding="utf-8")
    locales: dict[str, Any] = json.loads(text)
    return locales


def known_locale(locale: str) -> str:
    """Returns the locale itself, its language, or English: the first there are names of."""
    language, *parts = locale.replace("-", "_").split("_")
    region = next((part.upper() for part in parts if len(part) == 2), "")
    for name in (f"{language.lower()}_{region}", language.lower()):
        if name in _locales():
            return name
    return ENGLISH


@lru_cache(maxsize=1024)
def names_of(field: str, style: str, locale: str, alone: bool = False) -> tuple[str, ...]:
    """Returns the names of a field in order.

    style: short, full or narrow; locale: one from `known_locale`
    alone: the forms for names that stand by themselves, which some languages inflect
    """
    styles = _locales()[locale].get(field) or _locales()[locale.partition("_")[0]][field]
    names: str = (styles.get(f"{style}_standalone") if alone else None) or styles.get(style) or styles["short"]
    return tuple(names.split("|"))


def number_of_name(field: str, style: str, locale: str, text: str, alone: bool = False) -> int:
    """Returns the number that a name stands for: months, days and quarters from 1, halves and eras from 0."""
    return names_of(field, style, locale, alone).index(text) + FIRST.get(field, 1)


def name_of_number(field: str, style: str, locale: str, number: int, alone: bool = False) -> str:
    """Returns the name of a month, day, half, era or quarter."""
    return names_of(field, style, locale, alone)[number - FIRST.get(field, 1)]
