"""The `reverse` filter."""

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter


class ReverseFilter(TermFilter):
    """Turns each term round. Source: Lucene's ReverseStringFilter."""

    def term(self, term: str) -> str:
        return term[::-1]


@register("filter", "reverse")
def reverse_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return ReverseFilter()
