"""The filters `keep` and `keep_types`."""

from collections.abc import Iterable

import numpy as np

from findling.analysis.case import lower
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import KeepingFilter, TokenFilter
from findling.analysis.token_stream import TokenStream, type_id
from findling.base.errors import IllegalArgumentError


class KeepFilter(KeepingFilter):
    """Drops all but the given words. Source: Lucene's KeepWordFilter."""

    def __init__(self, words: Iterable[str], lowercase: bool = False) -> None:
        self.lowercase = lowercase
        self.words = frozenset(map(lower, words) if lowercase else words)

    def keeps(self, term: str) -> bool:
        return (lower(term) if self.lowercase else term) in self.words


class KeepTypesFilter(TokenFilter):
    """Drops all tokens but those of the given types, or those of them. Source: Lucene's TypeTokenFilter."""

    needs_types = True

    def __init__(self, types: Iterable[str], include: bool) -> None:
        self.types = tuple(map(type_id, types))
        self.include = include

    def apply(self, stream: TokenStream) -> TokenStream:
        kinds = np.zeros(stream.n_tokens, np.int32) if stream.type_ids is None else stream.type_ids
        return stream.only(np.isin(kinds, self.types) == self.include)


@register("filter", "keep", preconfigured=False)
def keep_filter(params: Params, registry: object) -> TokenFilter:
    """keep_words or keep_words_path; keep_words_case: false, which makes the given words lower case if true."""
    if ("keep_words" in params) == ("keep_words_path" in params):
        raise IllegalArgumentError("keep requires either `keep_words` or `keep_words_path` to be configured")
    return KeepFilter(params.words("keep_words") or [], params.boolean("keep_words_case", False))


@register("filter", "keep_types", preconfigured=False)
def keep_types_filter(params: Params, registry: object) -> TokenFilter:
    """types; mode: include, or exclude."""
    types = params.texts("types")
    if not types:
        raise IllegalArgumentError("keep_types requires `types` to be configured")
    mode = params.text("mode") or "include"
    if mode.lower() not in ("include", "exclude"):
        raise IllegalArgumentError(
            f"`keep_types` tokenfilter mode can only be [include] or [exclude] but was [{mode}]."
        )
    return KeepTypesFilter(types, mode.lower() == "include")
