"""The `elision` filter."""

import re
from collections.abc import Iterable

from findling.analysis.case import lower
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, TokenFilter
from findling.base.errors import IllegalArgumentError

FRENCH_ARTICLES = ("l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu")
_APOSTROPHE = re.compile("['\u2019]")


class ElisionFilter(TermFilter):
    """Takes articles such as l' off the start of words. Source: Lucene's ElisionFilter."""

    normalizes = True

    def __init__(self, articles: Iterable[str] = FRENCH_ARTICLES, ignore_case: bool = False) -> None:
        self.ignore_case = ignore_case
        self.articles = frozenset(map(lower, articles) if ignore_case else articles)

    def term(self, term: str) -> str:
        found = _APOSTROPHE.search(term)
        if found is None:
            return term
        article = term[: found.start()]
        return term[found.end() :] if (lower(article) if self.ignore_case else article) in self.articles else term


@register("filter", "elision", defaults={"articles": list(FRENCH_ARTICLES), "articles_case": True})
def elision_filter(params: Params, registry: object) -> TokenFilter:
    """articles or articles_path; articles_case: false, which ignores case if true.

    The bare name has the French articles.
    """
    articles = params.set_of_words("articles")
    if articles is None:
        raise IllegalArgumentError("elision filter requires [articles] or [articles_path] setting")
    return ElisionFilter(articles, params.boolean("articles_case", False))
