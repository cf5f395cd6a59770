"""The filter that stems words with one of the algorithms of the package `stemmers`."""

from collections.abc import Callable

from findling.analysis.token_filter import TermFilter

LAST_SINGLE_UNIT = "\uffff"


class StemmingFilter(TermFilter):
    """Stems words one by one; words marked as keywords stay.

    stem: from a word to its stem. Its rules count UTF-16 units: it is given words with larger characters as such units.
    """

    heeds_keywords = True

    def __init__(self, stem: Callable[[str], str]) -> None:
        self._stem = stem

    def term(self, term: str) -> str:
        if term.isascii() or max(term) <= LAST_SINGLE_UNIT:
            return self._stem(term)
        data = term.encode("utf-16-le", "surrogatepass")
        units = "".join(chr(data[at] | data[at + 1] << 8) for at in range(0, len(data), 2))
        return self._stem(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
