"""The `predicate_token_filter`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_stream import TokenStream
from findling.base.lazy import lazy_module

if TYPE_CHECKING:
    from findling.analysis.predicate import TokenPredicate

# the language of scripts is for those who use it
_predicates: Any = lazy_module("findling.analysis.predicate")


class PredicateTokenFilter(TokenFilter):
    """Keeps the tokens to which a script says yes, at their positions.

    Source: Elasticsearch's PredicateTokenFilterScriptFactory, Lucene's FilteringTokenFilter.
    """

    heeds_keywords = True

    def __init__(self, predicate: TokenPredicate) -> None:
        self.predicate = predicate
        self.needs_types = predicate.needs_types
        self.needs_offsets = predicate.needs_offsets

    def apply(self, stream: TokenStream) -> TokenStream:
        keep = self.predicate.mask(stream)
        return stream if keep.all() else stream.only(keep)


@register("filter", "predicate_token_filter", preconfigured=False)
def predicate_token_filter(params: Params, registry: object) -> TokenFilter:
    """script: source, a Painless expression on `token`; params, which are texts as all settings are."""
    return PredicateTokenFilter(_predicates.token_predicate(params))
