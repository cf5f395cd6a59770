"""Locale."""

import re
from typing import Final

from findling.script.api.declare import java_class
from findling.script.api.values.locale import Locale

_CONSTANTS: Final = {
    "CANADA": "en CA", "CANADA_FRENCH": "fr CA", "CHINA": "zh CN", "CHINESE": "zh", "ENGLISH": "en", "FRANCE": "fr FR",
    "FRENCH": "fr", "GERMAN": "de", "GERMANY": "de DE", "ITALIAN": "it", "ITALY": "it IT", "JAPAN": "ja JP",
    "JAPANESE": "ja", "KOREA": "ko KR", "KOREAN": "ko", "PRC": "zh CN", "ROOT": "", "SIMPLIFIED_CHINESE": "zh CN",
    "TAIWAN": "zh TW", "TRADITIONAL_CHINESE": "zh TW", "UK": "en GB", "US": "en US",
}  # fmt: skip


def _of_tag(tag: str) -> Locale:
    if not re.fullmatch(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", tag):
        return Locale("")
    language, _, rest = tag.replace("_", "-").partition("-")
    country, _, variant = rest.partition("-")
    return Locale("" if language == "und" else language, country if len(country) in (2, 3) else "", variant)


CLASSES: Final = (
    java_class(
        "Locale",
        "Object",
        {f"const Locale {name}": Locale(*(given.split() or [""])) for name, given in _CONSTANTS.items()}
        | {
            "const char PRIVATE_USE_EXTENSION": ord("x"),
            "const char UNICODE_LOCALE_EXTENSION": ord("u"),
            "new(String)": Locale,
            "new(String,String)": Locale,
            "new(String,String,String)": Locale,
            "def clone()": lambda locale: Locale(locale.language, locale.country, locale.variant),
            "static Locale forLanguageTag(String)": _of_tag,
            "String getCountry()": lambda locale: locale.country,
            "static Locale getDefault()": lambda: Locale("en"),
            "String getDisplayCountry()": Locale.display_country,
            "String getDisplayCountry(Locale)": lambda locale, _: locale.display_country(),
            "String getDisplayLanguage()": Locale.display_language,
            "String getDisplayLanguage(Locale)": lambda locale, _: locale.display_language(),
            "String getDisplayName()": Locale.display_name,
            "String getDisplayName(Locale)": lambda locale, _: locale.display_name(),
            "String getDisplayScript()": lambda locale: "",
            "String getDisplayScript(Locale)": lambda locale, _: "",
            "String getDisplayVariant()": lambda locale: locale.variant,
            "String getDisplayVariant(Locale)": lambda locale, _: locale.variant,
            "String getISO3Country()": lambda locale: locale.three_letters(of_country=True),
            "String getISO3Language()": Locale.three_letters,
            "String getLanguage()": lambda locale: locale.language,
            "String getScript()": lambda locale: "",
            "String getVariant()": lambda locale: locale.variant,
            "boolean hasExtensions()": lambda locale: False,
            "Locale stripExtensions()": lambda locale: locale,
            "String toLanguageTag()": Locale.tag,
        },
        python=(Locale,),
    ),
)
