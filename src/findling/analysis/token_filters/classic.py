"""The `classic` filter."""

from dataclasses import replace

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_stream import TokenStream, type_id
from findling.base.runs import ordered_rows

APOSTROPHE = type_id("<APOSTROPHE>")
ACRONYM = type_id("<ACRONYM>")


class ClassicFilter(TokenFilter):
    """Takes 's off possessives and dots out of acronyms that the `classic` tokenizer found.

    Source: Lucene's ClassicFilter.
    """

    needs_types = True

    def apply(self, stream: TokenStream) -> TokenStream:
        if stream.type_ids is None or not np.isin(stream.type_ids, (APOSTROPHE, ACRONYM)).any():
            return stream
        order, starts = ordered_rows(stream.term_ids, stream.type_ids)
        firsts = order[starts]
        old_ids, kinds = stream.term_ids[firsts], stream.type_ids[firsts]
        terms = [
            _changed(stream.terms[term], kind) for term, kind in zip(old_ids.tolist(), kinds.tolist(), strict=True)
        ]
        term_ids = np.empty(len(order), np.int32)
        term_ids[order] = np.cumsum(starts) - 1
        keywords = None if stream.keywords is None else stream.keywords[old_ids]
        return replace(stream, terms=terms, term_ids=term_ids, keywords=keywords)


def _changed(term: str, kind: int) -> str:
    """Returns the term of a token of this type without what the filter takes."""
    if kind == APOSTROPHE and term[-2:] in ("'s", "'S"):
        return term[:-2]
    return term.replace(".", "") if kind == ACRONYM else term


@register("filter", "classic")
def classic_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return ClassicFilter()
