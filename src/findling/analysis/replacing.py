"""Base of char filters that replace what a regular expression finds."""

from typing import Final

from findling.analysis.char_filter import CharFilter, Moves
from findling.analysis.growth import Growth
from findling.analysis.text_batch import utf16_length
from findling.base.matching import JavaPattern, Match
from findling.base.work.current import checked

_BYTES_PER_UNIT: Final = 80
"""What is noted of where a unit came from that a replacement adds."""


class ReplacingCharFilter(CharFilter):
    """Replaces matches of a pattern; offsets inside a replacement are those of the match, the last for what is added.

    Source: how Lucene's MappingCharFilter and PatternReplaceCharFilter correct offsets.
    """

    pattern: JavaPattern

    @property
    def may_fail(self) -> bool:
        return self.pattern.may_fail

    def replacement(self, match: Match) -> str:
        """Returns what stands instead of the match."""
        raise NotImplementedError

    def affects(self, text: str) -> bool:
        return self.pattern.search(text) is not None

    def filter(self, text: str) -> tuple[str, Moves]:
        moves = Moves()
        out: list[str] = []
        at = 0  # in the text, characters
        n_out = 0  # UTF-16 units written
        difference = 0  # UTF-16 units read less those written
        growth = Growth(len(text))
        for match in checked(self.pattern.finditer(text), 100):
            new = self.replacement(match)
            kept = text[at : match.start()]
            n_out += utf16_length(kept)
            out += (kept, new)
            n_new, n_old = utf16_length(new), utf16_length(match.group())
            growth.note(match.end() or 1, _BYTES_PER_UNIT * max(n_new - n_old, 0))
            self.note(moves, n_out, n_old, n_new, difference)
            n_out += n_new
            difference += n_old - n_new
            at = match.end()
        out.append(text[at:])
        return "".join(out), moves

    def note(self, moves: Moves, n_out: int, n_old: int, n_new: int, difference: int) -> None:
        """Notes how offsets move by a replacement at n_out of n_old units by n_new."""
        if n_old > n_new:
            moves.add(n_out + n_new, difference + n_old - n_new)
        else:
            for extra in checked(range(1, n_new - n_old + 1)):
                moves.add(n_out + n_old + extra - 1, difference - extra)
