"""The filters `delimited_payload` and `type_as_payload`.

Payloads are shown by `_analyze`; nothing stores them.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.analysis.token_stream import TokenStream, type_name
from findling.base.errors import IllegalArgumentError


def _float_bytes(text: str) -> bytes:
    return struct.pack(">f", float(text))


def _int_bytes(text: str) -> bytes:
    try:
        return struct.pack(">i", int(text))
    except struct.error:
        raise ValueError from None


_ENCODINGS: Final[dict[str, Callable[[str], bytes]]] = {
    "float": _float_bytes,
    "int": _int_bytes,
    "identity": str.encode,
}


@dataclass(frozen=True)
class DelimitedPayloadFilter(TermFilter):
    """Cuts each term at its first delimiter; what follows is the payload. Source: Lucene's DelimitedPayloadTokenFilter.

    Raises IllegalArgumentError for a payload that is no number if it ought to be one.
    """

    attaches_payloads = True

    delimiter: str = "|"
    encoding: str = "float"

    @property
    def may_fail(self) -> bool:
        return self.encoding != "identity"

    def term(self, term: str) -> str:
        return term.partition(self.delimiter)[0]

    def apply(self, stream: TokenStream) -> TokenStream:
        payloads = np.array([self._payload(term) for term in stream.terms] + [None], np.object_)[:-1]
        shortened = super().apply(stream)
        return shortened if stream.type_ids is None else replace(shortened, payloads=payloads[stream.term_ids])

    def _payload(self, term: str) -> bytes | None:
        _, delimiter, payload = term.partition(self.delimiter)
        try:
            return _ENCODINGS[self.encoding](payload) if delimiter else None
        except (ValueError, OverflowError):
            raise IllegalArgumentError(f'For input string: "{payload}"') from None


class TypeAsPayloadFilter(TokenFilter):
    """Makes each token's type its payload. Source: Lucene's TypeAsPayloadTokenFilter."""

    attaches_payloads = True

    def apply(self, stream: TokenStream) -> TokenStream:
        if stream.type_ids is None:
            return stream
        kinds, which = np.unique(stream.type_ids, return_inverse=True)
        names = np.array([type_name(kind).encode() for kind in kinds.tolist()], np.object_)
        return replace(stream, payloads=names[which] if len(kinds) else np.empty(0, np.object_))


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
