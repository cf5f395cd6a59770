"""The `classic` tokenizer: Lucene's grammar from before Unicode's word boundaries."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import utf16_length, whole_characters
from findling.analysis.token_filter import Token, from_tokens
from findling.analysis.token_stream import TokenStream
from findling.analysis.tokenizer import LONG_WORD, Tokenizer

# the grammar is written over classes: a letter, 1 digit, t other Thai character, c Chinese or Japanese character
_CJ: Final = re.compile(
    "[\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3300-\u337f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff65-\uff9f]"
)
_WORD: Final = "[a1t]+"
_NUMBER: Final = "[a1]*1[a1]*"
_MARK: Final = "[_/.,-]"
_RULES: Final = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("<ALPHANUM>", _WORD),
        ("<APOSTROPHE>", "a+(?:'a+)+"),
        ("<ACRONYM>", r"a\.(?:a\.)+"),
        ("<COMPANY>", "a+[&@]a+"),
        ("<EMAIL>", f"{_WORD}(?:[._-]{_WORD})*@{_WORD}(?:[.-]{_WORD})+"),
        ("<HOST>", rf"{_WORD}(?:\.{_WORD})+"),
        ("<NUM>", f"{_WORD}{_MARK}{_NUMBER}"),
        ("<NUM>", f"{_NUMBER}{_MARK}{_WORD}"),
        ("<NUM>", f"{_WORD}(?:{_MARK}{_NUMBER}{_MARK}{_WORD})+"),
        ("<NUM>", f"{_NUMBER}(?:{_MARK}{_WORD}{_MARK}{_NUMBER})+"),
        ("<NUM>", f"{_WORD}{_MARK}{_NUMBER}(?:{_MARK}{_WORD}{_MARK}{_NUMBER})+"),
        ("<NUM>", f"{_NUMBER}{_MARK}{_WORD}(?:{_MARK}{_NUMBER}{_MARK}{_WORD})+"),
        ("<CJ>", "c"),
        ("<ACRONYM_DEP>", rf"{_WORD}\.(?:{_WORD}\.)+"),
    )
)


@lru_cache(1 << 16)
def _class(char: str) -> str:
    """Returns the class of a character; one that the grammar does not name stands for itself, letters aside."""
    if _CJ.match(char):
        return "c"
    if char > "\uffff":
        return char
    category = unicodedata.ucd_3_2_0.category(char)  # the grammar is older than the characters since
    if category[0] == "L":
        return "a"
    if category == "Nd":
        return "1"
    if "\u0e00" <= char <= "\u0e59":
        return "t"
    return char


class ClassicTokenizer(Tokenizer):
    """The longest match of a grammar of words, acronyms, companies, addresses, hosts and numbers.

    Source: Lucene's ClassicTokenizer. Tokens longer than max_token_length UTF-16 units are left out and leave a gap.
    The last point of an acronym of more than letters belongs to the token's offsets but not to its term.
    """

    def __init__(self, max_token_length: int = 255) -> None:
        self.max_token_length = max_token_length

    @property
    def cuts_words(self) -> bool:  # type: ignore[override]
        return self.max_token_length <= LONG_WORD

    def tokenize(self, values: Sequence[str], offsets: bool = False, types: bool = False) -> TokenStream:
        filtered = [self._tokens(whole_characters(value)) for value in values]
        finals = np.fromiter(map(utf16_length, values), np.int32, len(values))
        none = np.zeros(0, np.int32)
        asked = TokenStream(
            *([], none, none, none, none),
            start_offsets=none if offsets else None,
            end_offsets=none if offsets else None,
            type_ids=none if types else None,
            final_offsets=finals if offsets else None,
        )
        return from_tokens(filtered, asked)

    def _tokens(self, text: str) -> tuple[list[Token], int]:
        classes = "".join(map(_class, text))
        out: list[Token] = []
        position = at = offset = 0
        while at < len(text):
            kind, end = _longest(classes, at)
            length = utf16_length(text[at:end])
            if kind and length <= self.max_token_length:
                dotted = kind == "<ACRONYM_DEP>"
                term = text[at : end - 1] if dotted else text[at:end]
                out.append(Token(term, position, offset, offset + length, "<HOST>" if dotted else kind))
            position += bool(kind)
            at, offset = end, offset + length
        return out, position


def _longest(classes: str, at: int) -> tuple[str, int]:
    """Returns (type, end) of the longest token at a place, by the first rule of several; else ("", at + 1)."""
    best, end = "", at
    if classes[at] in "a1tc":
        for kind, rule in _RULES:
            match = rule.match(classes, at)
            if match is not None and match.end() > end:
                best, end = kind, match.end()
    return best, max(end, at + 1)


@register("tokenizer", "classic")
def classic_tokenizer(params: Params, registry: object) -> Tokenizer:
    """max_token_length: 255."""
    return ClassicTokenizer(params.integer("max_token_length", 255))
