"""What `synonym_graph` does once its rules are known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from findling.analysis.growth import Growth
from findling.analysis.synonym_map import SynonymMap, Synonyms, Words
from findling.analysis.token_filter import BYTES_PER_TOKEN, NeighbourFilter, Token
from findling.base.work.current import check_work

SYNONYM_TYPE: Final = "SYNONYM"


@dataclass(frozen=True)
class SynonymGraphFilter(NeighbourFilter):
    """Puts synonyms beside the words they stand for, as paths from the same start to the same end.

    The longest match that begins first wins. Source: Lucene's SynonymGraphFilter.
    """

    skipped_by_synonyms = True

    synonyms: SynonymMap
    updateable: bool = False

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        terms = [token.term for token in tokens]
        out: list[Token] = []
        growth = Growth(len(tokens))
        at, previous, position, following = 0, -1, -1, 0
        while at < len(tokens):
            check_work()
            match = self.synonyms.longest(terms, at)
            if match is None:
                position += tokens[at].position - previous
                following = position + tokens[at].length
                out.append(replace(tokens[at], position=position))
                size = 1
            else:
                size = match[0]
                growth.note(at + size, BYTES_PER_TOKEN * sum(map(len, match[1].outputs)))
                made = list(_paths(tokens[at : at + size], match[1], following))
                out += made
                position, following = made[-1].position, max(token.position + token.length for token in made)
            previous = tokens[at + size - 1].position
            at += size
        return out, position + end_position - previous


def _paths(matched: list[Token], synonyms: Synonyms, start: int) -> Iterator[Token]:
    """Yields the tokens of all paths: the first token of each, then the rest of each, the original words last."""
    outputs: list[Words] = list(synonyms.outputs)
    sizes = [len(words) for words in outputs] + ([len(matched)] if synonyms.keeps_original else [])
    end = start + 1 + sum(size - 1 for size in sizes)
    starts, ends = matched[0].start, matched[-1].end

    def token(number: int, place: int, position: int, length: int) -> Token:
        if number < len(outputs):
            return Token(outputs[number][place], position, starts, ends, SYNONYM_TYPE, length)
        return replace(matched[place], position=position, length=length)

    # the inner positions of the paths follow one another
    inner = list(accumulate((size - 1 for size in sizes[:-1]), initial=start + 1))
    for number, size in enumerate(sizes):
        yield token(number, 0, start, (inner[number] if size > 1 else end) - start)
    for number, size in enumerate(sizes):
        for place in range(1, size):
            position = inner[number] + place - 1
            yield token(number, place, position, end - position if place == size - 1 else 1)
