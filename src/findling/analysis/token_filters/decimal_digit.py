"""The `decimal_digit` filter."""

import unicodedata

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter


class DecimalDigitFilter(TermFilter):
    """Makes every decimal digit one of 0 to 9. Source: Lucene's DecimalDigitFilter."""

    normalizes = True

    def term(self, term: str) -> str:
        if term.isascii():
            return term
        return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in term)


@register("filter", "decimal_digit")
def decimal_digit_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return DecimalDigitFilter()
