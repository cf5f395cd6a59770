"""java.util.Locale: languages and countries, and how numbers are written there."""

from typing import ClassVar, Final

from findling.script.api.objects import string_hash
from findling.script.api.values.java_object import JavaObject, wrapped_int


class Locale(JavaObject):
    """A locale."""

    __slots__ = ("country", "language", "variant")
    java_class: ClassVar[str] = "java.util.Locale"
    ENGLISH: ClassVar["Locale"]
    ROOT: ClassVar["Locale"]

    def __init__(self, language: str, country: str = "", variant: str = "") -> None:
        self.language = language.translate(_LOWER)
        self.country = country.translate(_UPPER)
        self.variant = variant

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Locale) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def java_hash(self) -> int:
        return wrapped_int(string_hash(self.language) * 31 + string_hash(self.country))

    def __str__(self) -> str:
        if not self.country and self.variant and self.language:
            return f"{self.language}__{self.variant}"
        parts = [self.language, self.country, self.variant] if self.country else [self.language]
        return "_".join(part for part in parts if part or self.country).rstrip("_")

    def tag(self) -> str:
        """Returns its IETF tag."""
        return "-".join(filter(None, (self.language or "und", self.country, self.variant)))

    def lower(self, text: str) -> str:
        """Returns a text in lower case."""
        if self.language in ("tr", "az"):
            text = text.replace("İ", "i").replace("I", "ı")
        return text.lower()

    def upper(self, text: str) -> str:
        """Returns a text in upper case."""
        if self.language in ("tr", "az"):
            text = text.replace("i", "İ").replace("ı", "I")
        return text.upper()

    def display_name(self) -> str:
        """Returns its name in English."""
        language = _LANGUAGES.get(self.language, self.language)
        country = _COUNTRIES.get(self.country, self.country)
        return f"{language} ({country})" if language and country else language or country

    def display_language(self) -> str:
        """Returns the name of its language in English."""
        return _LANGUAGES.get(self.language, self.language)

    def display_country(self) -> str:
        """Returns the name of its country in English."""
        return _COUNTRIES.get(self.country, self.country)

    def three_letters(self, of_country: bool = False) -> str:
        """Returns the code of three letters of its language or country."""
        return _COUNTRIES_3.get(self.country, "") if of_country else _LANGUAGES_3.get(self.language, "")

    def number_signs(self) -> tuple[str, str]:
        """Returns the decimal point and the sign between groups of digits."""
        return _SIGNS.get(f"{self.language}_{self.country}") or _SIGNS.get(self.language, (".", ","))


_LOWER: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_UPPER: Final = {small: capital for capital, small in _LOWER.items()}
_SIGNS: Final = {
    "de": (",", "."), "de_CH": (".", "’"), "de_AT": (",", "\u00a0"), "fr": (",", "\u202f"), "fr_CH": (",", "\u202f"),
    "fr_CA": (",", "\u00a0"), "it": (",", "."), "es": (",", "."), "pt": (",", "."), "nl": (",", "."), "da": (",", "."),
    "sv": (",", "\u00a0"), "nb": (",", "\u00a0"), "fi": (",", "\u00a0"), "pl": (",", "\u00a0"), "ru": (",", "\u00a0"),
    "cs": (",", "\u00a0"), "tr": (",", "."), "el": (",", "."), "hu": (",", "\u00a0"), "uk": (",", "\u00a0"),
}  # fmt: skip

_LANGUAGES: Final = {
    "en": "English", "de": "German", "fr": "French", "it": "Italian", "es": "Spanish", "pt": "Portuguese",
    "nl": "Dutch", "ja": "Japanese", "ko": "Korean", "zh": "Chinese", "ru": "Russian", "pl": "Polish", "sv": "Swedish",
    "da": "Danish", "nb": "Norwegian Bokmål", "no": "Norwegian", "fi": "Finnish", "tr": "Turkish", "cs": "Czech",
    "el": "Greek", "hu": "Hungarian", "uk": "Ukrainian", "ar": "Arabic", "he": "Hebrew", "hi": "Hindi", "th": "Thai",
}  # fmt: skip
_COUNTRIES: Final = {
    "US": "United States", "GB": "United Kingdom", "DE": "Germany", "FR": "France", "IT": "Italy", "ES": "Spain",
    "CA": "Canada", "JP": "Japan", "KR": "South Korea", "CN": "China", "TW": "Taiwan", "AT": "Austria",
    "CH": "Switzerland", "NL": "Netherlands", "BE": "Belgium", "BR": "Brazil", "PT": "Portugal", "RU": "Russia",
    "PL": "Poland", "SE": "Sweden", "DK": "Denmark", "NO": "Norway", "FI": "Finland", "TR": "Türkiye", "IN": "India",
}  # fmt: skip
_LANGUAGES_3: Final = {
    "en": "eng", "de": "deu", "fr": "fra", "it": "ita", "es": "spa", "pt": "por", "nl": "nld", "ja": "jpn",
    "ko": "kor", "zh": "zho", "ru": "rus", "pl": "pol", "sv": "swe", "da": "dan", "fi": "fin", "tr": "tur",
}  # fmt: skip
_COUNTRIES_3: Final = {
    "US": "USA", "GB": "GBR", "DE": "DEU", "FR": "FRA", "IT": "ITA", "ES": "ESP", "CA": "CAN", "JP": "JPN",
    "KR": "KOR", "CN": "CHN", "TW": "TWN", "AT": "AUT", "CH": "CHE", "NL": "NLD", "BE": "BEL", "BR": "BRA",
}  # fmt: skip

Locale.ENGLISH = Locale("en")
Locale.ROOT = Locale("")
