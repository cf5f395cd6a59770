"""The `word_delimiter_graph` filter."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import NeighbourFilter, Token, TokenFilter
from findling.analysis.token_filters.graph.word_delimiter import Joined, WordDelimiterOptions, piece_offsets
from findling.analysis.word_parts import WordPart


class Edge(NamedTuple):
    """A token made of a term: from position to position within the term, from character to character."""

    first: int
    last: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class WordDelimiterGraphFilter(NeighbourFilter):
    """Splits terms into words and numbers; what is joined spans their positions.

    Source: Lucene's WordDelimiterGraphFilter.

    adjust_offsets: parts have offsets of their own
    ignore_keywords: words marked as keywords stay whole
    """

    parses_synonyms = False
    needs_offsets = True

    options: WordDelimiterOptions = field(default_factory=WordDelimiterOptions)
    adjust_offsets: bool = True
    ignore_keywords: bool = False

    @property
    def heeds_keywords(self) -> bool:  # type: ignore[override]
        return self.ignore_keywords

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        run = _Run(self)
        previous = -1
        for token in tokens:
            run.add(token, token.position - previous)
            previous = token.position
        return run.out, run.position + end_position - previous


class _Run:
    """The pass over one value.

    gap: positions to go before the next token
    """

    def __init__(self, token_filter: WordDelimiterGraphFilter) -> None:
        self.filter = token_filter
        self.options = token_filter.options
        self.out: list[Token] = []
        self.position = -1
        self.gap = 0
        self.last_start = 0

    def add(self, token: Token, increment: int) -> None:
        """Adds what becomes of the next token."""
        if self.filter.ignore_keywords and token.keyword:
            self._emit(token, increment)
            return
        self.gap += increment
        parts = self.options.splitter.parts(token.term)
        whole = len(parts) == 1 and (parts[0].start, parts[0].end) == (0, len(token.term))
        if whole or token.term in self.options.protected:
            self._emit(token, self._taken())
        elif parts:
            self._split(token, parts)
        elif self.options.preserve_original:
            self.gap = 0
            self._emit(token, increment)

    def _taken(self) -> int:
        gap, self.gap = self.gap, 0
        return gap

    def _emit(self, token: Token, increment: int) -> None:
        self.position += increment
        self.out.append(replace(token, position=self.position))

    def _split(self, token: Token, parts: list[WordPart]) -> None:
        previous = 0
        for edge in edges(token.term, parts, self.options):
            start, end = token.start, token.end
            if self.filter.adjust_offsets:
                start, end = piece_offsets(token, edge.start, edge.end)
            start, end = max(start, self.last_start), max(end, self.last_start)
            self.last_start = start
            made = replace(token, term=edge.text, start=start, end=end, length=edge.last - edge.first)
            self._emit(made, self._taken() + edge.first - previous)
            previous = edge.first


def edges(term: str, parts: list[WordPart], options: WordDelimiterOptions) -> list[Edge]:
    """Returns the tokens that a term with delimiters becomes, in the order of the output."""
    maker = _EdgeMaker(term, options)
    if len(parts) == 1 and parts[0].single:
        maker.word(parts[0])
    else:
        maker.words(parts)
    found = sorted(maker.found, key=lambda edge: (edge.first, -edge.last, edge.start, -edge.end))
    if options.preserve_original:
        found.insert(0, Edge(0, max(maker.position, 1), 0, len(term), term))
    return found


class _EdgeMaker:
    """Gives the parts of one term, and what is joined of them, their positions."""

    def __init__(self, term: str, options: WordDelimiterOptions) -> None:
        self.term = term
        self.options = options
        self.found: list[Edge] = []
        self.position = 0
        self.concat = Joined()
        self.last_count = 0

    def word(self, part: WordPart) -> None:
        """Adds one part as a token."""
        text = self.term[part.start : part.end]
        self.found.append(Edge(self.position, self.position + 1, part.start, part.end, text))
        self.position += 1

    def words(self, parts: list[WordPart]) -> None:
        """Adds the tokens of all parts."""
        everything = Joined()
        for part in parts:
            if self.concat.texts and not self.concat.type & part.type:
                self._flush()
            if self.options.catenates(part.type):
                self.concat.add(self.term, part, self.position)
            if self.options.catenate_all:
                everything.add(self.term, part, self.position)
            if self.options.generates(part.type):
                self.word(part)
        if self.concat.texts:
            self._flush()
        if len(everything.texts) > self.last_count:
            if self.position == everything.position:
                self.position += 1
            self._join(everything)

    def _flush(self) -> None:
        """Adds what is joined, unless it is a single part that is a token already."""
        if self.position == self.concat.position:
            self.position += 1
        self.last_count = len(self.concat.texts)
        if self.last_count != 1 or not self.options.generates(self.concat.type):
            self._join(self.concat)
        self.concat = Joined()

    def _join(self, joined: Joined) -> None:
        self.found.append(Edge(joined.position, self.position, joined.start, joined.end, "".join(joined.texts)))


@register("filter", "word_delimiter_graph")
def word_delimiter_graph_filter(params: Params, registry: object) -> TokenFilter:
    """The parameters of word_delimiter, and adjust_offsets: true; ignore_keywords: false."""
    return WordDelimiterGraphFilter(
        WordDelimiterOptions.of(params),
        params.boolean("adjust_offsets", True),
        params.boolean("ignore_keywords", False),
    )
