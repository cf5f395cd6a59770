"""Whether texts can be analysed, asked before a document is logged: at refresh it would be too late to refuse one."""

from findling.analysis.analyzer import Analyzer
from findling.base.errors import ImmenseTermError, MaxBytesLengthExceededError
from findling.mapping.types.keyword import MAX_TERM_BYTES, immense_term

_SHORT: int = MAX_TERM_BYTES // 4
"""Characters of a text of which no filter makes a term that is too long."""


class TextCheck:
    """Analyses the texts that may be refused: long ones, and all of an analyzer that may fail."""

    def __init__(self, field: str, analyzer: Analyzer) -> None:
        self._field = field
        self._analyzer = analyzer
        self._may_fail = analyzer.may_fail
        self._cuts_words = analyzer.tokenizer.cuts_words

    def is_needed(self, longest: int) -> bool:
        """Whether some text of up to so many characters (or bytes) may be refused."""
        return self._may_fail or (longest > _SHORT and not self._cuts_words)

    def check(self, text: str) -> str:
        """Returns the text. Raises IllegalArgumentError if it cannot be analysed, ImmenseTermError for a long term."""
        if self.is_needed(len(text)):
            for term in self._analyzer.stream([text]).terms:
                if len(term) > _SHORT:
                    self._check_term(term.encode("utf-8", "replace"))
        return text

    def _check_term(self, term: bytes) -> None:
        if len(term) > MAX_TERM_BYTES:
            length = f"bytes can be at most {MAX_TERM_BYTES} in length; got {len(term)}"
            reason = f"{immense_term(self._field, term, '  ')}, original message: {length}"
            raise ImmenseTermError(reason) from MaxBytesLengthExceededError(length)
