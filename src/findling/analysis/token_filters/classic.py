"""The `classic` filter."""

from dataclasses import replace

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_stream import TokenStream, type_id

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
        pairs, term_ids = np.unique(np.stack((stream.term_ids, stream.type_ids)), axis=1, return_inverse=True)
        terms = [_changed(stream.terms[term], kind) for term, kind in pairs.T.tolist()]
        keywords = None if stream.keywords is None else stream.keywords[pairs[0]]
        return replace(stream, terms=terms, term_ids=term_ids.ravel().astype(np.int32), keywords=keywords)


def _changed(term: str, kind: int) -> str:
    """Returns the term of a token of this type without what the filter takes."""
    if kind == APOSTROPHE and term[-2:] in ("'s", "'S"):
        return term[:-2]
    return term.replace(".", "") if kind == ACRONYM else term


@register("filter", "classic")
def classic_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return ClassicFilter()
