"""Query text after analysis: which terms stand at which positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from findling.analysis.plain_words import plain_words
from findling.base.errors import IllegalArgumentError, QueryShardError
from findling.base.json_values import scalar_text

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


class Token(NamedTuple):
    """One token: the edge of a graph from its position to `position + length`."""

    term: bytes
    position: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class AnalyzedText:
    """Tokens by position.

    ends_open: whether the last token reaches to the very end of the text, so that it may be the start of a word
    """

    tokens: tuple[Token, ...]
    ends_open: bool = True

    @property
    def is_graph(self) -> bool:
        """Whether some token spans several positions beside others."""
        return max([token.length for token in self.tokens], default=1) > 1

    def by_position(self) -> list[tuple[int, tuple[bytes, ...]]]:
        """Returns the distinct terms of each position, in order of positions."""
        positions = {token.position for token in self.tokens}
        if len(positions) == len(self.tokens):
            return [(token.position, (token.term,)) for token in sorted(self.tokens, key=_position)]
        found: dict[int, dict[bytes, None]] = {}
        for token in self.tokens:
            found.setdefault(token.position, {})[token.term] = None
        return [(position, tuple(terms)) for position, terms in sorted(found.items())]

    def terms(self) -> list[bytes]:
        """Returns all terms in order."""
        return [token.term for token in self.tokens]


def _position(token: Token) -> int:
    return token.position


def analyze(
    field: MappedField, value: object, ctx: ShardContext, analyzer: str | None = None, quoted: bool = False
) -> AnalyzedText:
    """Returns the tokens of query text in a field that has terms.

    analyzer: overrides the field's search analyzer; quoted: take its analyzer for phrases
    Raises QueryShardError for an analyzer that does not exist.
    """
    text = scalar_text(value)
    name = analyzer or (field.type.search_quote_analyzer if quoted else None) or field.search_analyzer
    if name is None:
        return AnalyzedText((Token(field.type.index_term(value), 0),))
    try:
        tokens, ends_open = _tokenize(ctx.analysis.analyzer(name), text)
    except IllegalArgumentError:
        if analyzer is None:
            raise
        raise QueryShardError(f"[match] analyzer [{analyzer}] not found", index=ctx.index) from None
    if analyzer is None and not field.type.terms.analyzed:
        # split on whitespace, then normalised as the field's terms are
        tokens = tuple(Token(field.type.index_term(token.term.decode()), token.position) for token in tokens)
    return AnalyzedText(tokens, ends_open)


def _tokenize(analyzer: Any, text: str) -> tuple[tuple[Token, ...], bool]:
    words = plain_words(analyzer, text)
    if words is not None:
        tokens = tuple([Token(word.encode(), position) for position, word in enumerate(words)])
        return tokens, bool(tokens) and not text.endswith(" ")
    batch = analyzer.tokenize([text], offsets=True)
    terms = [term.encode("utf-8", "replace") for term in batch.terms]
    hides_graph = any(token_filter.hides_graph for token_filter in analyzer.filters)
    lengths = None if hides_graph else batch.position_lengths
    tokens = tuple(
        Token(terms[term_id], position, 1 if lengths is None else int(lengths[i]))
        for i, (term_id, position) in enumerate(zip(batch.term_ids.tolist(), batch.positions.tolist(), strict=True))
    )
    size = len(text.encode("utf-16-le", "surrogatepass")) // 2
    ends_open = bool(tokens) and int(batch.end_offsets.max()) >= size
    return tokens, ends_open
