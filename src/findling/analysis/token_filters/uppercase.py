"""The `uppercase` filter."""

from findling.analysis.case import upper
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter


class UppercaseFilter(TermFilter):
    """Each character in upper case. Source: Lucene's UpperCaseFilter."""

    normalizes = True

    def term(self, term: str) -> str:
        return upper(term)


@register("filter", "uppercase")
def uppercase_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return UppercaseFilter()
