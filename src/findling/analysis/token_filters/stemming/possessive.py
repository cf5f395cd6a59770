"""Takes the English possessive from words; `stemmer` knows it as `possessive_english`."""

from findling.analysis.token_filter import TermFilter

_APOSTROPHES = "'\u2019\uff07"


class EnglishPossessiveFilter(TermFilter):
    """Removes a trailing 's. Source: Lucene's EnglishPossessiveFilter."""

    def term(self, term: str) -> str:
        return term[:-2] if len(term) >= 2 and term[-1] in "sS" and term[-2] in _APOSTROPHES else term
