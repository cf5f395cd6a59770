"""The `truncate` filter."""

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.base.errors import IllegalArgumentError


class TruncateFilter(TermFilter):
    """Keeps the start of each term. Source: Lucene's TruncateTokenFilter.

    length: UTF-16 units
    """

    heeds_keywords = True

    def __init__(self, length: int) -> None:
        if length < 1:
            raise IllegalArgumentError(f"length parameter must be a positive number: {length}")
        self.length = length

    def term(self, term: str) -> str:
        if len(term) <= self.length and term.isascii():
            return term
        return term.encode("utf-16-le")[: 2 * self.length].decode("utf-16-le", "replace")


@register("filter", "truncate")
def truncate_filter(params: Params, registry: object) -> TokenFilter:
    """length: 10."""
    return TruncateFilter(params.integer("length", 10))
