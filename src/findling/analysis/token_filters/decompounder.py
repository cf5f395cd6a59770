"""The `dictionary_decompounder` filter."""

from dataclasses import dataclass
from functools import cached_property

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import utf16_length
from findling.analysis.token_filter import ExpandingFilter, Part, TokenFilter
from findling.base.errors import IllegalArgumentError
from findling.base.work.current import checked


@dataclass(frozen=True)
class DictionaryDecompounder(ExpandingFilter):
    """Adds the words of a dictionary that a term contains, with the term's offsets; lengths are UTF-16 units.

    Source: Lucene's DictionaryCompoundWordTokenFilter.
    """

    skipped_by_synonyms = True

    words: frozenset[str]
    min_word_size: int = 5
    min_subword_size: int = 2
    max_subword_size: int = 15
    only_longest_match: bool = False

    def expand(self, term: str, keyword: bool) -> list[Part]:
        whole = Part(term, keyword=keyword)
        if utf16_length(term) < self.min_word_size:
            return [whole]
        found: list[str] = []
        sizes = self._sizes
        for start in checked(range(len(term)), 100):
            candidates = [term[start : start + size] for size in sizes if size <= len(term) - start]
            words = [word for word in candidates if word in self.words]
            found += words[-1:] if self.only_longest_match else words
        return [whole, *(Part(word, keyword=keyword) for word in checked(found))]

    @cached_property
    def _sizes(self) -> list[int]:
        """How long words of the dictionary are that fit, in characters, in order."""
        fit = (word for word in self.words if self.min_subword_size <= utf16_length(word) <= self.max_subword_size)
        return sorted(set(map(len, fit)))


@register("filter", "dictionary_decompounder", preconfigured=False)
def dictionary_decompounder(params: Params, registry: object) -> TokenFilter:
    """word_list or word_list_path; min_word_size: 5; min_subword_size: 2; max_subword_size: 15;
    only_longest_match: false.
    """
    words = params.words("word_list")
    if words is None:
        raise IllegalArgumentError(
            f"word_list must be provided for [{params.name}], either as a path to a file, or directly"
        )
    return DictionaryDecompounder(
        frozenset(words),
        params.integer("min_word_size", 5),
        params.integer("min_subword_size", 2),
        params.integer("max_subword_size", 15),
        params.boolean("only_longest_match", False),
    )
