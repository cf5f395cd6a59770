"""The terms of completion fields: one for each way to find a suggestion.

A term is what is typed (of fields with contexts a context and a separator, then the analysed form), a zero byte, the
weight (inverted, so that heavier ones come first), and the text to show. The suggestions for a beginning are a range of
the sorted terms, and the postings say which documents have them.
"""

import struct
from typing import Final, NamedTuple

SEPARATOR: Final = "\x1f"
CONTEXT_END: Final = "\x1d"
END: Final = b"\0"
MAX_WEIGHT: Final = 2**31 - 1
_WEIGHT: Final = struct.Struct(">I")


class SuggestionTerm(NamedTuple):
    """What a term stands for. context: number and value, None of fields without contexts"""

    form: str
    text: str
    weight: int
    context: tuple[int, str] | None = None


def context_prefix(number: int, value: str) -> bytes:
    """Returns what the terms of a context begin with, but for the separator."""
    return bytes([number + 1]) + value.encode("utf-8", "replace")


def encode_suggestion(suggestion: SuggestionTerm) -> bytes:
    """Returns the term of a suggestion."""
    context = b"" if suggestion.context is None else context_prefix(*suggestion.context) + CONTEXT_END.encode()
    weight = _WEIGHT.pack(MAX_WEIGHT - suggestion.weight)
    return b"".join((context, suggestion.form.encode(), END, weight, suggestion.text.encode()))


def decode_suggestion(term: bytes) -> SuggestionTerm:
    """Returns what encode_suggestion made a term of."""
    path, _, rest = term.partition(END)
    context, separator, form = path.rpartition(CONTEXT_END.encode())
    (inverted,) = _WEIGHT.unpack(rest[:4])
    number_and_value = (context[0] - 1, context[1:].decode("utf-8", "replace")) if separator else None
    return SuggestionTerm(form.decode(), rest[4:].decode(), MAX_WEIGHT - inverted, number_and_value)
