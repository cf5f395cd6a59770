"""The tokenizer `ml_standard`: words of log messages; addresses and paths are one word, numbers are none."""

import re
from collections.abc import Iterator
from typing import Final

from findling.analysis.catalogue import register
from findling.analysis.match_tokenizer import MatchTokenizer
from findling.analysis.params import Params
from findling.analysis.tokenizer import Tokenizer

_RUN: Final = re.compile(r"[\w.\-@:/\\]+")
_NUMBER: Final = re.compile(r"[\da-fA-F.\-@:]*")
_INSIDE: Final = "_.-@"


class MlStandardTokenizer(MatchTokenizer):
    """Letters and digits, slashes, and inside words also `_`, `.`, `-` and `@`.

    A colon stands inside only behind letters and before a slash, backslashes only in paths of Windows. Words that begin
    with a digit, are hexadecimal numbers or slashes only are left out.
    """

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        for run in _RUN.finditer(text):
            at, end = run.span()
            if ":" not in run[0] and "\\" not in run[0]:
                at += len(run[0]) - len(run[0].lstrip(_INSIDE))
                if _is_word(text[at:end]):
                    yield at, at + len(text[at:end].rstrip(_INSIDE))
                continue
            while at < end:
                start, stop, at, is_cut = _next_word(text, at, end)
                if _is_word(text[start:stop]):
                    yield start, start + len(text[start:stop].rstrip(f"{_INSIDE}:"))
                elif is_cut:
                    return  # Elasticsearch reads no further behind a number and its colon


def _is_word(text: str) -> bool:
    return bool(text) and not text[0].isdigit() and _NUMBER.fullmatch(text) is None and bool(text.strip("/\\"))


def _next_word(text: str, at: int, end: int) -> tuple[int, int, int, bool]:
    """Returns where a candidate starts and stops, where to go on, and whether its colon was cut off."""
    while at < end and text[at] in f"{_INSIDE}:":
        at += 1
    start, letters, colon = at, 0, False
    while at < end:
        char = text[at]
        if char == ":":
            if at == start or letters != at - start or colon:
                return start, at, at + 1, False
            colon = True
        elif char == "\\":
            if not (at == start or (colon and letters == 1) or text[start] == "\\"):
                return start, at, at + 1, False
        elif char != "/":
            if colon and text[start + letters + 1] not in "/\\":
                return start, at - 1, at, True
            if not colon and char.isalpha():
                letters += 1
        at += 1
    return start, at, at, False


@register("tokenizer", "ml_standard")
def ml_standard_tokenizer(params: Params, registry: object) -> Tokenizer:
    """Without settings."""
    return MlStandardTokenizer()
