"""The `apostrophe` filter."""

import re

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter

_APOSTROPHE = re.compile("['\u2019]")


class ApostropheFilter(TermFilter):
    """Cuts each term at its first apostrophe, itself included; for Turkish. Source: Lucene's ApostropheFilter."""

    def term(self, term: str) -> str:
        return _APOSTROPHE.split(term, maxsplit=1)[0]


@register("filter", "apostrophe")
def apostrophe_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return ApostropheFilter()
