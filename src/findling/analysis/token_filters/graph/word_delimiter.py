"""The `word_delimiter` filter, and what `word_delimiter_graph` has in common with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import utf16_length
from findling.analysis.token_filter import NeighbourFilter, Token, TokenFilter
from findling.analysis.word_parts import WordPart, WordSplitter, is_alpha, is_digit, parse_type_table


@dataclass(frozen=True)
class WordDelimiterOptions:
    """The parameters of both filters; `protected` words are not split."""

    splitter: WordSplitter = field(default_factory=WordSplitter)
    generate_word_parts: bool = True
    generate_number_parts: bool = True
    catenate_words: bool = False
    catenate_numbers: bool = False
    catenate_all: bool = False
    preserve_original: bool = False
    protected: frozenset[str] = frozenset()

    def generates(self, kind: int) -> bool:
        """Tells whether words or numbers of this type become tokens."""
        return (self.generate_word_parts and is_alpha(kind)) or (self.generate_number_parts and is_digit(kind))

    def catenates(self, kind: int) -> bool:
        """Tells whether neighbouring words or numbers of this type are joined."""
        return (self.catenate_words and is_alpha(kind)) or (self.catenate_numbers and is_digit(kind))

    @classmethod
    def of(cls, params: Params) -> "WordDelimiterOptions":
        """Returns the options of a definition. Raises IllegalArgumentError."""
        flags: dict[str, Any] = {
            "generate_word_parts": params.boolean("generate_word_parts", True),
            "generate_number_parts": params.boolean("generate_number_parts", True),
        }
        for name in ("catenate_words", "catenate_numbers", "catenate_all", "preserve_original"):
            flags[name] = params.boolean(name, False)
        splitter = WordSplitter(
            params.boolean("split_on_case_change", True),
            params.boolean("split_on_numerics", True),
            params.boolean("stem_english_possessive", True),
            parse_type_table(params.lines("type_table") or ()),
        )
        return cls(splitter, protected=frozenset(params.words("protected_words") or ()), **flags)


@dataclass(slots=True)
class Joined:
    """Words or numbers of one term being joined; start, end: characters."""

    texts: list[str] = field(default_factory=list)
    type: int = 0
    start: int = 0
    end: int = 0
    position: int = 0

    def add(self, term: str, part: WordPart, position: int = 0) -> None:
        """Adds a part, at first with the position it has."""
        if not self.texts:
            self.type, self.start, self.position = part.type, part.start, position
        self.texts.append(term[part.start : part.end])
        self.end = part.end


@dataclass(frozen=True, slots=True)
class Piece:
    """A token made of a term; start, end: characters.

    joined: it stands for several words or numbers, beside them
    anew: what came before it does not count as a token of the same term
    """

    text: str
    start: int
    end: int
    joined: bool
    anew: bool = False


def pieces(term: str, parts: Sequence[WordPart], options: WordDelimiterOptions) -> list[Piece]:
    """Returns the tokens that a term of several parts becomes, in the order in which they get their positions."""
    found: list[Piece] = []
    concat, everything = Joined(), Joined()
    last_count, anew = 0, False
    for part in parts:
        if concat.texts and not concat.type & part.type:
            found += _flushed(concat, options, anew)
            last_count, concat, anew = len(concat.texts), Joined(), True
        if options.catenates(part.type):
            concat.add(term, part)
        if options.catenate_all:
            everything.add(term, part)
        if options.generates(part.type):
            found.append(Piece(term[part.start : part.end], part.start, part.end, False, anew))
            anew = False
    if concat.texts:
        found += _flushed(concat, options, anew)
        last_count = len(concat.texts)
    if len(everything.texts) > last_count:
        found.append(Piece("".join(everything.texts), everything.start, everything.end, True, anew))
    return found


def _flushed(concat: Joined, options: WordDelimiterOptions, anew: bool) -> list[Piece]:
    """Returns what is joined, unless it is a single part that is a token already."""
    if len(concat.texts) == 1 and options.generates(concat.type):
        return []
    return [Piece("".join(concat.texts), concat.start, concat.end, True, anew)]


@dataclass(frozen=True)
class WordDelimiterFilter(NeighbourFilter):
    """Splits terms into words and numbers, and joins them again if asked. Source: Lucene's WordDelimiterFilter.

    What is joined stands at the position of its first part, one position long: no proper graph.
    """

    parses_synonyms = False
    needs_offsets = True

    options: WordDelimiterOptions = field(default_factory=WordDelimiterOptions)

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        run = _Run(self.options)
        previous = -1
        for token in tokens:
            run.add(token, token.position - previous)
            previous = token.position
        return run.out, run.position + end_position - previous


class _Run:
    """The pass over one value.

    gap: positions to go before the next token
    """

    def __init__(self, options: WordDelimiterOptions) -> None:
        self.options = options
        self.out: list[Token] = []
        self.position = -1
        self.gap = 0

    def add(self, token: Token, increment: int) -> None:
        """Adds what becomes of the next token."""
        self.gap += increment
        parts = self.options.splitter.parts(token.term)
        whole = len(parts) == 1 and (parts[0].start, parts[0].end) == (0, len(token.term))
        if whole or token.term in self.options.protected:
            self._emit(token, self._taken())
        elif not parts and not self.options.preserve_original:
            if increment == 1 and self.out:
                self.gap -= 1
        else:
            if self.options.preserve_original:
                self._emit(token, self._taken())
            self._split(token, parts)

    def _taken(self) -> int:
        gap, self.gap = self.gap, 0
        return gap

    def _emit(self, token: Token, increment: int) -> None:
        self.position += increment
        self.out.append(replace(token, position=self.position))

    def _split(self, token: Token, parts: list[WordPart]) -> None:
        single = len(parts) == 1 and parts[0].single
        if single:
            start, end, *_ = parts[0]
            found = [Piece(token.term[start:end], start, end, False)]
        else:
            found = pieces(token.term, parts, self.options)
        increments = self._increments(found)
        placed = [(_piece_token(token, piece, single), step) for piece, step in zip(found, increments, strict=True)]
        for made, increment in sorted(placed, key=lambda pair: (pair[0].start, -pair[1])):
            self._emit(made, increment if self.out else max(1, increment))

    def _increments(self, found: list[Piece]) -> list[int]:
        """Returns the position increments of the tokens of one term, and uses up the gap before it."""
        increments = []
        has_output, after_original = False, not self.options.preserve_original
        for piece in found:
            if has_output and not piece.anew:
                increments.append(0 if piece.joined else max(1, self.gap))
                self.gap = 0
            elif not after_original:
                increments.append(0)
                after_original = True
            else:
                increments.append(max(1, self._taken()))
            self.gap = 0 if piece.joined else self.gap
            has_output = True
        return increments


def _piece_token(token: Token, piece: Piece, single: bool) -> Token:
    start, end = piece_offsets(token, piece.start, piece.end)
    if single and (start, end) == (token.start, token.end):
        start = min(token.start + utf16_length(token.term[: piece.start]), token.end)
    return Token(piece.text, 0, start, end, token.type)


def piece_offsets(token: Token, start: int, end: int) -> tuple[int, int]:
    """Returns the offsets of a stretch of a term; those of the token if its offsets do not fit its text."""
    if token.end - token.start != utf16_length(token.term):
        return token.start, token.end
    return token.start + utf16_length(token.term[:start]), token.start + utf16_length(token.term[:end])


@register("filter", "word_delimiter")
def word_delimiter_filter(params: Params, registry: object) -> TokenFilter:
    """generate_word_parts, generate_number_parts, split_on_case_change, split_on_numerics: true;
    stem_english_possessive: true; catenate_words, catenate_numbers, catenate_all, preserve_original: false;
    protected_words, type_table: lists, or files with _path.
    """
    return WordDelimiterFilter(WordDelimiterOptions.of(params))
