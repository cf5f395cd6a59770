"""What `synonym` does once its rules are known."""

from dataclasses import dataclass, field, replace

from findling.analysis.growth import Growth
from findling.analysis.synonym_map import SynonymMap, Synonyms
from findling.analysis.token_filter import BYTES_PER_TOKEN, NeighbourFilter, Token
from findling.analysis.token_filters.graph.synonym_graph import SYNONYM_TYPE


@dataclass(frozen=True)
class FlatSynonymFilter(NeighbourFilter):
    """Puts synonyms over the words they stand for, the words of long ones over the words that follow.

    The longest match that begins first wins. Source: Lucene's SynonymFilter.
    """

    skipped_by_synonyms = True

    synonyms: SynonymMap
    updateable: bool = False

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        slots = [_Slot(token.start, token.end, token) for token in tokens]
        terms = [token.term for token in tokens]
        growth = Growth(len(tokens))
        at = 0
        while at < len(tokens):
            match = self.synonyms.longest(terms, at)
            if match is not None:
                growth.note(at + match[0], BYTES_PER_TOKEN * sum(map(len, match[1].outputs)))
                _lay_over(slots, at, *match)
            at += 1 if match is None else match[0]
        return _in_order(slots, tokens, end_position)


@dataclass(slots=True)
class _Slot:
    """One word of the text, or a place after its end, with what is laid over it.

    token: the word; None if it goes, or behind the end
    added: (term, end offset or None for that of the word, position length)
    """

    start: int
    end: int
    token: Token | None = None
    added: list[tuple[str, int | None, int]] = field(default_factory=list)
    keeps: bool = False
    matched: bool = False


def _lay_over(slots: list[_Slot], at: int, size: int, synonyms: Synonyms) -> None:
    """Lays the synonyms of the words at `at` and after over them."""
    end = slots[at + size - 1].end
    for slot in slots[at : at + size]:
        slot.matched = True
        slot.keeps = slot.keeps or synonyms.keeps_original
    for words in synonyms.outputs:
        single = len(words) == 1
        length = size if single and synonyms.keeps_original else 1
        for place, word in enumerate(words, at):
            if place == len(slots):
                slots.append(_Slot(slots[-1].start, slots[-1].end))
            slots[place].added.append((word, end if single else None, length))


def _in_order(slots: list[_Slot], tokens: list[Token], end_position: int) -> tuple[list[Token], int]:
    out: list[Token] = []
    position = previous = -1
    for slot in slots:
        token = slot.token
        increment = 1
        if token is not None:
            increment = token.position - previous
            previous = token.position
            if slot.keeps or not slot.matched:
                position += increment
                out.append(replace(token, position=position))
                increment = 0
            else:
                increment = 1
        for term, end, length in slot.added:
            position += increment
            increment = 0
            out.append(Token(term, position, slot.start, slot.end if end is None else end, SYNONYM_TYPE, length))
    trailing = end_position - tokens[-1].position - 1 if tokens else end_position
    return out, position + 1 + trailing
