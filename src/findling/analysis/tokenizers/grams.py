"""The tokenizers `ngram` and `edge_ngram`."""

from typing import TYPE_CHECKING, Final

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.character_set import ALL_CATEGORIES, CLASSES, CharacterSet
from findling.analysis.gram_limits import check_gram_lengths, check_ngram_difference
from findling.analysis.params import Params
from findling.analysis.text_batch import TextBatch
from findling.analysis.tokenizer import WORD_TYPE, Spans, Tokenizer
from findling.base.errors import IllegalArgumentError
from findling.base.work.current import expect_memory
from findling.kernels.text import char_runs

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry

ANY_CHARACTER = CharacterSet(ALL_CATEGORIES)
NO_LIMIT = 1 << 30
_BYTES_PER_GRAM: Final = 48
"""Its places, its number and its part of the table of distinct grams."""


class GramTokenizer(Tokenizer):
    """All grams, or all grams at the start, of the runs of some characters. Source: Lucene's NGramTokenizer.

    shortest, longest: characters per gram
    characters: anything else separates
    """

    def __init__(self, shortest: int, longest: int, characters: CharacterSet, edge: bool) -> None:
        check_gram_lengths(shortest, longest)
        self.shortest = shortest
        self.longest = longest
        self.characters = characters
        self.edge = edge

    def spans(self, batch: TextBatch, types: bool) -> Spans:
        if self.characters == ANY_CHARACTER:
            counts, run_starts, run_ends = (
                np.ones(batch.n_values, np.int32),
                batch.starts[:-1],
                batch.starts[1:] - np.int32(1),
            )
        else:
            counts, run_starts, run_ends = self.characters.runs(batch, NO_LIMIT)
        per_run = np.empty(len(run_starts), np.int32)
        n = char_runs.count_grams((run_ends - run_starts).astype(np.int32), self.shortest, self.longest, self.edge)
        expect_memory(n * _BYTES_PER_GRAM, "<analysis>")
        starts, ends = np.empty(n, np.int32), np.empty(n, np.int32)
        n = char_runs.gram_spans(
            batch.text, run_starts, run_ends, self.shortest, self.longest, self.edge, per_run, starts, ends
        )
        first_runs = np.concatenate(([0], np.cumsum(counts)))
        totals = np.concatenate(([0], np.cumsum(per_run, dtype=np.int64)))[first_runs]
        return Spans(np.diff(totals).astype(np.int32), starts[:n], ends[:n], WORD_TYPE)


def token_characters(params: Params) -> CharacterSet:
    """Returns what `token_chars` and `custom_token_chars` allow: everything by default. Raises IllegalArgumentError."""
    names = params.texts("token_chars", []) or []
    if not names:
        return ANY_CHARACTER
    characters = params.text("custom_token_chars") if "custom" in names else ""
    if characters is None:
        raise IllegalArgumentError("Token type: 'custom' requires setting `custom_token_chars`")
    known = sorted([*CLASSES, "custom"])
    for name in names:
        if name not in known:
            raise IllegalArgumentError(f"Unknown token type: '{name}', must be one of {_listed(known)}")
    return CharacterSet.of([name for name in names if name != "custom"], characters)


def _listed(names: list[str]) -> str:
    return "[" + ", ".join(names) + "]"


@register("tokenizer", "ngram", "nGram")
def ngram_tokenizer(params: Params, registry: "AnalysisRegistry") -> Tokenizer:
    """min_gram: 1; max_gram: 2; token_chars: names of classes, all characters; custom_token_chars."""
    shortest, longest = params.integer("min_gram", 1), params.integer("max_gram", 2)
    check_ngram_difference(shortest, longest, registry)
    return GramTokenizer(shortest, longest, token_characters(params), edge=False)


@register("tokenizer", "edge_ngram", "edgeNGram")
def edge_ngram_tokenizer(params: Params, registry: object) -> Tokenizer:
    """min_gram: 1; max_gram: 2; token_chars: names of classes, all characters; custom_token_chars."""
    shortest, longest = params.integer("min_gram", 1), params.integer("max_gram", 2)
    return GramTokenizer(shortest, longest, token_characters(params), edge=True)
