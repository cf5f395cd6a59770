"""The texts of a field of all hits that are shown, analysed together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from findling.analysis.token_batch import TokenBatch
from findling.base.java_numbers import java_double
from findling.base.json_values import scalar_text
from findling.mapping.documents.stored_source import StoredDocument
from findling.search.fetch.field_format import FieldFormat
from findling.search.fetch.source_value import values_of
from findling.search.highlight.text.field_text import AnalyzedText, Ints, TokenArrays
from findling.search.highlight.text.units import units_of

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


class HitSource(NamedTuple):
    """What is stored of a hit: the object that has its values, and what the paths of all in it begin with."""

    document: StoredDocument
    root: str = ""


class FieldTexts:
    """The texts of one field in several hits; their tokens are found when the first of them is asked for.

    values_of: the field whose values these are, which `field` analyses in a way of its own
    separator: one character that stands between the values of a hit
    are_copied: whether some may come from other fields
    """

    def __init__(
        self, field: MappedField, values_of: MappedField, ctx: ShardContext, hits: Sequence[HitSource], separator: str
    ) -> None:
        self.field = field
        self._ctx = ctx
        self._separator = separator
        fields = [replace(values_of, source_path=path) for path in ctx.mapping.source_paths(values_of)]
        self.are_copied = len(fields) > 1
        self.values = [[text for one in fields for text in _texts(one, hit)] for hit in hits]
        ctx.account.add(sum(len(value) for values in self.values for value in values), "<highlight>")
        self._made: dict[int, AnalyzedText] = {}

    def content(self, place: int) -> str:
        """Returns the values of a hit as one text."""
        return self._separator.join(self.values[place])

    def text(self, place: int) -> AnalyzedText:
        """Returns the text of a hit that has values."""
        found = self._made.get(place)
        if found is None:
            tokens, bounds = self._tokens
            part = tokens.part(int(bounds[place]), int(bounds[place + 1]))
            found = self._made[place] = AnalyzedText(self.field.name, self.content(place), part)
        return found

    def value_texts(self, place: int) -> list[AnalyzedText]:
        """Returns the texts of the values of a hit, each as if it were alone."""
        first = sum(len(values) for values in self.values[:place])
        tokens, bounds = self._tokens_of_values
        return [
            AnalyzedText(self.field.name, value, tokens.part(int(bounds[at]), int(bounds[at + 1])))
            for at, value in enumerate(self.values[place], first)
        ]

    @cached_property
    def _flat(self) -> list[str]:
        return [value for values in self.values for value in values]

    @cached_property
    def _batch(self) -> TokenBatch:
        """The tokens of all values of all hits."""
        self._ctx.check()
        if self.field.type.terms.analyzed:
            analyzer = self._ctx.analysis.analyzer(self.field.structures.analyzer or "default")
            return analyzer.tokenize(self._flat, offsets=True)
        numbers: dict[str, int] = {}
        n = len(self._flat)
        ids = [numbers.setdefault(self._term(value), len(numbers)) for value in self._flat]
        zeros, ends = np.zeros(n, np.int32), np.array([len(value) for value in self._flat], np.int32)
        values = np.arange(n, dtype=np.int32)
        return TokenBatch(list(numbers), np.array(ids, np.int32), values, zeros, zeros + 1, zeros, ends)

    @cached_property
    def _tokens_of_values(self) -> tuple[TokenArrays, Ints]:
        """The tokens of all values, each as if it were alone, and where those of each begin, (n_values + 1,)."""
        batch = self._batch
        assert batch.start_offsets is not None
        assert batch.end_offsets is not None
        numbers = dict(zip(batch.terms, range(len(batch.terms)), strict=True))
        arrays = (batch.term_ids, batch.positions, batch.start_offsets, batch.end_offsets)
        bounds = np.searchsorted(batch.value_ids, np.arange(len(self._flat) + 1))
        return TokenArrays(batch.terms, numbers, *arrays), bounds.astype(np.int32)

    @cached_property
    def _tokens(self) -> tuple[TokenArrays, Ints]:
        """The tokens of all hits, and where those of each begin, (n_hits + 1,)."""
        tokens, bounds = self._tokens_of_values
        counts = np.array([len(values) for values in self.values])
        of_hits = bounds[np.concatenate(([0], np.cumsum(counts)))]
        if counts.max(initial=0) <= 1:
            return tokens, of_hits
        starts, positions = self._shifts(np.repeat(np.arange(len(counts)), counts))
        owners = self._batch.value_ids
        moved = (tokens.positions + positions[owners], tokens.starts + starts[owners], tokens.ends + starts[owners])
        return TokenArrays(tokens.terms, tokens.numbers, tokens.term_ids, *moved), of_hits

    def _term(self, value: str) -> str:
        kind = self.field.type
        if kind.terms.characters and kind.key is None:
            return kind.index_term(value).decode("utf-8", "replace")
        return value

    def _shifts(self, owners: Any) -> tuple[Ints, Ints]:
        """Returns by how much offsets and positions of each value are moved behind the values before it."""
        flat, ends, gap = self._flat, self._batch.end_positions.tolist(), self.field.structures.position_gap
        starts, positions = np.zeros(len(flat), np.int32), np.zeros(len(flat), np.int32)
        for i in range(1, len(flat)):
            if owners[i] == owners[i - 1]:
                starts[i] = starts[i - 1] + len(flat[i - 1]) + 1
                positions[i] = positions[i - 1] + ends[i - 1] + gap
        return starts, positions


def _texts(field: MappedField, hit: HitSource) -> list[str]:
    """Returns the values of a field in a hit, as they are shown."""
    stored = field.type.get("store") and not field.is_metadata
    source: Mapping[str, Any] | None = hit.document.values if stored else hit.document.source
    if source is None:
        return []
    values, _ = values_of(field, FieldFormat(field.name, stored=bool(stored)), source, hit.root)
    return [units_of(_shown(value)) for value in values]


def _shown(value: object) -> str:
    """Returns a value as Java writes it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}={_shown(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    if isinstance(value, float):
        return java_double(value)
    return value if isinstance(value, str) else scalar_text(value)
