"""The `hunspell` filter: stems by the dictionaries of spelling checkers."""

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import ExpandingFilter, Part, TokenFilter
from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.base.work.short_cache import short_cache

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry

spylls: Any = lazy_module("spylls.hunspell", optional=True)
lookup: Any = lazy_module("spylls.hunspell.algo.lookup", optional=True)

_LOADING: Final = threading.Lock()


class HunspellFilter(ExpandingFilter):
    """Gives the stems of a word that a dictionary knows, and other words as they are. Keywords stay as they are.

    Source: Lucene's HunspellStemFilter; spylls finds the stems, and Lucene may put several in another order.

    dictionary: of spylls; None stems nothing
    longest_only: give no more than the longest stem
    """

    heeds_keywords = True

    def __init__(self, dictionary: Any, dedup: bool = True, longest_only: bool = False) -> None:
        self.dictionary = dictionary
        self.dedup = dedup
        self.longest_only = longest_only
        self._stems = short_cache(1 << 16)(self._find)

    def expand(self, term: str, keyword: bool) -> list[Part]:
        stems = () if keyword or self.dictionary is None else self._stems(term)
        return [Part(stem) for stem in stems] or [Part(term, keyword=keyword)]

    def _find(self, term: str) -> tuple[str, ...]:
        """Returns the stems of a word; none of parts of compounds."""
        forms = self.dictionary.lookuper.good_forms(term)
        found = ((form, form.in_dictionary) for form in forms if isinstance(form, lookup.AffixForm))
        stems = [entry.stem for form, entry in found if entry is not None and _is_of(form, entry)]
        if self.longest_only:
            return (max(stems, key=len),) if stems else ()
        return tuple(dict.fromkeys(stems) if self.dedup else stems)


def _is_of(form: Any, entry: Any) -> bool:
    """Tells whether a form has the entry's stem: spylls gives single capital letters all words with that letter."""
    return bool(form.stem.lower() == entry.stem.lower())


@lru_cache(8)
def _dictionary(path: Path, modified: float) -> object:
    """Returns the dictionary of an affix file and the word list beside it. Raises IllegalArgumentError."""
    try:
        return spylls.Dictionary.from_files(str(path.with_suffix("")))
    except ModuleNotFoundError:
        raise IllegalArgumentError("the hunspell token filter needs a package: pip install spylls") from None
    except (OSError, ValueError, LookupError) as error:
        raise IllegalArgumentError(f"hunspell dictionary [{path.stem}] cannot be read: {error}") from error


@register("filter", "hunspell", preconfigured=False)
def hunspell_filter(params: Params, registry: "AnalysisRegistry") -> TokenFilter:
    """locale, also called language or lang: a folder below `hunspell` in the configuration directory, with an .aff file
    and a .dic file of the same name; dedup: true; longest_only: false.
    """
    locale = params.text("locale") or params.text("language") or params.text("lang")
    if locale is None:
        raise IllegalArgumentError("missing [locale | language | lang] configuration for hunspell token filter")
    found = registry.resources.files(f"hunspell/{locale}", ".aff")
    if found is None:
        return HunspellFilter(None)
    if len(found) != 1:
        raise IllegalArgumentError(f"Could not find hunspell dictionary [{locale}]")
    with _LOADING:
        dictionary = _dictionary(found[0], found[0].stat().st_mtime)
    return HunspellFilter(dictionary, params.boolean("dedup", True), params.boolean("longest_only", False))
