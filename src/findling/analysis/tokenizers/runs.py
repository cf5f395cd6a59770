"""Tokenizers whose tokens are the longest runs of characters of a set: letter, lowercase, whitespace, char_group."""

from findling.analysis.catalogue import register
from findling.analysis.character_set import CLASSES, CharacterSet
from findling.analysis.params import Params
from findling.analysis.text_batch import TextBatch
from findling.analysis.tokenizer import LONG_WORD, WORD_TYPE, Spans, Tokenizer
from findling.base.errors import IllegalArgumentError

LETTERS = CharacterSet.of(["letter"])
NOT_WHITESPACE = CharacterSet.of(["whitespace"]).complement()
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "\\": "\\"}


class RunTokenizer(Tokenizer):
    """The longest runs of characters of a set, cut after `max_token_length` UTF-16 units.

    Source: Lucene's CharTokenizer.
    """

    def __init__(self, characters: CharacterSet, max_token_length: int = 255) -> None:
        self.characters = characters
        self.max_token_length = max_token_length

    @property
    def cuts_words(self) -> bool:  # type: ignore[override]
        return self.max_token_length <= LONG_WORD

    def spans(self, batch: TextBatch, types: bool) -> Spans:
        return Spans(*self.characters.runs(batch, self.max_token_length), WORD_TYPE)


@register("tokenizer", "letter")
def letter_tokenizer(params: Params, registry: object) -> Tokenizer:
    """Runs of letters."""
    return RunTokenizer(LETTERS)


@register("tokenizer", "whitespace")
def whitespace_tokenizer(params: Params, registry: object) -> Tokenizer:
    """Runs of anything but whitespace. max_token_length: 255."""
    return RunTokenizer(NOT_WHITESPACE, params.integer("max_token_length", 255))


@register("tokenizer", "char_group", preconfigured=False)
def char_group_tokenizer(params: Params, registry: object) -> Tokenizer:
    """Runs of anything but the characters and classes in `tokenize_on_chars`. max_token_length: 255."""
    classes: list[str] = []
    characters: list[str] = []
    for item in params.texts("tokenize_on_chars", []) or []:
        if not item:
            raise IllegalArgumentError("[tokenize_on_chars] cannot contain empty characters")
        if len(item) == 1:
            characters.append(item)
        elif item[0] == "\\":
            characters.append(_escaped(item))
        elif item in CLASSES:
            classes.append(item)
        else:
            raise IllegalArgumentError(f"Invalid escaped char in [{item}]")
    breaks = CharacterSet.of(classes, characters)
    return RunTokenizer(breaks.complement(), params.integer("max_token_length", 255))


def _escaped(item: str) -> str:
    """Returns the character that an escape such as \\n or \\u0020 stands for. Raises IllegalArgumentError."""
    if item[1] == "u" and len(item) > 2:
        return chr(int(item[2:], 16))
    if item[1] not in _ESCAPES:
        raise IllegalArgumentError(f"Invalid escaped char [{item}]")
    return _ESCAPES[item[1]]
