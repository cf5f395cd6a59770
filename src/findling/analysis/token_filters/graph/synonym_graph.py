"""What `synonym_graph` does once its rules are known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from findling.analysis.synonym_map import SynonymMap, Synonyms, Words
from findling.analysis.token_filter import NeighbourFilter, Token

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
        at, previous, position, following = 0, -1, -1, 0
        while at < len(tokens):
            match = self.synonyms.longest(terms, at)
            if match is None:
                position += tokens[at].position - previous
                following = position + tokens[at].length
                out.append(replace(tokens[at], position=position))
                size = 1
            else:
                size = match[0]
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
    whole = Token("", 0, matched[0].start, matched[-1].end, SYNONYM_TYPE)
    # the inner positions of the paths follow one another
    inner = [start + 1 + sum(size - 1 for size in sizes[:number]) for number in range(len(sizes))]
    paths = [[replace(whole, term=word) for word in words] for words in outputs]
    paths += [matched] if synonyms.keeps_original else []
    for path, second in zip(paths, inner, strict=True):
        yield replace(path[0], position=start, length=(second if len(path) > 1 else end) - start)
    for path, second in zip(paths, inner, strict=True):
        for place, token in enumerate(path[1:], second):
            last = place == second + len(path) - 2
            yield replace(token, position=place, length=end - place if last else 1)
