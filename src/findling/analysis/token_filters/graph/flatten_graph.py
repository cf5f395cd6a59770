"""The `flatten_graph` filter: makes a token graph fit for the index."""

from dataclasses import dataclass, field, replace

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import NeighbourFilter, Token, TokenFilter


@dataclass(slots=True)
class _OutputNode:
    """A position of the flat stream: the input positions that were merged into it, in order of arrival."""

    inputs: list[int] = field(default_factory=list)
    start: int = -1
    end: int = -1


class FlattenGraphFilter(NeighbourFilter):
    """Squeezes side paths into one row of positions. Source: Lucene's FlattenGraphFilter.

    Each input position goes to the position after the farthest of those that lead to it, so that a path with many words
    stretches those beside it. Offsets are the narrowest that tokens at a position have.
    """

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        flat = _Flattening()
        for token in tokens:
            flat.add(token)
        out = flat.output()
        trailing = end_position - tokens[-1].position - 1 if tokens else end_position
        return out, (out[-1].position + 1 if out else 0) + trailing


class _Flattening:
    """The pass over one value.

    leaving: input position -> tokens that start there
    place: input position -> output position
    """

    def __init__(self) -> None:
        self.leaving: dict[int, list[Token]] = {}
        self.place: dict[int, int] = {}
        self.nodes: dict[int, _OutputNode] = {}
        self.last_source = -1

    def add(self, token: Token) -> None:
        """Takes the next token."""
        source, target = token.position, token.position + token.length
        if source not in self.place:
            self._start(source, token.start)
        else:
            self._pass_holes(source)
        self.last_source = source
        node = self.nodes[self.place[source]]
        node.start = max(node.start, token.start)
        self.leaving.setdefault(source, []).append(token)
        place = self.place[source] + 1
        if place > self.place.get(target, -1):
            if target in self.place:
                self.nodes[self.place[target]].inputs.remove(target)
            self.nodes.setdefault(place, _OutputNode()).inputs.append(target)
            self.place[target] = place
        end = self.nodes[self.place[target]]
        end.end = token.end if end.end == -1 else min(end.end, token.end)

    def _start(self, source: int, start: int) -> None:
        """Gives a place to a position to which no token leads: the first, or one behind a hole."""
        place = max(self.nodes, default=0 if source else -1) + 1
        self.nodes[place] = _OutputNode([source], start)
        self.place[source] = place

    def _pass_holes(self, source: int) -> None:
        """Moves a position behind those that no token leaves, though some lead there, since the token before."""
        skipped = range(self.last_source + 1, source)
        place = max((self.place[hole] for hole in skipped if hole in self.place), default=-1) + 1
        if place > self.place[source]:
            left = self.nodes[self.place[source]]
            left.inputs.remove(source)
            self.nodes.setdefault(place, _OutputNode(end=left.end)).inputs.append(source)
            self.place[source] = place

    def output(self) -> list[Token]:
        """Returns the tokens in order of their new positions."""
        out: list[Token] = []
        last_start = 0
        for place, node in sorted(self.nodes.items()):
            for source in node.inputs:
                for token in self.leaving.get(source, ()):
                    target = self.place[source + token.length]
                    start = max(last_start, node.start)
                    end = max(start, self.nodes[target].end)
                    out.append(replace(token, position=place, length=target - place, start=start, end=end))
                    last_start = start
        return out


@register("filter", "flatten_graph")
def flatten_graph_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters."""
    return FlattenGraphFilter()
