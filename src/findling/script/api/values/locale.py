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
        self.language = language.lower()
        self.country = country.upper()
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

    def number_signs(self) -> tuple[str, str]:
        """Returns the decimal point and the sign between groups of digits."""
        return _SIGNS.get(f"{self.language}_{self.country}") or _SIGNS.get(self.language, (".", ","))


_SIGNS: Final = {
    "de": (",", "."), "de_CH": (".", "’"), "de_AT": (",", "\u00a0"), "fr": (",", "\u202f"), "fr_CH": (",", "\u202f"),
    "fr_CA": (",", "\u00a0"), "it": (",", "."), "es": (",", "."), "pt": (",", "."), "nl": (",", "."), "da": (",", "."),
    "sv": (",", "\u00a0"), "nb": (",", "\u00a0"), "fi": (",", "\u00a0"), "pl": (",", "\u00a0"), "ru": (",", "\u00a0"),
    "cs": (",", "\u00a0"), "tr": (",", "."), "el": (",", "."), "hu": (",", "\u00a0"), "uk": (",", "\u00a0"),
}  # fmt: skip

Locale.ENGLISH = Locale("en")
Locale.ROOT = Locale("")
