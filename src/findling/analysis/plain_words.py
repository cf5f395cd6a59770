"""A short cut for what most query texts are: a few words of ASCII letters and digits with blanks between them."""

import re

from findling.analysis.analyzer import Analyzer
from findling.analysis.token_filters.lowercase import LowercaseFilter
from findling.analysis.tokenizers.runs import LETTERS, RunTokenizer
from findling.analysis.tokenizers.standard import StandardTokenizer

_PLAIN = re.compile(r"[A-Za-z0-9 ]*")
_LETTERS = re.compile(r"[A-Za-z ]*")


def plain_words(analyzer: Analyzer, text: str) -> list[str] | None:
    """Returns the terms of a plain text, at positions 0, 1, 2 and so on; None if analysis has to be carried out.

    That is so unless the analyzer does nothing but find words and make them lower case, as `standard` and `simple` do.
    """
    tokenizer = analyzer.tokenizer
    if type(tokenizer) is StandardTokenizer:
        plain, longest = _PLAIN, tokenizer.max_token_length
    elif type(tokenizer) is RunTokenizer and tokenizer.characters is LETTERS:
        plain, longest = _LETTERS, tokenizer.max_token_length
    else:
        return None
    if len(text) > longest or analyzer.char_filters:
        return None
    if any(type(token_filter) is not LowercaseFilter for token_filter in analyzer.filters):
        return None
    if plain.fullmatch(text) is None:
        return None
    return (text.lower() if analyzer.filters else text).split()
