"""Words as Java's BreakIterator finds them, by rules that are older than Unicode's; those for Thai are others."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from findling.analysis.tokenizers.thai import KANJI, MARK, NUMBER, THAI, VOICED
from findling.base.java_pattern import compile_java

KATAKANA: Final = r"\u30a1-\u30fa\u30fc-\u30fe"
HIRAGANA: Final = r"\u3041-\u3094\u309d\u309e\u30fc"
MARKS: Final = rf"(?:(?!\u00ad)[{MARK}])*+"
OTHER: Final = rf"(?![{THAI}{KANJI}{KATAKANA}{HIRAGANA}{VOICED}\u30fb])"
LETTERS: Final = rf"(?:{OTHER}\p{{L}})(?:{OTHER}[\p{{L}}\p{{Mc}}{MARK}])*+"
WORD: Final = rf"(?:^[{MARK}]++)?+{LETTERS}(?:[\p{{Pd}}\p{{Pc}}\u00ad\u2027\"'.]{LETTERS})*+[\u0964\u0965]?+"
BLANKS: Final = rf"(?:[\p{{Zs}}\t]{MARKS})*+(?:\r\n|[\r\n\x0c\u2028\u2029])|(?:[\p{{Zs}}\t]{MARKS})++"
SEGMENT: Final = (
    rf"(?<thai>[{THAI}]++)"
    rf"|(?:[\p{{Sc}}#.](?=\p{{N}}))?+(?:{NUMBER}|{WORD})++(?:(?<=\p{{N}})[\u00a2%&\u066a\u2030\u2031])?+"
    rf"|(?:[{KANJI}]{MARKS})++|[{KATAKANA}][{KATAKANA}{VOICED}]*+{MARKS}|[{HIRAGANA}][{HIRAGANA}{VOICED}]*+{MARKS}"
    rf"|{BLANKS}|[\s\S]{MARKS}"
)


@cache
def _segment() -> Any:
    return compile_java(SEGMENT).python  # ours: it never goes back


def java_words(text: str, start: int = 0) -> Iterator[tuple[int, int, bool]]:
    """Yields start, end and whether it is Thai, which only a dictionary divides, of each word and what is between them.

    start: the start of one of these
    """
    for found in _segment().finditer(text, start):
        yield found.start(), found.end(), found["thai"] is not None
