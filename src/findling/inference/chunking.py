"""Chunks: the pieces of a text that a model is given one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import ValidationError

Chunk = tuple[int, int]

_WORD: Final = re.compile(r"\w+(?:['’.]\w+)*")
# an end of a sentence, and the blanks behind it
_SENTENCE: Final = re.compile(r".+?(?:[.!?。！？]+[\"'”’)\]]*(?:\s+|$)|$)", re.DOTALL)
_LEAST_WORDS: Final = {"sentence": 20, "word": 10}
_MOST_WORDS: Final = 300
_MEMBERS: Final = {
    "sentence": {"strategy", "max_chunk_size", "sentence_overlap"},
    "word": {"strategy", "max_chunk_size", "overlap"},
    "none": {"strategy"},
}


def check_chunking(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the settings of a way to cut. Raises ValidationError for what is wrong with them."""
    strategy = settings.get("strategy", "sentence")
    if strategy not in _MEMBERS:
        raise ValidationError.of(
            f"[chunking_settings] Invalid value [{strategy}] received. [strategy] must be one of [none, sentence, word]"
        )
    unknown = [name for name in settings if name not in _MEMBERS[strategy]]
    if unknown:
        raise ValidationError.of(f"When chunking strategy is {strategy}, [{unknown[0]}] is an unknown setting")
    if strategy == "none":
        return {"strategy": strategy}
    checked: dict[str, Any] = {"strategy": strategy, "max_chunk_size": _whole(settings, "max_chunk_size", 250)}
    least = _LEAST_WORDS[strategy]
    if not least <= checked["max_chunk_size"] <= _MOST_WORDS:
        raise _out_of_range("max_chunk_size", checked["max_chunk_size"], f"between {least} and {_MOST_WORDS}")
    if strategy == "sentence":
        checked["sentence_overlap"] = _whole(settings, "sentence_overlap", 1)
        if checked["sentence_overlap"] not in (0, 1):
            raise _out_of_range("sentence_overlap", checked["sentence_overlap"], "either 0 or 1")
        return checked
    checked["overlap"] = _whole(settings, "overlap", 100)
    if not 0 <= checked["overlap"] <= checked["max_chunk_size"] // 2:
        raise _out_of_range("overlap", checked["overlap"], "between 0 and half of [max_chunk_size]")
    return checked


def _whole(settings: Mapping[str, Any], name: str, default: int) -> int:
    value = settings.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValidationError.of(
            f"field [{name}] is not of the expected type. The value [{value}] cannot be converted to a [Integer]"
        )
    return value


def _out_of_range(name: str, value: int, limits: str) -> ValidationError:
    return ValidationError.of(f"[chunking_settings] Invalid value [{value}]. [{name}] must be {limits}")


def chunks(text: str, settings: Mapping[str, Any]) -> list[Chunk]:
    """Returns the pieces of a text, as beginnings and ends in characters, in order; checked settings."""
    if settings["strategy"] == "none" or not text.strip():
        return [(0, len(text))]
    if settings["strategy"] == "word":
        return _word_chunks(text, settings["max_chunk_size"], settings["overlap"])
    return _sentence_chunks(text, settings["max_chunk_size"], settings["sentence_overlap"])


def _word_chunks(text: str, most: int, overlap: int) -> list[Chunk]:
    words = [found.span() for found in _WORD.finditer(text)]
    if len(words) <= most:
        return [(0, len(text))]
    found = []
    for first in range(0, len(words) - overlap, most - overlap):
        last = min(first + most, len(words))
        begins = 0 if first == 0 else words[first][0]
        found.append((begins, len(text) if last == len(words) else words[last - 1][1]))
        if last == len(words):
            break
    return found


def _sentence_chunks(text: str, most: int, overlap: int) -> list[Chunk]:
    """Sentences together as long as they are not too many words; a longer sentence is cut by words."""
    found: list[Chunk] = []
    begins = ends = n_words = 0
    before: tuple[int, int] | None = None
    for start, end in _sentences(text):
        count = len(_WORD.findall(text[start:end]))
        if count > most:
            if ends > begins:
                found.append((begins, ends))
            found += [(start + left, start + right) for left, right in _word_chunks(text[start:end], most, 0)]
            begins, ends, n_words, before = end, end, 0, None
            continue
        if n_words + count > most and ends > begins:
            found.append((begins, ends))
            begins, n_words = start, 0
            if overlap and before is not None:
                repeated = len(_WORD.findall(text[before[0] : before[1]]))
                if repeated + count <= most:
                    begins, n_words = before[0], repeated
        ends, n_words, before = end, n_words + count, (start, end)
    return [*found, (begins, ends)] if ends > begins else found


def _sentences(text: str) -> list[Chunk]:
    return [found.span() for found in _SENTENCE.finditer(text) if found.end() > found.start()]
