"""The `thai` tokenizer: words of Thai, which are written without blanks, by a dictionary."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from findling.analysis.catalogue import register
from findling.analysis.match_tokenizer import MatchTokenizer
from findling.analysis.params import Params
from findling.analysis.tokenizer import Tokenizer
from findling.base.errors import IllegalArgumentError
from findling.base.java_pattern import compile_java
from findling.base.lazy import lazy_module
from findling.base.work.short_cache import short_cache

icu_breakers: Any = lazy_module("icu4py.breakers", optional=True)
icu_locale: Any = lazy_module("icu4py.locale", optional=True)

# Java's rules for words, as they were before Unicode's
THAI: Final = r"\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e44\u0e47-\u0e4e"
KANJI: Final = r"\u3005\u4e00-\u9fa5\uf900-\ufa2d"
KATAKANA: Final = r"\u30a1-\u30fa\u30fd\u30fe"
HIRAGANA: Final = r"\u3041-\u3094\u309d\u309e"
VOICED: Final = r"\u3099-\u309c"
MARK: Final = r"\p{Mn}\p{Me}\p{Cf}"
OTHER: Final = rf"(?![{THAI}{KANJI}{KATAKANA}{HIRAGANA}{VOICED}\u30fb\u30fc])"
LETTERS: Final = rf"(?:{OTHER}\p{{L}})(?:{OTHER}[\p{{L}}\p{{Mc}}{MARK}])*+"
DIGITS: Final = rf"(?:\p{{N}}[{MARK}]*+)++"
WORD: Final = rf"(?:^[{MARK}]++)?+{LETTERS}(?:[\p{{Pd}}\u00ad\u2027\"'.]{LETTERS})*+[\u0964\u0965]?+"
NUMBER: Final = rf"{DIGITS}(?:[\"',\u066b.]{DIGITS})*+"
SEGMENT: Final = (
    rf"(?<thai>[{THAI}]++)"
    rf"|(?:[\p{{Sc}}#.](?=\p{{N}}))?+(?:{NUMBER}|{WORD})++(?:(?<=\p{{N}})[\u00a2%&\u066a\u2030\u2031])?+"
    rf"|[{KANJI}]++|[{KATAKANA}][{KATAKANA}{VOICED}]*+|[{HIRAGANA}][{HIRAGANA}{VOICED}]*+|[\s\S]"
)


@cache
def _segment() -> Any:
    return compile_java(SEGMENT).python  # ours: it never goes back


class ThaiTokenizer(MatchTokenizer):
    """Words as Java's BreakIterator for Thai finds them, those of Thai itself by ICU's dictionary.

    Source: Lucene's ThaiTokenizer; Java's dictionary is another one, so that some compounds are divided otherwise.
    """

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        for found in _segment().finditer(text):
            start = found.start()
            lengths = lengths_of_words(found[0]) if found["thai"] else (len(found[0]),)
            for length in lengths:
                if text[start].isalpha() or text[start].isdecimal():
                    yield start, start + length
                start += length


@short_cache(1 << 16)
def lengths_of_words(run: str) -> tuple[int, ...]:
    """Returns the lengths of the words of a run of Thai letters."""
    return tuple(map(len, icu_breakers.WordBreaker(run, icu_locale.Locale("th"))))


def thai_words() -> Tokenizer:
    """Returns the tokenizer. Raises IllegalArgumentError if ICU is not installed."""
    try:
        lengths_of_words("ก")
    except ModuleNotFoundError:
        raise IllegalArgumentError("the thai tokenizer needs a package: pip install findling[thai]") from None
    return ThaiTokenizer()


@register("tokenizer", "thai")
def thai_tokenizer(params: Params, registry: object) -> Tokenizer:
    """Words of Thai by the dictionary of ICU, which `pip install findling[thai]` brings."""
    return thai_words()
