"""The `stemmer_override` filter."""

from collections.abc import Mapping

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_stream import TokenStream
from findling.base.errors import IllegalArgumentError


class StemmerOverrideFilter(TokenFilter):
    """Gives words their stems and marks them, so that later stemmers leave them alone.

    Source: Lucene's StemmerOverrideFilter.
    """

    heeds_keywords = True

    def __init__(self, stems: Mapping[str, str]) -> None:
        self.stems = dict(stems)

    def apply(self, stream: TokenStream) -> TokenStream:
        before = np.zeros(len(stream.terms), np.bool_) if stream.keywords is None else stream.keywords
        found = np.fromiter(map(self.stems.__contains__, stream.terms), np.bool_, len(stream.terms)) & ~before
        if not found.any():
            return stream
        terms = [self.stems[term] if new else term for term, new in zip(stream.terms, found.tolist(), strict=True)]
        return stream.with_terms(terms, before | found)


def parse_rules(rules: list[str]) -> dict[str, str]:
    """Reads rules such as "running, runs => run"; the first rule of a word counts. Raises IllegalArgumentError."""
    stems: dict[str, str] = {}
    for rule in rules:
        left, arrow, stem = rule.partition("=>")
        words = [word.strip() for word in left.split(",")]
        if not arrow or not stem.strip() or not all(words) or "=>" in stem or "," in stem:
            raise IllegalArgumentError(f"Invalid Keyword override Rule:{rule}")
        for word in words:
            stems.setdefault(word, stem.strip())
    return stems


@register("filter", "stemmer_override", preconfigured=False)
def stemmer_override_filter(params: Params, registry: object) -> TokenFilter:
    """rules or rules_path."""
    rules = params.lines("rules")
    if rules is None:
        raise IllegalArgumentError("stemmer override filter requires either `rules` or `rules_path` to be configured")
    return StemmerOverrideFilter(parse_rules(rules))
