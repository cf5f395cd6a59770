"""The filters `delimited_payload` and `type_as_payload`.

Payloads are read, checked and left out: nothing stores them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.analysis.token_stream import TokenStream
from findling.base.errors import IllegalArgumentError

_ENCODINGS: Final[dict[str, Callable[[str], object]]] = {"float": float, "int": int, "identity": str}


@dataclass(frozen=True)
class DelimitedPayloadFilter(TermFilter):
    """Cuts each term at its first delimiter; what follows is the payload. Source: Lucene's DelimitedPayloadTokenFilter.

    Raises IllegalArgumentError for a payload that is no number if it ought to be one.
    """

    delimiter: str = "|"
    encoding: str = "float"

    def term(self, term: str) -> str:
        before, delimiter, payload = term.partition(self.delimiter)
        if delimiter:
            try:
                _ENCODINGS[self.encoding](payload)
            except ValueError:
                raise IllegalArgumentError(f'For input string: "{payload}"') from None
        return before


class TypeAsPayloadFilter(TokenFilter):
    """Makes each token's type its payload. Source: Lucene's TypeAsPayloadTokenFilter."""

    def apply(self, stream: TokenStream) -> TokenStream:
        return stream


@register("filter", "delimited_payload")
def delimited_payload_filter(params: Params, registry: object) -> TokenFilter:
    """delimiter: `|`; encoding: float, or int, identity."""
    delimiter, encoding = params.text("delimiter", "|") or "|", params.text("encoding", "float") or "float"
    if encoding not in _ENCODINGS:
        raise IllegalArgumentError(f"unknown payload encoding [{encoding}] of token filter [{params.name}]")
    return DelimitedPayloadFilter(delimiter[0], encoding)


@register("filter", "type_as_payload")
def type_as_payload_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return TypeAsPayloadFilter()
