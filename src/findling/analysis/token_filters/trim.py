"""The `trim` filter."""

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter

_BLANKS = "".join(map(chr, range(0x21)))


class TrimFilter(TermFilter):
    """Takes blanks and controls off both ends; offsets stay. Source: Lucene's TrimFilter, Java's String.trim."""

    normalizes = True

    def term(self, term: str) -> str:
        return term.strip(_BLANKS)


@register("filter", "trim")
def trim_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return TrimFilter()
