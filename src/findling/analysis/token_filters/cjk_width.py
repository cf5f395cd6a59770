"""The `cjk_width` filter."""

import re
import unicodedata

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter

_WIDE = re.compile("[\uff01-\uff5e\uff65-\uff9f]+")


class CjkWidthFilter(TermFilter):
    """Full-width ASCII becomes ASCII, half-width katakana becomes katakana. Source: Lucene's CJKWidthFilter."""

    normalizes = True

    def term(self, term: str) -> str:
        if term.isascii():
            return term
        return _WIDE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), term)


@register("filter", "cjk_width")
def cjk_width_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return CjkWidthFilter()
