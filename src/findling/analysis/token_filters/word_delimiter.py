"""What the word delimiter filters have in common: their parameters, and `word_delimiter` itself."""

from dataclasses import dataclass, field
from functools import lru_cache
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

    joins: whether it may stand at the position of the piece before
    """

    text: str
    start: int
    end: int
    joins: bool = False


@dataclass(frozen=True)
class WordDelimiterFilter(NeighbourFilter):
    """Splits terms into words and numbers, and joins them again if asked. Source: Lucene's WordDelimiterFilter.

    What is joined stands at the position of its last part but begins at its first: not a proper graph.
    """

    parses_synonyms = False

    options: WordDelimiterOptions

    def __post_init__(self) -> None:
        object.__setattr__(self, "pieces", lru_cache(4096)(self._pieces))

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        return _WordDelimiterRun(self.options, self.pieces).run(tokens, end_position)  # type: ignore[attr-defined]
